/** `POST /api/sessions/:s/extend`: more time, up to 24 h in total. */
import { extendSessionBody } from "../../../../classroom/sessions/sessions.ts";
import { sessionAnswer } from "../../../(http)/_view.ts";
import { forOwnerWith } from "../../../(http)/_owner.ts";
import { handler } from "./$extend.ts";

export const handlers = handler({
  POST: forOwnerWith(
    extendSessionBody,
    async ({ app, teacher, params, state, body }) => {
      const view = await app.sessions.extend(teacher, params.s, body);
      return { session: sessionAnswer(view, state.reach) };
    },
  ),
});
