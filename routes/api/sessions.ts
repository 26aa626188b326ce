import { theApp } from "../../classroom/app.ts";
import { createSessionBody } from "../../classroom/sessions/new_session.ts";
import { readBody } from "../(http)/_body.ts";
import { teacherOf } from "../(http)/_staff.ts";
import { sessionAnswer } from "../(http)/_view.ts";
import { handler } from "./$sessions.ts";

export const handlers = handler({
  async GET({ state }) {
    const all = await theApp().sessions.list(teacherOf(state));
    const sessions = all.map((view) => sessionAnswer(view, state.reach));
    return Response.json({ sessions });
  },
  async POST({ req, state }) {
    const teacher = teacherOf(state);
    const ask = await readBody(req, createSessionBody);
    const view = await theApp().sessions.create(teacher, ask);
    const session = sessionAnswer(view, state.reach);
    return Response.json({ session }, { status: 201 });
  },
});
