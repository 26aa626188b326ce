import { getApp } from "../../../../classroom/app.ts";
import { answerRequest } from "../../../(http)/_define_request.ts";
import { quizFileResponse } from "../../../(http)/_library_export.ts";
import { quizRequests } from "../../../(http)/_library_requests.ts";
import { handler } from "./$export.ts";

export const handlers = handler({
  GET: answerRequest(
    quizRequests.exportOne,
    async ({ teacher, params, query: { format } }) => {
      const { library } = getApp();
      const quiz = await library.get("quiz", teacher.id, params.q);
      return quizFileResponse(() => [quiz], quiz.name, format);
    },
  ),
});
