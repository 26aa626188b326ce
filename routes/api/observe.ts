/** A teacher observes a colleague's class, or asks to (S-8). */
import { getApp } from "../../classroom/app.ts";
import { observeBody } from "../../classroom/people/staff/join_requests.ts";
import { readBody } from "../(http)/_body.ts";
import { requestSource } from "../(http)/_join_cookies.ts";
import { joinRequestResponse } from "../(http)/_join_request.ts";
import { requireSignedIn } from "../(http)/_staff.ts";
import { handler } from "./$observe.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const teacher = requireSignedIn(state);
    const ask = await readBody(req, observeBody);
    const source = requestSource(state);
    const status = await getApp().knocks.requestJoin(teacher, ask, source);
    return await joinRequestResponse(status, teacher, state);
  },
});
