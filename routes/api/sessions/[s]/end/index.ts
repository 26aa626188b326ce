/** `POST /api/sessions/:s/end`: at once with `now`, else in 10 s. */
import { endSessionBody } from "../../../../../classroom/sessions/sessions.ts";
import { forSession } from "../../../../(http)/_view.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  POST: forSession(endSessionBody, async ({ app, teacher, params, body }) => {
    return await app.sessions.end(teacher, params.s, body);
  }),
});
