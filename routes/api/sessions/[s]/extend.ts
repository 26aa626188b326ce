/** `POST /api/sessions/:s/extend`: more time, up to 24 h in total. */
import { theApp } from "../../../../classroom/app.ts";
import { extendSessionBody } from "../../../../classroom/sessions/sessions.ts";
import { readBody } from "../../../(http)/_body.ts";
import { ownerOf } from "../../../(http)/_staff.ts";
import { sessionAnswer } from "../../../(http)/_view.ts";
import { handler } from "./$extend.ts";

export const handlers = handler({
  async POST({ req, params, state }) {
    const { teacher } = await ownerOf(state, params.s);
    const ask = await readBody(req, extendSessionBody);
    const view = await theApp().sessions.extend(teacher, params.s, ask);
    return Response.json({ session: sessionAnswer(view, state.reach) });
  },
});
