import { getApp } from "../../../classroom/app.ts";
import {
  libraryFileHeaders,
  writeTemplates,
} from "../../../exports/library/library_files.ts";
import { formats as t } from "texts/library_formats.ts";
import { answerRequest } from "../../(http)/_define_request.ts";
import { templateRequests } from "../../(http)/_library_requests.ts";
import { handler } from "./$export.ts";

export const handlers = handler({
  GET: answerRequest(
    templateRequests.exportAll,
    async ({ teacher, query: { format } }) => {
      const templates = await Array.fromAsync(
        getApp().library.items("template", teacher.id),
      );
      return new Response(writeTemplates(templates, format), {
        headers: libraryFileHeaders(t.fileNames.templates, format),
      });
    },
  ),
});
