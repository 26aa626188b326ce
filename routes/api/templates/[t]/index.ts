/** `GET`, `PUT`, `DELETE /api/templates/:t`: one of them; another in its place; deleted, for a while with **Undo**. */
import { theApp } from "../../../../classroom/app.ts";
import { changedTemplateBody } from "../../../../classroom/library/resource_bodies.ts";
import { readBody } from "../../../(http)/_body.ts";
import { teacherOf } from "../../../(http)/_staff.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  async GET({ params, state }) {
    const teacher = teacherOf(state).id;
    const template = await theApp().library.get("template", teacher, params.t);
    return Response.json({ template });
  },
  async PUT({ req, params, state }) {
    const teacher = teacherOf(state).id;
    const { expected, ...item } = await readBody(req, changedTemplateBody);
    const template = await theApp().library.put(
      "template",
      teacher,
      params.t,
      item,
      expected,
    );
    return Response.json({ template });
  },
  async DELETE({ params, state }) {
    await theApp().library.remove("template", teacherOf(state).id, params.t);
    return new Response(null, { status: 204 });
  },
});
