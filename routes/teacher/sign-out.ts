import { z } from "zod";
import { getApp } from "../../classroom/app.ts";
import { cookieNames, deleteCookie } from "../(http)/_cookies.ts";
import { readForm } from "../(http)/_body.ts";
import { handler } from "./$sign-out.ts";
import { localPath } from "../../locales/local_path.ts";

const posted = z.object({ everywhere: z.literal("yes").optional() });

export const handlers = handler({
  async POST(ctx) {
    const { accounts } = getApp();
    const { everywhere } = await readForm(ctx, posted);
    const { teacher, cookies } = ctx.state;
    const token = cookies.get(cookieNames.teacher);
    const query = await accounts.isSchoolSignIn(token) ? "out=school" : "out";
    if (everywhere && teacher) await accounts.signOutEverywhere(teacher);
    else await accounts.signOut(token);
    const response = ctx.redirect(localPath(`/teacher/sign-in?${query}`), 303);
    deleteCookie(response.headers, ctx.state.origin, cookieNames.teacher);
    return response;
  },
});
