/** Reads texts as the import does, and writes the result in lines for tests. */
import { parseQuizzes } from "../../../../classroom/library/formats/formats.ts";
import type {
  QuizImportFormat,
  QuizTableColumns,
} from "../../../../classroom/library/formats/parsed_items.ts";
import {
  collectQuizzes,
  type ParsedImport,
  type QuizWithLine,
} from "../../../../classroom/library/formats/import_result.ts";

export async function readText(
  format: QuizImportFormat,
  source: string | Uint8Array,
  columns?: QuizTableColumns,
): Promise<ParsedImport<QuizWithLine>> {
  const words = { yes: "True", no: "False" };
  return collectQuizzes(await parseQuizzes(format, source, words, columns));
}

/** The questions as lines: kind, text, choices with a star at the right ones, or what is right. */
export function questionLines({ read }: ParsedImport<QuizWithLine>): string[] {
  return read.flatMap(({ questions }) =>
    questions.map((it) => {
      const right = it.correct;
      const rest = it.kind === "single" || it.kind === "multiple"
        ? it.choices.map(({ text }, at) =>
          it.correct?.includes(at) ? `*${text}` : text
        ).join(" / ")
        : Array.isArray(right)
        ? right.join(" | ")
        : right === undefined
        ? ""
        : it.kind === "number" && it.tolerance
        ? `${right} ± ${it.tolerance}`
        : String(right);
      return [it.kind, it.text, rest].filter((part) => part !== "").join(": ");
    })
  );
}

/** The reasons of what failed or is left out, each with its line. */
export function reasonLines(
  remarks: ParsedImport<QuizWithLine>["failed"],
): string[] {
  return remarks.map(({ line, why, faults }) =>
    `${line} ${why?.reason ?? faults?.map((it) => `${it.path} ${it.reason}`)}`
  );
}

/** All of a reading in lines, as worksheets and the page about pasted quizzes have it. */
export function readingLines(found: ParsedImport<QuizWithLine>): string[] {
  const all = found.read.flatMap(({ questions }) => questions);
  const lines = questionLines(found).map((it, at) => {
    const { points, explanation } = all[at];
    const counted = points === undefined
      ? it
      : it.replace(/^\w+/, (kind) => `${kind} (${points})`);
    return counted + (explanation ? ` // ${explanation}` : "");
  });
  const linesOf = (what: "failed" | "leftOut") =>
    [
      ...new Set(
        found[what].flatMap(({ line, also = [] }) => [line, ...also]),
      ),
    ].sort((a, b) => a - b).join(" ");
  const names = found.read.map(({ name }) => name).filter(Boolean);
  return [
    ...names.map((name) => `name: ${name}`),
    ...lines,
    ...(linesOf("failed") ? [`failed: ${linesOf("failed")}`] : []),
    ...(linesOf("leftOut") ? [`left out: ${linesOf("leftOut")}`] : []),
  ].map((it) => it.replaceAll("\n", "⏎"));
}

/** A worksheet, and what it is read as. */
interface Worksheet {
  name: string;
  text: string;
  expected: string[];
}

/** The worksheets of a file: each has a name, its text, and what its teacher wants of it. */
export function readWorksheets(file: string): Worksheet[] {
  const url = new URL(`./worksheets/${file}.txt`, import.meta.url);
  return Deno.readTextFileSync(url).split(/^##### /mu).slice(1).map((it) => {
    const [head, expected] = it.split("=== expected\n");
    const end = head.indexOf("\n");
    return {
      name: head.slice(0, end),
      text: head.slice(end + 1).replace(/\n$/, ""),
      expected: expected.trim().split("\n"),
    };
  });
}
