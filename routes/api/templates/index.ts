/** `GET`, `POST /api/templates`: what the teacher keeps of them; a new one. */
import { theApp } from "../../../classroom/app.ts";
import { templateBody } from "../../../classroom/resources/resource_bodies.ts";
import { readBody } from "../../(http)/_body.ts";
import { teacherOf } from "../../(http)/_staff.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  async GET({ state }) {
    const all = await theApp().library.list("template", teacherOf(state).id);
    return Response.json({ templates: all });
  },
  async POST({ req, state }) {
    const teacher = teacherOf(state).id;
    const item = await readBody(req, templateBody);
    const template = await theApp().library.add("template", teacher, item);
    return Response.json({ template }, { status: 201 });
  },
});
