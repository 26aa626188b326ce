/** `PATCH`, `DELETE /api/sessions/:s/breakouts/rooms/:r`: its name, its instructions; it alone archived. */
import { changeRoomBody } from "../../../../../../classroom/groups/rooms.ts";
import { forTeacher, forTeacherWith } from "../../../../../(http)/_owner.ts";
import { handler } from "./$[r].ts";

export const handlers = handler({
  PATCH: forTeacherWith(changeRoomBody, async ({ app, who, params, body }) => ({
    room: await app.breakouts.changeRoom(who, params.r, body),
  })),
  DELETE: forTeacher(({ app, who, params }) =>
    app.breakouts.deleteRoom(who, params.r)
  ),
});
