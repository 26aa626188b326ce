/** `PATCH /api/sessions/:s/breakouts/rooms/:r`: its name, its instructions. */
import { theApp } from "../../../../../../classroom/app.ts";
import { changeRoomBody } from "../../../../../../classroom/groups/rooms.ts";
import { readBody } from "../../../../../(http)/_body.ts";
import { ownerOf } from "../../../../../(http)/_staff.ts";
import { handler } from "./$[r].ts";

export const handlers = handler({
  async PATCH({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    const ask = await readBody(req, changeRoomBody);
    const { breakouts } = theApp();
    const room = await breakouts.changeRoom(who, params.r, ask);
    return Response.json({ room });
  },
});
