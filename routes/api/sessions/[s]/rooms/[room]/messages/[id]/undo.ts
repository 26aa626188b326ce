/** `POST /api/sessions/:s/rooms/:room/messages/:id/undo`: puts a message back that one has deleted a moment ago. */
import { forTeacherWith, nothing } from "../../../../../../../(http)/_owner.ts";
import { handler } from "./$undo.ts";

export const handlers = handler({
  POST: forTeacherWith(
    nothing,
    ({ app, who, params }) =>
      app.moderation.undelete(who, params.room, params.id),
  ),
});
