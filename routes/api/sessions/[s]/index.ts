/** `GET`, `PATCH`, `DELETE /api/sessions/:s`: one session, what can be changed of it while it runs, and its end for good. */
import { theApp } from "../../../../classroom/app.ts";
import { changeSessionBody } from "../../../../classroom/sessions/session_changes.ts";
import { readBody } from "../../../(http)/_body.ts";
import { ownerOf } from "../../../(http)/_staff.ts";
import { sessionAnswer } from "../../../(http)/_view.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  async GET({ params, state }) {
    const { teacher } = await ownerOf(state, params.s);
    const view = await theApp().sessions.view(teacher, params.s);
    return Response.json({ session: sessionAnswer(view, state.reach) });
  },
  async PATCH({ req, params, state }) {
    const { teacher } = await ownerOf(state, params.s);
    const ask = await readBody(req, changeSessionBody);
    const view = await theApp().sessions.change(teacher, params.s, ask);
    return Response.json({ session: sessionAnswer(view, state.reach) });
  },
  async DELETE({ params, state }) {
    const { who } = await ownerOf(state, params.s);
    await theApp().deletion.session(who.session);
    return new Response(null, { status: 204 });
  },
});
