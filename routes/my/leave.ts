/** Deletes this browser's cookies for a class, or for all ended ones (J-6). Works without a script. */
import { z } from "zod";
import { theApp } from "../../classroom/app.ts";
import { leaveBody } from "../../classroom/people/leaving.ts";
import { readForm } from "../(http)/_body.ts";
import { dropJoinCookies, requestSource } from "../(http)/_entry.ts";
import { handler } from "./$leave.ts";
import { localPath } from "../../locales/local_path.ts";

const all = z.strictObject({ over: z.literal("all") });

export const handlers = handler({
  async POST(ctx) {
    const { leaving } = theApp();
    const asked = await readForm(ctx.req, z.union([leaveBody, all]));
    const from = requestSource(ctx.state);
    const left = "session" in asked
      ? await leaving.leave(asked.session, from)
      : await leaving.leaveAllOver(from);
    const response = ctx.redirect(localPath("/my"), 303);
    dropJoinCookies(response.headers, ctx.state, left);
    return response;
  },
});
