/** `POST /api/sessions/:s/end/undo`: takes an end back while nothing is torn down. */
import { forSession } from "../../../../(http)/_view.ts";
import { nothing } from "../../../../(http)/_owner.ts";
import { handler } from "./$undo.ts";

export const handlers = handler({
  POST: forSession(nothing, async ({ app, teacher, params }) => {
    return await app.sessions.undoEnd(teacher, params.s);
  }),
});
