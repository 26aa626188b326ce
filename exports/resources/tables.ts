/** Quizzes and templates as tables that are read again: whatever a spreadsheet would calculate is guarded. */
import { guarded, isFormula } from "../../classroom/model/tables/formulas.ts";
import { quizColumns } from "../../classroom/resources/formats/quiz_columns.ts";
import { templateColumns } from "../../classroom/resources/formats/template_csv.ts";
import type {
  Quiz,
  QuizQuestion,
  Template,
} from "../../classroom/resources/resource_bodies.ts";
import { type Cell, csvRow } from "../csv_format.ts";

/** A question a row. */
export function quizTable(quizzes: readonly Quiz[]): string {
  const all = quizzes.flatMap((quiz) => quiz.questions);
  const most = Math.max(2, ...all.map((it) => answersOf(it).length));
  const { quiz, kind, question, answer, ...rest } = quizColumns;
  const answers = Array.from({ length: most }, (_, n) => `${answer} ${n + 1}`);
  const head = [quiz, kind, question, ...answers, ...Object.values(rest)];
  const rows = quizzes.flatMap(({ name, questions }) =>
    questions.map((it) => {
      const given = answersOf(it);
      return [
        text(name),
        it.kind,
        text(it.text),
        ...answers.map((_, n) => text(given[n])),
        correctOf(it),
        it.kind === "number" ? it.tolerance : null,
        it.kind === "scale" ? it.most : null,
        it.points,
        text(it.explanation),
      ];
    })
  );
  return [head, ...rows].map(csvRow).join("");
}

/** A template a row. */
export function templateTable(templates: readonly Template[]): string {
  const fields = Object.keys(
    templateColumns,
  ) as (keyof typeof templateColumns)[];
  const rows = templates.map((it) => fields.map((field) => text(it[field])));
  return [Object.values(templateColumns), ...rows].map(csvRow).join("");
}

/** The choices, or the texts that are accepted. */
function answersOf(it: QuizQuestion): readonly string[] {
  if (it.kind === "single" || it.kind === "multiple") {
    return it.choices.map((choice) => choice.text);
  }
  return it.kind === "text" ? it.correct ?? [] : [];
}

function correctOf(it: QuizQuestion): Cell {
  if (it.kind === "single" || it.kind === "multiple") {
    return it.correct?.map((at) => String.fromCharCode(65 + at)).join(", ");
  }
  return it.kind === "text" ? null : it.correct;
}

/** What is guarded by the cell itself is left to it; what only looks guarded is guarded here. */
function text(value: string | undefined): Cell {
  return value === undefined || isFormula(value) ? value : guarded(value);
}
