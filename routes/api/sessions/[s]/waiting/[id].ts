/** `POST /api/sessions/:s/waiting/:id`: the teacher decides on one who waits. */
import { decideWaitingBody } from "../../../../../classroom/people/waiting_room.ts";
import { forTeacherWith } from "../../../../(http)/_owner.ts";
import { handler } from "./$[id].ts";

export const handlers = handler({
  POST: forTeacherWith(
    decideWaitingBody,
    async ({ app, who, params, body }) => {
      await app.roster.decideWaiting(who, params.id, body.decision);
    },
  ),
});
