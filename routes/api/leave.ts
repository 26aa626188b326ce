/** `POST /api/leave`: this browser forgets who it was in a session. */
import { theApp } from "../../classroom/app.ts";
import { leaveAsk } from "../../classroom/roster.ts";
import { readBody } from "../_body.ts";
import { cookieNames, dropCookie } from "../_cookies.ts";
import { fromOf } from "../_entry.ts";
import { handler } from "./$leave.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const { session } = await readBody(req, leaveAsk);
    await theApp().roster.leave(session, fromOf(state));
    const headers = new Headers();
    dropCookie(headers, state.origin, cookieNames.member(session));
    dropCookie(headers, state.origin, cookieNames.waiting(session));
    return new Response(null, { status: 204, headers });
  },
});
