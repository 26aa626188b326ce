/** `POST /api/sessions/:s/breakouts/undo`: takes back the last move or distribution. */
import { forTeacherWith, nothing } from "../../../../(http)/_owner.ts";
import { handler } from "./$undo.ts";

export const handlers = handler({
  POST: forTeacherWith(
    nothing,
    async ({ app, who }) => ({ moved: await app.breakouts.undo(who) }),
  ),
});
