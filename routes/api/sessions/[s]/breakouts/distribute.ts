/** `POST /api/sessions/:s/breakouts/distribute`: all students over the rooms. */
import { theApp } from "../../../../../classroom/app.ts";
import { distributeBody } from "../../../../../classroom/groups/moves.ts";
import { readBody } from "../../../../(http)/_body.ts";
import { ownerOf } from "../../../../(http)/_staff.ts";
import { handler } from "./$distribute.ts";

export const handlers = handler({
  async POST({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    const ask = await readBody(req, distributeBody);
    const moved = await theApp().breakouts.distribute(who, ask);
    return Response.json({ moved });
  },
});
