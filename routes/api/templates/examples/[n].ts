/** `POST /api/templates/examples/:n`: an example becomes one of the teacher's own prompt templates. */
import { theApp } from "../../../../classroom/app.ts";
import { example } from "../../../../classroom/resources/starter/examples.ts";
import { language } from "../../../../locales/current.ts";
import { teacherOf } from "../../../(http)/_staff.ts";
import { handler } from "./$[n].ts";

export const handlers = handler({
  async POST({ params, state }) {
    const teacher = teacherOf(state).id;
    const item = await example("template", language().tag, params.n);
    const template = await theApp().library.add("template", teacher, item);
    return Response.json({ template }, { status: 201 });
  },
});
