/** Deletes this browser's cookies for a session. */
import { theApp } from "../../classroom/app.ts";
import { leaveBody } from "../../classroom/people/leaving.ts";
import { readBody } from "../(http)/_body.ts";
import { dropJoinCookies, requestSource } from "../(http)/_entry.ts";
import { handler } from "./$leave.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const { session } = await readBody(req, leaveBody);
    const left = await theApp().leaving.leave(session, requestSource(state));
    const headers = new Headers();
    dropJoinCookies(headers, state, left);
    return new Response(null, { status: 204, headers });
  },
});
