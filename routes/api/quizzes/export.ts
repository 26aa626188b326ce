import { getApp } from "../../../classroom/app.ts";
import { formats as t } from "texts/library_formats.ts";
import { quizFileResponse } from "../../(http)/_library_export.ts";
import { requireSignedIn } from "../../(http)/_staff.ts";
import { handler } from "./$export.ts";

export const handlers = handler({
  async GET({ req, state }) {
    const app = getApp();
    const { id: teacher } = requireSignedIn(state);
    const quizzes = await app.library.list("quiz", teacher);
    return quizFileResponse(req, quizzes, t.fileNames.quizzes);
  },
});
