/** `POST /api/quizzes/:q/undo`: brings back what was deleted. */
import { theApp } from "../../../../classroom/app.ts";
import { teacherOf } from "../../../(http)/_staff.ts";
import { handler } from "./$undo.ts";

export const handlers = handler({
  async POST({ params, state }) {
    const { library } = theApp();
    const teacher = teacherOf(state).id;
    await library.restore("quiz", teacher, params.q);
    const quiz = await library.get("quiz", teacher, params.q);
    return Response.json({ quiz });
  },
});
