/** `POST /api/sessions/:s/start`: **Start now**, before its time or instead of the class that still runs (S-7). */
import { startSessionBody } from "../../../../classroom/sessions/sessions.ts";
import { forSession } from "../../../(http)/_view.ts";
import { handler } from "./$start.ts";

export const handlers = handler({
  POST: forSession(startSessionBody, async ({ app, teacher, params, body }) => {
    return await app.sessions.begin(teacher, params.s, body);
  }),
});
