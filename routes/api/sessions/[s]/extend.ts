/** `POST /api/sessions/:s/extend`: more time, up to 24 h in total. */
import { extendSessionBody } from "../../../../classroom/sessions/session_changes.ts";
import { forSession } from "../../../(http)/_view.ts";
import { handler } from "./$extend.ts";

export const handlers = handler({
  POST: forSession(extendSessionBody, async (asked) => {
    const { app, teacher, params, body } = asked;
    return await app.sessions.extend(teacher, params.s, body);
  }),
});
