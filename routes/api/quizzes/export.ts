import { getApp } from "../../../classroom/app.ts";
import { formats as t } from "texts/library_formats.ts";
import { answerRequest } from "../../(http)/_define_request.ts";
import { quizFileResponse } from "../../(http)/_library_export.ts";
import { quizRequests } from "../../(http)/_library_requests.ts";
import { handler } from "./$export.ts";

export const handlers = handler({
  GET: answerRequest(
    quizRequests.exportAll,
    ({ teacher, query: { format } }) => {
      const read = () => getApp().library.items("quiz", teacher.id);
      return quizFileResponse(read, t.fileNames.quizzes, format);
    },
  ),
});
