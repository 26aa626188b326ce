/** `POST /api/sessions/:s/breakouts/moves`: students into other rooms, all of it or nothing. */
import { theApp } from "../../../../../classroom/app.ts";
import { movesBody } from "../../../../../classroom/groups/moves.ts";
import { readBody } from "../../../../(http)/_body.ts";
import { ownerOf } from "../../../../(http)/_staff.ts";
import { handler } from "./$moves.ts";

export const handlers = handler({
  async POST({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    const ask = await readBody(req, movesBody);
    const moved = await theApp().breakouts.move(who, ask);
    return Response.json({ moved });
  },
});
