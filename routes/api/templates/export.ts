import { theApp } from "../../../classroom/app.ts";
import {
  fileHeaders,
  templateFiles,
  writtenTemplates,
} from "../../../exports/library/saved.ts";
import { formats as t } from "texts/library_formats.ts";
import { formatIn } from "../../(http)/_exported.ts";
import { teacherOf } from "../../(http)/_staff.ts";
import { handler } from "./$export.ts";

export const handlers = handler({
  async GET({ req, state }) {
    const { id: teacher } = teacherOf(state);
    const format = formatIn(req, templateFiles);
    const templates = await theApp().library.list("template", teacher);
    return new Response(writtenTemplates(templates, format), {
      headers: fileHeaders(t.fileNames.templates, format),
    });
  },
});
