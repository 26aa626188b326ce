/** Reads quizzes from other formats and reports unreadable lines; keeps them only on request. */
import { quizBody } from "../../../classroom/library/resource_bodies.ts";
import { formats as t } from "texts/library_formats.ts";
import { validate } from "../../(http)/_validate.ts";
import { answerRequest } from "../../(http)/_define_request.ts";
import { answerImport } from "../../(http)/_library_import.ts";
import { quizRequests } from "../../(http)/_library_requests.ts";
import { handler } from "./$import.ts";

export const handlers = handler({
  POST: answerRequest(
    quizRequests.import,
    ({ req, teacher }) =>
      answerImport(
        req,
        teacher.id,
        "quiz",
        ({ quizzes }) => quizzes,
        (read, names) =>
          read.map(({ name, questions }, index) =>
            validate({
              name: names[index]?.trim() || name || t.untitled,
              questions: questions.map(({ line: _, ...question }) => question),
            }, quizBody)
          ),
      ),
  ),
});
