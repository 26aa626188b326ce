/** Signs the teacher out of this browser. */
import { theApp } from "../../classroom/app.ts";
import { cookieNames, dropCookie } from "../_cookies.ts";
import { handler } from "./$sign-out.ts";

export const handlers = handler({
  async POST(ctx) {
    const token = ctx.state.cookies.get(cookieNames.teacher);
    await theApp().accounts.signOut(token);
    const response = ctx.redirect("/teacher/sign-in?out", 303);
    dropCookie(response.headers, ctx.state.origin, cookieNames.teacher);
    return response;
  },
});
