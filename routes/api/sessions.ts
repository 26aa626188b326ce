import { getApp } from "../../classroom/app.ts";
import { createSessionBody } from "../../classroom/sessions/new_session.ts";
import { readBody } from "../(http)/_body.ts";
import { requireSignedIn } from "../(http)/_staff.ts";
import { sessionJson } from "../(http)/_session_json.ts";
import { handler } from "./$sessions.ts";

export const handlers = handler({
  async GET({ state }) {
    const all = await getApp().sessions.list(requireSignedIn(state));
    const sessions = all.map((view) => sessionJson(view, state.reach));
    return Response.json({ sessions });
  },
  async POST({ req, state }) {
    const teacher = requireSignedIn(state);
    const ask = await readBody(req, createSessionBody);
    const view = await getApp().sessions.create(teacher, ask);
    const session = sessionJson(view, state.reach);
    return Response.json({ session }, { status: 201 });
  },
});
