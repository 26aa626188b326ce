/** `GET`, `POST`, `DELETE /api/sessions/:s/breakouts/rooms`: the rooms; more of them by hand; all of them archived. */
import { addRoomsBody } from "../../../../../../classroom/groups/rooms.ts";
import { forOwner, forOwnerWith } from "../../../../../(http)/_owner.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  GET: forOwner(async ({ app, who }) => {
    const { rooms } = await app.breakouts.view(who);
    return { rooms };
  }),
  POST: forOwnerWith(addRoomsBody, async ({ app, who, body }) => ({
    rooms: await app.breakouts.addRooms(who, body),
  }), 201),
  DELETE: forOwner(({ app, who }) => app.breakouts.deleteRooms(who)),
});
