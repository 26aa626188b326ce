/** `POST /api/sessions/:s/breakouts/broadcast`: a message of the teacher in all rooms, or some. */
import { theApp } from "../../../../../classroom/app.ts";
import { broadcastBody } from "../../../../../classroom/groups/broadcast.ts";
import { readBody } from "../../../../(http)/_body.ts";
import { ownerOf } from "../../../../(http)/_staff.ts";
import { handler } from "./$broadcast.ts";

export const handlers = handler({
  async POST({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    const ask = await readBody(req, broadcastBody);
    const broadcast = await theApp().breakouts.broadcast(who, ask);
    return Response.json({ broadcast }, { status: 201 });
  },
});
