/** `POST /api/quizzes/examples/:n`: an example becomes one of the teacher's own quizzes. */
import { theApp } from "../../../../classroom/app.ts";
import { example } from "../../../../classroom/resources/starter/examples.ts";
import { language } from "../../../../locales/current.ts";
import { teacherOf } from "../../../(http)/_staff.ts";
import { handler } from "./$[n].ts";

export const handlers = handler({
  async POST({ params, state }) {
    const teacher = teacherOf(state).id;
    const item = await example("quiz", language().tag, params.n);
    const quiz = await theApp().library.add("quiz", teacher, item);
    return Response.json({ quiz }, { status: 201 });
  },
});
