/** Reads quizzes from other formats and reports unreadable lines; keeps them only on request. */
import { quizBody } from "../../../classroom/library/resource_bodies.ts";
import { formats as t } from "texts/library_formats.ts";
import { validate } from "../../(http)/_body.ts";
import { answerImport } from "../../(http)/_library_import.ts";
import { requireSignedIn } from "../../(http)/_staff.ts";
import { handler } from "./$import.ts";

export const handlers = handler({
  POST: ({ req, state }) =>
    answerImport(
      req,
      requireSignedIn(state).id,
      "quiz",
      ({ quizzes }) => quizzes,
      (read, names) =>
        read.map(({ name, questions }, at) =>
          validate({
            name: names[at]?.trim() || name || t.untitled,
            questions: questions.map(({ line: _, ...question }) => question),
          }, quizBody)
        ),
    ),
});
