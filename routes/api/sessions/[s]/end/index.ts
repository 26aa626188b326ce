/** `POST /api/sessions/:s/end`: at once with `now`, else in 10 s. */
import { endSessionBody } from "../../../../../classroom/sessions/sessions.ts";
import { sessionAnswer } from "../../../../(http)/_view.ts";
import { forOwnerWith } from "../../../../(http)/_owner.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  POST: forOwnerWith(
    endSessionBody,
    async ({ app, teacher, params, state, body }) => {
      const view = await app.sessions.end(teacher, params.s, body);
      return { session: sessionAnswer(view, state.reach) };
    },
  ),
});
