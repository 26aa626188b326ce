/** `POST /api/sessions/:s/breakouts/stop`: closes the rooms, at once or after a grace. */
import { theApp } from "../../../../../classroom/app.ts";
import { stopBreakoutsBody } from "../../../../../classroom/groups/opening.ts";
import { readBody } from "../../../../(http)/_body.ts";
import { ownerOf } from "../../../../(http)/_staff.ts";
import { handler } from "./$stop.ts";

export const handlers = handler({
  async POST({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    const ask = await readBody(req, stopBreakoutsBody);
    const breakouts = await theApp().breakouts.stop(who, ask);
    return Response.json({ breakouts });
  },
});
