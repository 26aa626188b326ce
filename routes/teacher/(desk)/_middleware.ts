/** Requires a signed-in teacher; pages that need the Teacher plan redirect to its description (S-10). */
import type { Teacher } from "../../../classroom/accounts/accounts.ts";
import { emptyDesk, loadDesk, type TeacherDeskProps } from "../_desk.tsx";
import { middleware, type ParentState } from "./$_middleware.ts";
import { devicePermissionHeaders } from "../../(http)/_security_headers.ts";
import { localPath } from "../../../locales/local_path.ts";

export interface State extends ParentState {
  teacher: Teacher;
  /** The data of running classes for the page (C-1). */
  desk: TeacherDeskProps;
}

export default middleware(async (ctx) => {
  const { teacher } = ctx.state;
  const { pathname, search } = ctx.url;
  if (!teacher) {
    const next = new URLSearchParams({ next: localPath(pathname + search) });
    return ctx.redirect(localPath(`/teacher/sign-in?${next}`), 303);
  }
  const isFree = ["/teacher/plan", "/teacher/account"].includes(pathname);
  if (!teacher.plan && !isFree) {
    return ctx.redirect(localPath("/teacher/plan"), 303);
  }
  const desk = ctx.req.method === "GET" && teacher.plan
    ? await loadDesk(teacher, pathname)
    : emptyDesk;
  const answer = await ctx.next({ ...ctx.state, teacher, desk });
  if (!answer.headers.get("content-type")?.startsWith("text/html")) {
    return answer;
  }
  // A class's call continues on other pages of the teacher (K-1).
  const { body, status, headers } = answer;
  const newHeaders = new Headers(headers);
  for (const [name, value] of Object.entries(devicePermissionHeaders)) {
    newHeaders.set(name, value);
  }
  return new Response(body, { status, headers: newHeaders });
});
