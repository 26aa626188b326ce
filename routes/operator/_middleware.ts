/** Requires an operator (O-5). To other teachers the pages do not exist. */
import { HttpError } from "fresh/errors";
import type { Teacher } from "../../classroom/accounts/accounts.ts";
import { getApp } from "../../classroom/app.ts";
import { localPath } from "../../locales/local_path.ts";
import { middleware, type ParentState } from "./$_middleware.ts";

export interface State extends ParentState {
  teacher: Teacher;
}

export default middleware(async (ctx) => {
  const { teacher } = ctx.state;
  if (!teacher) {
    const { pathname, search } = ctx.url;
    const next = new URLSearchParams({ next: localPath(pathname + search) });
    return ctx.redirect(localPath(`/teacher/sign-in?${next}`), 303);
  }
  if (!await getApp().accounts.isOperator(teacher.id)) {
    throw new HttpError(404);
  }
  return await ctx.next({ ...ctx.state, teacher });
});
