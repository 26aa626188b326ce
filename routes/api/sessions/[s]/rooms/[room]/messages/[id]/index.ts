/** `DELETE /api/sessions/:s/rooms/:room/messages/:id`: deletes a message, whoever wrote it. */
import { forTeacher } from "../../../../../../../(http)/_owner.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  DELETE: forTeacher(({ app, who, params }) =>
    app.moderation.delete(who, params.room, params.id)
  ),
});
