/** `POST /api/templates/import`: reads prompt templates from a file; keeps them only where it is told to. */
import { theApp } from "../../../classroom/app.ts";
import { refusal } from "../../../classroom/model/refuse.ts";
import { importOf, told } from "../../(http)/_imported.ts";
import { teacherOf } from "../../(http)/_staff.ts";
import { handler } from "./$import.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const { id: teacher } = teacherOf(state);
    const imported = await importOf(req, teacher, "template");
    const { keep, templates: reading } = imported;
    const found = told(imported, reading!);
    if (!keep) return Response.json(found);
    if (found.read.length === 0) throw refusal("nothing-to-keep");
    const templates = found.read.map(({ line: _, ...template }) => template);
    const kept = await theApp().library.addAll("template", teacher, templates);
    const short = kept.map(({ id, name }) => ({ id, name }));
    return Response.json({ kept: short, ...found }, { status: 201 });
  },
});
