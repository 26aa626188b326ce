/** `DELETE /api/sessions/:s/rooms/:room/messages/:id`: deletes a message, whoever wrote it. */
import { forOwner } from "../../../../../../../(http)/_owner.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  DELETE: forOwner(({ app, who, params }) =>
    app.moderation.delete(who, params.room, params.id)
  ),
});
