/** `GET`, `PATCH`, `DELETE /api/sessions/:s`: one session, what can be changed of it while it runs, and its end for good. */
import { changeSessionBody } from "../../../../classroom/sessions/session_changes.ts";
import { forSession, sessionAnswer } from "../../../(http)/_view.ts";
import { forOwner, forStaff } from "../../../(http)/_owner.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  GET: forStaff(async ({ app, teacher, params, state }) => {
    const view = await app.sessions.view(teacher, params.s);
    return { session: sessionAnswer(view, state.reach) };
  }),
  PATCH: forSession(changeSessionBody, async (asked) => {
    const { app, teacher, params, body } = asked;
    return await app.sessions.change(teacher, params.s, body);
  }),
  DELETE: forOwner(async ({ app, who }) => {
    await app.deletion.session(who.session);
  }),
});
