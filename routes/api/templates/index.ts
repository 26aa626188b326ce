/** `GET`, `POST /api/templates`: what the teacher keeps of them, `?part=names` for their names alone; a new one. */
import { theApp } from "../../../classroom/app.ts";
import { newTemplateBody } from "../../../classroom/library/resource_bodies.ts";
import { readBody } from "../../(http)/_body.ts";
import { listOf } from "../../(http)/_library.ts";
import { teacherOf } from "../../(http)/_staff.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  GET: listOf("template", "templates"),
  async POST({ req, state }) {
    const teacher = teacherOf(state).id;
    const { id, ...item } = await readBody(req, newTemplateBody);
    const { library } = theApp();
    const template = await library.add("template", teacher, item, id);
    return Response.json({ template }, { status: 201 });
  },
});
