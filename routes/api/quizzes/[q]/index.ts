/** `GET`, `PUT`, `DELETE /api/quizzes/:q`: one of them; another in its place; deleted, for a while with **Undo**. */
import { theApp } from "../../../../classroom/app.ts";
import { changedQuizBody } from "../../../../classroom/library/resource_bodies.ts";
import { readBody } from "../../../(http)/_body.ts";
import { teacherOf } from "../../../(http)/_staff.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  async GET({ params, state }) {
    const teacher = teacherOf(state).id;
    const quiz = await theApp().library.get("quiz", teacher, params.q);
    return Response.json({ quiz });
  },
  async PUT({ req, params, state }) {
    const teacher = teacherOf(state).id;
    const { expected, ...item } = await readBody(req, changedQuizBody);
    const quiz = await theApp().library.put(
      "quiz",
      teacher,
      params.q,
      item,
      expected,
    );
    return Response.json({ quiz });
  },
  async DELETE({ params, state }) {
    await theApp().library.remove("quiz", teacherOf(state).id, params.q);
    return new Response(null, { status: 204 });
  },
});
