/** `GET`, `PATCH /api/sessions/:s`: one session, and what can be changed of it while it runs. */
import { theApp } from "../../../../classroom/app.ts";
import { changeSessionAsk } from "../../../../classroom/session_changes.ts";
import { readBody } from "../../../_body.ts";
import { ownerOf } from "../../../_staff.ts";
import { sessionAnswer } from "../../../_view.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  async GET({ params, state }) {
    const { teacher } = await ownerOf(state, params.s);
    const view = await theApp().sessions.view(teacher, params.s);
    return Response.json({ session: sessionAnswer(view, state.reach) });
  },
  async PATCH({ req, params, state }) {
    const { teacher } = await ownerOf(state, params.s);
    const ask = await readBody(req, changeSessionAsk);
    const view = await theApp().sessions.change(teacher, params.s, ask);
    return Response.json({ session: sessionAnswer(view, state.reach) });
  },
});
