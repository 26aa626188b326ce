import { getApp } from "../../../classroom/app.ts";
import {
  libraryFileHeaders,
  templateExportFormats,
  writeTemplates,
} from "../../../exports/library/library_files.ts";
import { formats as t } from "texts/library_formats.ts";
import { readFormat } from "../../(http)/_library_export.ts";
import { requireSignedIn } from "../../(http)/_staff.ts";
import { handler } from "./$export.ts";

export const handlers = handler({
  async GET({ req, state }) {
    const { id: teacher } = requireSignedIn(state);
    const format = readFormat(req, templateExportFormats);
    const templates = await getApp().library.list("template", teacher);
    return new Response(writeTemplates(templates, format), {
      headers: libraryFileHeaders(t.fileNames.templates, format),
    });
  },
});
