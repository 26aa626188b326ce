/** `GET`, `POST`, `DELETE /api/sessions/:s/breakouts/rooms`: the rooms; more of them by hand; all of them archived. */
import { theApp } from "../../../../../../classroom/app.ts";
import { addRoomsBody } from "../../../../../../classroom/groups/rooms.ts";
import { readBody } from "../../../../../(http)/_body.ts";
import { ownerOf } from "../../../../../(http)/_staff.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  async GET({ params, state }) {
    const { who } = await ownerOf(state, params.s);
    const { rooms } = await theApp().breakouts.view(who);
    return Response.json({ rooms });
  },
  async POST({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    const ask = await readBody(req, addRoomsBody);
    const rooms = await theApp().breakouts.addRooms(who, ask);
    return Response.json({ rooms }, { status: 201 });
  },
  async DELETE({ params, state }) {
    const { who } = await ownerOf(state, params.s);
    await theApp().breakouts.deleteRooms(who);
    return new Response(null, { status: 204 });
  },
});
