/** `PUT`, `DELETE /api/sessions/:s/rooms/:room/pins/:id`: pins a message on top of its room; unpins it. */
import { iso } from "../../../../../../../classroom/model/times.ts";
import {
  forTeacher,
  forTeacherWith,
  nothing,
} from "../../../../../../(http)/_owner.ts";
import { handler } from "./$[id].ts";

export const handlers = handler({
  PUT: forTeacherWith(nothing, async ({ app, who, params }) => {
    const { at, ...pin } = await app.moderation.pin(
      who,
      params.room,
      params.id,
    );
    return { pin: { ...pin, at: iso(at) } };
  }),
  DELETE: forTeacher(({ app, who, params }) =>
    app.moderation.unpin(who, params.room, params.id)
  ),
});
