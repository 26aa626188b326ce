/** `POST /api/sessions/:s/waiting`: the teacher decides on all who are new and wait (J-9). */
import { theApp } from "../../../../../classroom/app.ts";
import { decideAllWaitingBody } from "../../../../../classroom/people/waiting_room.ts";
import { readBody } from "../../../../(http)/_body.ts";
import { ownerOf } from "../../../../(http)/_staff.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  async POST({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    const ask = await readBody(req, decideAllWaitingBody);
    return Response.json(await theApp().roster.decideAllWaiting(who, ask));
  },
});
