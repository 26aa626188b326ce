/** `GET`, `POST /api/quizzes`: what the teacher keeps of them, `?part=names` for their names alone; a new one. */
import { theApp } from "../../../classroom/app.ts";
import { newQuizBody } from "../../../classroom/library/resource_bodies.ts";
import { readBody } from "../../(http)/_body.ts";
import { listOf } from "../../(http)/_library.ts";
import { teacherOf } from "../../(http)/_staff.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  GET: listOf("quiz", "quizzes"),
  async POST({ req, state }) {
    const teacher = teacherOf(state).id;
    const { id, ...item } = await readBody(req, newQuizBody);
    const quiz = await theApp().library.add("quiz", teacher, item, id);
    return Response.json({ quiz }, { status: 201 });
  },
});
