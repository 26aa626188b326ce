import { theApp } from "../../../../classroom/app.ts";
import { quizFile } from "../../../(http)/_exported.ts";
import { teacherOf } from "../../../(http)/_staff.ts";
import { handler } from "./$export.ts";

export const handlers = handler({
  async GET({ req, params, state }) {
    const app = theApp();
    const { id: teacher } = teacherOf(state);
    const quiz = await app.library.get("quiz", teacher, params.q);
    return quizFile(req, [quiz], quiz.name);
  },
});
