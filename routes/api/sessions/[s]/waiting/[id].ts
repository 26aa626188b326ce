/** `POST /api/sessions/:s/waiting/:id`: the teacher decides on one who waits. */
import { theApp } from "../../../../../classroom/app.ts";
import { decideWaitingBody } from "../../../../../classroom/people/waiting_room.ts";
import { readBody } from "../../../../(http)/_body.ts";
import { ownerOf } from "../../../../(http)/_staff.ts";
import { handler } from "./$[id].ts";

export const handlers = handler({
  async POST({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    const { decision } = await readBody(req, decideWaitingBody);
    await theApp().roster.decideWaiting(who, params.id, decision);
    return new Response(null, { status: 204 });
  },
});
