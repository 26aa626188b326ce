/**
 * `POST /api/quizzes/import`: reads quizzes from what other programs and people write, and tells by line what it
 * could not read; keeps them only where it is told to.
 */
import { theApp } from "../../../classroom/app.ts";
import { refusal } from "../../../classroom/model/refuse.ts";
import { quizBody } from "../../../classroom/library/resource_bodies.ts";
import { formats as t } from "texts/library_formats.ts";
import { check } from "../../(http)/_body.ts";
import { importOf, told } from "../../(http)/_imported.ts";
import { teacherOf } from "../../(http)/_staff.ts";
import { handler } from "./$import.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const { id: teacher } = teacherOf(state);
    const imported = await importOf(req, teacher, "quiz");
    const { keep, names, quizzes: reading } = imported;
    const found = told(imported, reading!);
    if (!keep) return Response.json(found);
    if (found.read.length === 0) throw refusal("nothing-to-keep");
    const quizzes = found.read.map(({ name, questions }, at) =>
      check({
        name: names[at]?.trim() || name || t.untitled,
        questions: questions.map(({ line: _, ...question }) => question),
      }, quizBody)
    );
    const kept = await theApp().library.addAll("quiz", teacher, quizzes);
    const short = kept.map(({ id, name }) => ({ id, name }));
    return Response.json({ kept: short, ...found }, { status: 201 });
  },
});
