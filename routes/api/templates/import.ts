import { answerRequest } from "../../(http)/_define_request.ts";
import { answerImport } from "../../(http)/_library_import.ts";
import { templateRequests } from "../../(http)/_library_requests.ts";
import { handler } from "./$import.ts";

export const handlers = handler({
  POST: answerRequest(
    templateRequests.import,
    ({ req, teacher }) =>
      answerImport(
        req,
        teacher.id,
        "template",
        ({ templates }) => templates,
        (read) => read.map(({ line: _, ...template }) => template),
      ),
  ),
});
