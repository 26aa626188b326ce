/** `POST /api/sessions/:s/end`: at once with `now`, else in 10 s. */
import { theApp } from "../../../../../classroom/app.ts";
import { endSessionBody } from "../../../../../classroom/sessions/sessions.ts";
import { readBody } from "../../../../(http)/_body.ts";
import { ownerOf } from "../../../../(http)/_staff.ts";
import { sessionAnswer } from "../../../../(http)/_view.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  async POST({ req, params, state }) {
    const { teacher } = await ownerOf(state, params.s);
    const ask = await readBody(req, endSessionBody);
    const view = await theApp().sessions.end(teacher, params.s, ask);
    return Response.json({ session: sessionAnswer(view, state.reach) });
  },
});
