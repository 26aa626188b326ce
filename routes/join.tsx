/**
 * Joining on its own page (J-1, J-2), for QR codes and for forms sent before any script has run. Members go directly to
 * the class.
 */
import { Head } from "fresh/runtime";
import { z } from "zod";
import {
  type OwnWait,
  readOwnMemberships,
  readOwnWait,
} from "../classroom/people/member_page.ts";
import { getApp } from "../classroom/app.ts";
import { idSchema } from "../classroom/model/field_schemas.ts";
import { minuteMs, toIsoString } from "../formats/times.ts";
import type { JoinResult } from "../classroom/people/join_result.ts";
import type { JoinErrors } from "../components/people/joining/JoinForm.tsx";
import { Page } from "../components/page/Page.tsx";
import { WaitToJoin } from "../components/people/joining/WaitToJoin.tsx";
import { classUrlAfterJoin } from "../components/people/joining/class_url.ts";
import JoinDialog from "../islands/JoinDialog.tsx";
import WaitForStart from "../islands/schedule/WaitForStart.tsx";
import { frame } from "texts/everywhere.ts";
import { join as t, landing } from "texts/people_join.ts";
import type { Refusal } from "../sync/refusal.ts";
import { handler, page } from "./$join.ts";
import { readForm } from "./(http)/_body.ts";
import {
  deleteJoinCookies,
  requestSource,
  setJoinCookies,
} from "./(http)/_join_cookies.ts";
import { setTicketCookie } from "./(http)/_fair_queue.ts";
import type { State } from "./_middleware.ts";
import { catchRefusal, refusalStatus } from "./(http)/_problem.ts";
import { readTimeZone } from "./(http)/_time_zone.ts";
import { localPath } from "../locales/local_path.ts";
import { refusalText } from "../locales/refusal_text.ts";
import { normalise } from "../formats/normalise.ts";

interface Shown {
  code: string;
  name: string;
  errors: JoinErrors;
  waiting?: {
    id: string;
    isCrowded: boolean;
    isFormer: boolean;
    mayJoinAsNew: boolean;
  };
  /** The class has not begun (S-7). */
  scheduled?: {
    session: string;
    waiting: string;
    className: string;
    startsAt: string;
    now: number;
    zone: string;
  };
}

const posted = z.union([
  z.object({ waiting: z.string().max(100) }),
  z.object({ leave: idSchema }),
  z.object({ sessionCode: z.string().max(100), name: z.string().max(1000) }),
]);

export const handlers = handler({
  async GET(ctx) {
    const { searchParams } = ctx.url;
    const waiting = searchParams.get("waiting");
    if (waiting !== null) {
      const name = searchParams.get("name") ?? "";
      const since = Number(searchParams.get("since"));
      return await stillWaiting(ctx, waiting, name, since);
    }
    const code = digits(searchParams.get("sessionCode") ?? "");
    const session = await sessionOf(code, ctx.state.cookies);
    if (session) return ctx.redirect(localPath(`/class/${session}`), 303);
    const wait = code && await readOwnWait(getApp(), ctx.state.cookies, code);
    if (wait) return ctx.redirect(waitsAt(wait), 303);
    const data: Shown = { code, name: "", errors: {} };
    return { data };
  },
  async POST(ctx) {
    const { leaving, roster } = getApp();
    const form = await readForm(ctx, posted);
    const from = requestSource(ctx.state);
    if ("leave" in form) {
      const left = await leaving.leave(form.leave, from);
      const response = ctx.redirect(localPath("/join"), 303);
      deleteJoinCookies(response.headers, ctx.state, left);
      return response;
    }
    if ("waiting" in form) {
      const result = await catchRefusal(() =>
        roster.joinAsNew(form.waiting, from)
      );
      return "refusal" in result
        ? renderRefusal(result.refusal, "", "", ctx.state.origin)
        : joinedResponse(ctx, result.done, "");
    }
    const { name } = form;
    const code = digits(form.sessionCode);
    const result = await catchRefusal(() => roster.join({ code, name }, from));
    return "refusal" in result
      ? renderRefusal(result.refusal, code, name, ctx.state.origin)
      : joinedResponse(ctx, result.done, name);
  },
});

