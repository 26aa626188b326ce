/** `POST /api/sessions/:s/help/:m/undo`: raises a help flag again that one has just lowered, as it was. */
import { forTeacherWith, nothing } from "../../../../../(http)/_owner.ts";
import { handler } from "./$undo.ts";

export const handlers = handler({
  POST: forTeacherWith(
    nothing,
    ({ app, who, params }) => app.breakouts.undoLowerHelp(who, params.m),
  ),
});
