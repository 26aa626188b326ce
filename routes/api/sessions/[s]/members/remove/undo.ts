/** `POST /api/sessions/:s/members/remove/undo`: takes the last removal of many back. */
import { forTeacherWith, nothing } from "../../../../../(http)/_owner.ts";
import { handler } from "./$undo.ts";

export const handlers = handler({
  POST: forTeacherWith(nothing, async ({ app, who }) => {
    return await app.membership.undoRemove(who);
  }),
});
