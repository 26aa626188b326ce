import { theApp } from "../../../classroom/app.ts";
import { formats as t } from "texts/library_formats.ts";
import { quizFile } from "../../(http)/_exported.ts";
import { teacherOf } from "../../(http)/_staff.ts";
import { handler } from "./$export.ts";

export const handlers = handler({
  async GET({ req, state }) {
    const app = theApp();
    const { id: teacher } = teacherOf(state);
    const quizzes = await app.library.list("quiz", teacher);
    return quizFile(req, quizzes, t.fileNames.quizzes);
  },
});
