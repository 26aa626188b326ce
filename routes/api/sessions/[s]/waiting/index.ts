/** `POST /api/sessions/:s/waiting`: the teacher decides on all who are new and wait (J-9). */
import { decideAllWaitingBody } from "../../../../../classroom/people/waiting_room.ts";
import { forTeacherWith } from "../../../../(http)/_owner.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  POST: forTeacherWith(decideAllWaitingBody, async ({ app, who, body }) => {
    return await app.roster.decideAllWaiting(who, body);
  }),
});
