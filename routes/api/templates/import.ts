/** `POST /api/templates/import`: reads prompt templates from a file; keeps them only where it is told to. */
import { theApp } from "../../../classroom/app.ts";
import {
  templateFormatOf,
  templateFormats,
  templatesIn,
} from "../../../classroom/resources/formats/formats.ts";
import { failedAt } from "../../../classroom/resources/formats/found.ts";
import { readTemplates } from "../../../classroom/resources/formats/reading.ts";
import { refusal } from "../../../classroom/refuse.ts";
import { importTurns } from "../../(http)/_import_turns.ts";
import { readImport, told } from "../../(http)/_imported.ts";
import { teacherOf } from "../../(http)/_staff.ts";
import { handler } from "./$import.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const { id: teacher } = teacherOf(state);
    const { source, keep, format: asked } = await readImport(
      req,
      templateFormats,
    );
    const isText = typeof source === "string";
    const format = isText && asked === "auto"
      ? templateFormatOf(source)
      : asked === "json"
      ? asked
      : "csv";
    const reading = await importTurns.take(teacher, () =>
      readTemplates(
        isText ? templatesIn(format, source) : [failedAt(1, "sheet-broken")],
        req.signal,
      ));
    const found = { format, read: reading.read, ...told(reading) };
    if (!keep) return Response.json(found);
    if (found.read.length === 0) throw refusal("nothing-to-keep");
    const templates = found.read.map(({ line: _, ...template }) => template);
    const kept = await theApp().library.addAll("template", teacher, templates);
    const short = kept.map(({ id, name }) => ({ id, name }));
    return Response.json({ kept: short, ...found }, { status: 201 });
  },
});
