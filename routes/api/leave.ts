/** Deletes this browser's cookies for a session. */
import { getApp } from "../../classroom/app.ts";
import { leaveBody } from "../../classroom/people/leaving.ts";
import { readBody } from "../(http)/_body.ts";
import { deleteJoinCookies, requestSource } from "../(http)/_join_cookies.ts";
import { handler } from "./$leave.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const { session } = await readBody(req, leaveBody);
    const left = await getApp().leaving.leave(session, requestSource(state));
    const headers = new Headers();
    deleteJoinCookies(headers, state, left);
    return new Response(null, { status: 204, headers });
  },
});