export default page(({ data }) => (
  <Page
    title={`${t.title} · ${frame.name}`}
    description={landing.lead}
    isNarrow
  >
    <h1 class="visually-hidden">{t.title}</h1>
    {data.scheduled
      ? (
        <>
          <Head>
            <noscript>
              <meta http-equiv="refresh" content="5" />
            </noscript>
          </Head>
          <WaitForStart {...data.scheduled} name={data.name} />
        </>
      )
      : data.waiting
      ? (
        <div class="card stack">
          <h2>{t.waitingTitle}</h2>
          <WaitToJoin
            waiting={data.waiting.id}
            name={data.name}
            isCrowded={data.waiting.isCrowded}
            isFormer={data.waiting.isFormer}
            mayJoinAsNew={data.waiting.mayJoinAsNew}
          />
        </div>
      )
      : (
        <JoinDialog
          place="page"
          code={data.code}
          name={data.name}
          errors={data.errors}
        />
      )}
  </Page>
));

interface Context {
  state: State;
  redirect(path: string, status?: number): Response;
}

/** The page of a student who waits; it reloads itself without a script. */
async function stillWaiting(
  ctx: Context,
  id: string,
  name: string,
  since: number,
) {
  const result = await catchRefusal(() =>
    getApp().roster.waitStatus(id, requestSource(ctx.state))
  );
  if ("refusal" in result) {
    return renderRefusal(result.refusal, "", name, ctx.state.origin);
  }
  if (result.done.kind === "in") return joinedResponse(ctx, result.done, name);
  const { startsAt, session } = result.done;
  if (startsAt !== undefined) {
    const scheduled = {
      session: session.id,
      waiting: id,
      className: session.name,
      startsAt: toIsoString(startsAt),
      now: Date.now(),
      zone: readTimeZone(ctx.state.cookies),
    };
    const data: Shown = { code: "", name, errors: {}, scheduled };
    return { data };
  }
  const mayJoinAsNew = Date.now() - since > minuteMs;
  const data: Shown = {
    code: "",
    name,
    errors: {},
    waiting: {
      id,
      isCrowded: result.done.as === "new",
      isFormer: result.done.as === "return",
      mayJoinAsNew,
    },
  };
  return { data, headers: { refresh: "4" } };
}

function joinedResponse(
  ctx: Context,
  entry: JoinResult,
  name: string,
): Response {
  const to = entry.kind === "in"
    ? classUrlAfterJoin(entry, name)
    : waitsAt({ waiting: entry.waiting, name, since: Date.now() });
  const response = ctx.redirect(to, 303);
  setJoinCookies(response.headers, ctx.state.origin, entry);
  return response;
}

function waitsAt({ since, ...wait }: OwnWait): string {
  const query = new URLSearchParams({ ...wait, since: String(since) });
  return localPath(`/join?${query}`);
}

function renderRefusal(
  refusal: Refusal,
  code: string,
  name: string,
  origin: string,
) {
  const { kind, more } = refusal;
  const detail = refusalText(refusal);
  const errors: JoinErrors = {};
  if (kind === "no-such-code") errors.code = t.wrongCode;
  else if (/^(empty|too-long|name-)/.test(kind)) errors.name = detail;
  else if (kind === "not-found") errors.form = t.again;
  else errors.form = detail;
  const data: Shown = { code, name, errors };
  const headers = new Headers();
  if (kind === "too-often") {
    headers.set("retry-after", String(more.retryAfter ?? 2));
    setTicketCookie(headers, origin, "join", refusal);
  }
  return { data, status: refusalStatus(kind), headers };
}

/** The running session with this code that this browser has joined; only its own sessions are searched. */
async function sessionOf(
  code: string,
  cookies: ReadonlyMap<string, string>,
): Promise<string | null> {
  if (code === "") return null;
  const app = getApp();
  for (const { session } of await readOwnMemberships(app, cookies)) {
    if ((await app.sessions.readRecord(session))?.code === code) return session;
  }
  return null;
}

/** A typed code without spaces and dashes: `482 913`, `482-913`. */
function digits(typed: string): string {
  return normalise(typed, "NFKC").replace(/[\s-]/g, "").slice(0, 20);
}
