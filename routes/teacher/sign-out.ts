import { z } from "zod";
import { theApp } from "../../classroom/app.ts";
import { cookieNames, dropCookie } from "../(http)/_cookies.ts";
import { readForm } from "../(http)/_body.ts";
import { handler } from "./$sign-out.ts";
import { localPath } from "../../locales/local_path.ts";

const posted = z.object({ everywhere: z.literal("yes").optional() });

export const handlers = handler({
  async POST(ctx) {
    const { accounts } = theApp();
    const { everywhere } = await readForm(ctx.req, posted);
    const { teacher, cookies } = ctx.state;
    const token = cookies.get(cookieNames.teacher);
    const out = await accounts.isBySchool(token) ? "out=school" : "out";
    if (everywhere && teacher) await accounts.signOutEverywhere(teacher);
    else await accounts.signOut(token);
    const response = ctx.redirect(localPath(`/teacher/sign-in?${out}`), 303);
    dropCookie(response.headers, ctx.state.origin, cookieNames.teacher);
    return response;
  },
});
