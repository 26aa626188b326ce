/**
 * The page of a mail's link that proves an address (D-2). It has a button, for the signed-in account with that address:
 * opening the page changes nothing, because mail servers open links too. `to` is the class of an invitation.
 */
import { z } from "zod";
import type { Teacher } from "../../classroom/accounts/accounts.ts";
import { getApp } from "../../classroom/app.ts";
import { isId } from "../../classroom/model/ids.ts";
import { ResendConfirmationButton } from "../../components/accounts/ConfirmEmailNotice.tsx";
import { Page } from "../../components/page/Page.tsx";
import { Notice } from "../../components/ui/Notice.tsx";
import { localPath } from "../../locales/local_path.ts";
import { refusalText } from "../../locales/refusal_text.ts";
import { frame } from "texts/everywhere.ts";
import { signIn } from "texts/accounts.ts";
import { confirm as t } from "texts/accounts_mail.ts";
import { portal } from "texts/sessions_portal.ts";
import { refusal } from "../../classroom/model/refuse.ts";
import { readForm } from "../(http)/_body.ts";
import { mailSource } from "../(http)/_fair_queue.ts";
import { catchRefusal, refusalStatus } from "../(http)/_problem.ts";
import { handler, page } from "./$confirm.ts";

interface Shown {
  token: string;
  to: string;
  /** The mail address that the link proves; null if the link was used or is too old. */
  email: string | null;
  teacher: Teacher | null;
  /** Whether sign-up with a password is off. */
  isSignUpClosed: boolean;
  refused?: string;
  sentAgain?: true;
}

const posted = z.object({
  what: z.enum(["confirm", "again"]),
  token: z.string().max(200).default(""),
  to: z.string().max(200).default(""),
});

export const handlers = handler({
  async GET(ctx) {
    const { searchParams } = ctx.url;
    const token = searchParams.get("token") ?? "";
    const to = searchParams.get("to") ?? "";
    const { teacher } = ctx.state;
    const data = await renderPage(teacher, token, to);
    // A proved address needs no button: the invitation leads to the class.
    const isMine = data.email === null || data.email === teacher?.email;
    if (teacher && !teacher.unproved && isId(to) && isMine) {
      return ctx.redirect(await placeOf(teacher, to), 303);
    }
    return { data, headers: { "referrer-policy": "same-origin" } };
  },
  async POST(ctx) {
    const { what, token, to } = await readForm(ctx, posted);
    const { teacher } = ctx.state;
    const { mails, proofs } = getApp();
    if (!teacher) {
      return { data: await renderPage(null, token, to), status: 401 };
    }
    const result = await catchRefusal(async () => {
      if (what === "confirm") await proofs.redeemToken(teacher, token);
      else if (!await mails?.sendConfirmation(teacher, mailSource(ctx.state))) {
        throw refusal("mailed-already");
      }
    });
    if ("refusal" in result) {
      const refusedText = refusalText(result.refusal);
      const data = {
        ...await renderPage(teacher, token, to),
        refused: refusedText,
      };
      return { data, status: refusalStatus(result.refusal.kind) };
    }
    if (what === "again") {
      const data = await renderPage(teacher, "", "");
      return { data: { ...data, sentAgain: true } as Shown };
    }
    const path = isId(to)
      ? await placeOf({ ...teacher, unproved: undefined }, to)
      : localPath("/teacher/sessions?done=confirmed");
    return ctx.redirect(path, 303);
  },
});

async function renderPage(
  teacher: Teacher | null,
  token: string,
  to: string,
): Promise<Shown> {
  const { proofs, settings } = getApp();
  const email = await proofs.addressOf(token);
  const isSignUpClosed = settings.SIGN_UP === "closed" ||
    settings.PASSWORDS === "off";
  return { token, to, email, teacher, isSignUpClosed };
}

/** Where an invited teacher goes: the class; for observers its waiting page, or the list if it has not begun. */
async function placeOf(teacher: Teacher, to: string): Promise<string> {
  const classes = await getApp().colleagues.listClasses(teacher);
  const colleagueClass = classes.find(({ id }) => id === to);
  if (!colleagueClass) return localPath("/teacher/sessions");
  const { invited, state, code } = colleagueClass;
  if (!invited) return localPath(`/teacher/sessions/${to}`);
  return localPath(
    state === "scheduled"
      ? "/teacher/sessions"
      : `/teacher/observe?code=${code}`,
  );
}

export default page(({ data }) => {
  const { email, teacher } = data;
  return (
    <Page title={`${t.title} · ${frame.name}`} isNarrow>
      <h1>{t.title}</h1>
      {data.refused && <Notice tone="stop">{data.refused}</Notice>}
      {data.sentAgain && teacher
        ? <Notice tone="good">{t.sentAgain({ email: teacher.email })}</Notice>
        : email === null
        ? <Old teacher={teacher} isRefused={data.refused !== undefined} />
        : teacher === null
        ? <SignInFirst {...data} email={email} />
        : teacher.email !== email
        ? <SignOutFirst email={email} ownEmail={teacher.email} />
        : (
          <form
            method="post"
            action={localPath("/teacher/confirm")}
            class="stack card"
          >
            <input type="hidden" name="what" value="confirm" />
            <input type="hidden" name="token" value={data.token} />
            <input type="hidden" name="to" value={data.to} />
            <p>{t.lead({ email })}</p>
            <button type="submit" class="button main large">{t.submit}</button>
          </form>
        )}
      <a class="button bare" href={localPath("/teacher/sessions")}>
        {portal.sessions}
      </a>
    </Page>
  );
});

function Old(
  { teacher, isRefused }: { teacher: Teacher | null; isRefused: boolean },
) {
  return (
    <>
      {!isRefused && <Notice tone="stop">{signIn.badLink}</Notice>}
      {teacher?.unproved && <ResendConfirmationButton />}
    </>
  );
}

function SignInFirst(
  { email, token, to, isSignUpClosed }: Shown & { email: string },
) {
  const next = localPath(
    `/teacher/confirm?token=${token}${isId(to) ? `&to=${to}` : ""}`,
  );
  const query = new URLSearchParams({ email, next });
  return (
    <div class="stack card">
      <p>{t.signInFirst({ email })}</p>
      <div class="actions">
        <a
          class="button main"
          href={localPath(`/teacher/sign-in?${query}`)}
        >
          {signIn.signIn}
        </a>
        {!isSignUpClosed && (
          <a
            class="button"
            href={localPath(`/teacher/sign-in?new&${query}`)}
          >
            {signIn.signUp}
          </a>
        )}
      </div>
    </div>
  );
}

function SignOutFirst(
  { email, ownEmail }: { email: string; ownEmail: string },
) {
  return (
    <form
      method="post"
      action={localPath("/teacher/sign-out")}
      class="stack card"
    >
      <p>{t.other({ email, own: ownEmail })}</p>
      <div class="actions">
        <button type="submit" class="button main">{signIn.signOut}</button>
      </div>
    </form>
  );
}
