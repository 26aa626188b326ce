/** `GET`, `PATCH /api/sessions/:s/breakouts`: the breakout rooms as a whole, and their settings. */
import { theApp } from "../../../../../classroom/app.ts";
import { changeBreakoutsBody } from "../../../../../classroom/groups/opening.ts";
import { readBody } from "../../../../(http)/_body.ts";
import { ownerOf } from "../../../../(http)/_staff.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  async GET({ params, state }) {
    const { who } = await ownerOf(state, params.s);
    return Response.json(await theApp().breakouts.view(who));
  },
  async PATCH({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    const ask = await readBody(req, changeBreakoutsBody);
    const breakouts = await theApp().breakouts.change(who, ask);
    return Response.json({ breakouts });
  },
});
