/** Deletes this browser's cookies for a class, or for all ended ones (J-6). Works without a script. */
import { z } from "zod";
import { getApp } from "../../classroom/app.ts";
import { leaveBody } from "../../classroom/people/leaving.ts";
import { readForm } from "../(http)/_body.ts";
import { deleteJoinCookies, requestSource } from "../(http)/_join_cookies.ts";
import { handler } from "./$leave.ts";
import { localPath } from "../../locales/local_path.ts";

const leaveAllBody = z.strictObject({ over: z.literal("all") });

export const handlers = handler({
  async POST(ctx) {
    const { leaving } = getApp();
    const form = await readForm(ctx, z.union([leaveBody, leaveAllBody]));
    const from = requestSource(ctx.state);
    const left = "session" in form
      ? await leaving.leave(form.session, from)
      : await leaving.leaveEverywhere(from);
    const response = ctx.redirect(localPath("/my"), 303);
    deleteJoinCookies(response.headers, ctx.state, left);
    return response;
  },
});
