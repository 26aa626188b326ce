import { Page } from "../components/page/Page.tsx";
import { frame } from "texts/everywhere.ts";
import { errorPage as t } from "texts/refusals.ts";
import { isRefusal, type Refusal } from "../sync/refusal.ts";
import { handler, page } from "./$_error.ts";
import { getApp } from "../classroom/app.ts";
import { cookieNames, readCookies } from "./(http)/_cookies.ts";
import { logBug } from "./(http)/_log.ts";
import {
  errorStatus,
  problemFromError,
  refusalStatus,
} from "./(http)/_problem.ts";
import { localPath } from "../locales/local_path.ts";
import { refusalText } from "../locales/refusal_text.ts";

export const handlers = handler(async (ctx) => {
  if (ctx.url.pathname.startsWith("/api/")) return problemFromError(ctx.error);
  const { error } = ctx;
  const status = isRefusal(error)
    ? refusalStatus(error.kind)
    : errorStatus(error) ?? 500;
  const id = status >= 500 && !isRefusal(error) ? logBug(error) : null;
  const detail = isRefusal(error) && !isSaidByPage(error)
    ? refusalText(error)
    : null;
  const headers = { "cache-control": "no-store" };
  const isTeacher = status < 500 && await isSignedIn(ctx.req);
  return { data: { status, id, detail, isTeacher }, status, headers };
});

export default page(({ data: { status, id, detail, isTeacher } }) => {
  const { title, text } = words(status);
  return (
    <Page title={`${title} · ${frame.name}`}>
      <div class="stack">
        <h1>{title}</h1>
        <p>{detail ?? text}</p>
        {id && <p>{t.number({ id })}</p>}
        <div class="actions">
          {isTeacher && (
            <a class="button main" href={localPath("/teacher/sessions")}>
              {t.classes}
            </a>
          )}
          <a class="button" href={localPath("/")}>{t.home}</a>
        </div>
      </div>
    </Page>
  );
});

/** Looked up here, because no middleware runs for an unknown path. */
async function isSignedIn(req: Request): Promise<boolean> {
  const token = readCookies(req.headers.get("cookie")).get(cookieNames.teacher);
  return token !== undefined &&
    await getApp().accounts.findByToken(token) !== null;
}

/** Whether the page's own words say more than this refusal. */
function isSaidByPage({ kind, reason }: Refusal): boolean {
  return reason === null &&
    ["not-found", "not-allowed", "not-signed-in", "storage-unavailable"]
      .includes(kind);
}

function words(status: number): { title: string; text: string } {
  if (status === 503) return t.notNow;
  if (status >= 500) return t.bug;
  if (status === 404) return t.notFound;
  if (status === 401 || status === 403) return t.notAllowed;
  return t.other;
}
