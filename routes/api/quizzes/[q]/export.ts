import { getApp } from "../../../../classroom/app.ts";
import { quizFileResponse } from "../../../(http)/_library_export.ts";
import { requireSignedIn } from "../../../(http)/_staff.ts";
import { handler } from "./$export.ts";

export const handlers = handler({
  async GET({ req, params, state }) {
    const app = getApp();
    const { id: teacher } = requireSignedIn(state);
    const quiz = await app.library.get("quiz", teacher, params.q);
    return quizFileResponse(req, [quiz], quiz.name);
  },
});
