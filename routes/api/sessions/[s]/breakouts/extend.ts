/** `POST /api/sessions/:s/breakouts/extend`: gives more time. */
import { theApp } from "../../../../../classroom/app.ts";
import { extendBreakoutsBody } from "../../../../../classroom/groups/opening.ts";
import { readBody } from "../../../../(http)/_body.ts";
import { ownerOf } from "../../../../(http)/_staff.ts";
import { handler } from "./$extend.ts";

export const handlers = handler({
  async POST({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    const ask = await readBody(req, extendBreakoutsBody);
    const breakouts = await theApp().breakouts.extend(who, ask);
    return Response.json({ breakouts });
  },
});
