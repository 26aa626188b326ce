/** `POST /api/sessions/:s/breakouts/broadcast`: a message of the teacher in all rooms, or some. */
import { broadcastBody } from "../../../../../classroom/groups/broadcast.ts";
import { forTeacherWith } from "../../../../(http)/_owner.ts";
import { handler } from "./$broadcast.ts";

export const handlers = handler({
  POST: forTeacherWith(broadcastBody, async ({ app, who, body }) => ({
    broadcast: await app.breakouts.broadcast(who, body),
  }), 201),
});
