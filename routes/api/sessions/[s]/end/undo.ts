/** `POST /api/sessions/:s/end/undo`: takes an end back while nothing is torn down. */
import { sessionAnswer } from "../../../../(http)/_view.ts";
import { forOwnerWith, nothing } from "../../../../(http)/_owner.ts";
import { handler } from "./$undo.ts";

export const handlers = handler({
  POST: forOwnerWith(nothing, async ({ app, teacher, params, state }) => {
    const view = await app.sessions.undoEnd(teacher, params.s);
    return { session: sessionAnswer(view, state.reach) };
  }),
});
