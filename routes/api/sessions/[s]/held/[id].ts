/** `POST /api/sessions/:s/held/:id`: allows a message that is held, or rejects it. */
import { theApp } from "../../../../../classroom/app.ts";
import { decideHeldBody } from "../../../../../classroom/chat/moderation.ts";
import { readBody } from "../../../../(http)/_body.ts";
import { ownerOf } from "../../../../(http)/_staff.ts";
import { handler } from "./$[id].ts";

export const handlers = handler({
  async POST({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    const ask = await readBody(req, decideHeldBody);
    await theApp().moderation.decide(who, params.id, ask);
    return new Response(null, { status: 204 });
  },
});
