/**
 * **Join Online Class** on its own page (S-8), if its dialog cannot open without scripts; also where a teacher waits to
 * be let in.
 */
import { Head } from "fresh/runtime";
import { z } from "zod";
import { getApp } from "../../../classroom/app.ts";
import type { JoinRequestStatus } from "../../../classroom/people/staff/join_requests.ts";
import JoinOnlineClass from "../../../islands/staff/JoinOnlineClass.tsx";
import ObserveWaiting from "../../../islands/staff/ObserveWaiting.tsx";
import { localPath } from "../../../locales/local_path.ts";
import { refusalText } from "../../../locales/refusal_text.ts";
import { refusal } from "../../../classroom/model/refuse.ts";
import type { Refusal } from "../../../sync/refusal.ts";
import { observe as t } from "texts/people_staff.ts";
import { DeskPage } from "../_desk.tsx";
import { readForm } from "../../(http)/_body.ts";
import { requestSource } from "../../(http)/_join_cookies.ts";
import { catchRefusal, refusalStatus } from "../../(http)/_problem.ts";
import { handler, page } from "./$observe.ts";
import "../../../components/people/joining/joining.css";
import "../../../styles/session_pages.css";

interface Shown {
  code: string;
  error?: string;
  waiting?: string;
}

const posted = z.strictObject({ code: z.string().max(100) });

export const handlers = handler({
  async GET(ctx) {
    const id = ctx.url.searchParams.get("waiting");
    if (id === null) {
      // The list of classes links here for an invited teacher.
      const code = ctx.url.searchParams.get("code")?.slice(0, 20) ?? "";
      return { data: { code } as Shown };
    }
    const { teacher } = ctx.state;
    const result = await catchRefusal(async () => {
      const status = await getApp().joinRequests.status(teacher, id);
      if (!status) throw refusal("not-found");
      return status;
    });
    if ("refusal" in result) return renderRefusal(result.refusal, "");
    const { done } = result;
    if (done.kind === "in") return ctx.redirect(wayIn(done), 303);
    return { data: { code: "", waiting: id } as Shown };
  },
  async POST(ctx) {
    const { code } = await readForm(ctx, posted);
    const digits = code.replace(/[\s-]/g, "");
    const { teacher } = ctx.state;
    const result = await catchRefusal(() =>
      getApp().joinRequests.requestJoin(
        teacher,
        { code: digits },
        requestSource(ctx.state),
      )
    );
    if ("refusal" in result) return renderRefusal(result.refusal, code);
    return ctx.redirect(wayIn(result.done), 303);
  },
});

function wayIn(status: JoinRequestStatus): string {
  return localPath(
    status.kind === "in"
      ? `/teacher/sessions/${status.session}`
      : `/teacher/observe?waiting=${status.waiting}`,
  );
}

function renderRefusal(refusal: Refusal, code: string) {
  const data: Shown = { code, error: refusalText(refusal) };
  return { data, status: refusalStatus(refusal.kind) };
}

export default page(({ data, state }) => {
  const { waiting } = data;
  return (
    <DeskPage
      desk={state.desk}
      title={waiting ? t.waitingTitle : t.title}
      part="sessions"
    >
      <div class="card observe-card">
        {waiting
          ? (
            <>
              <Head>
                <noscript>
                  <meta http-equiv="refresh" content="4" />
                </noscript>
              </Head>
              <ObserveWaiting waiting={waiting} />
              <noscript>
                <p class="quiet small">{t.reloads}</p>
              </noscript>
            </>
          )
          : (
            <JoinOnlineClass
              place="page"
              code={data.code}
              error={data.error}
            />
          )}
      </div>
    </DeskPage>
  );
});
