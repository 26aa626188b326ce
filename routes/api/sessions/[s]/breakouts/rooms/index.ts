/** `GET`, `POST`, `DELETE /api/sessions/:s/breakouts/rooms`: the rooms; more of them by hand; all of them archived. */
import { addRoomsBody } from "../../../../../../classroom/groups/rooms.ts";
import {
  forStaff,
  forTeacher,
  forTeacherWith,
} from "../../../../../(http)/_owner.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  GET: forStaff(async ({ app, who }) => {
    const { rooms } = await app.breakouts.view(who);
    return { rooms };
  }),
  POST: forTeacherWith(addRoomsBody, async ({ app, who, body }) => ({
    rooms: await app.breakouts.addRooms(who, body),
  }), 201),
  DELETE: forTeacher(({ app, who }) => app.breakouts.deleteRooms(who)),
});
