/**
 * Quizzes as a table: a question a row, in columns `quiz`, `kind`, `question`, `answer 1` …, `correct`,
 * `tolerance`, `most`, `points`, `explanation`. `correct` has the letters of the right choices; of a short text the
 * answers are the accepted ones. Pure.
 */
import { bounds } from "../../model/bounds.ts";
import {
  type QuestionKind,
  questionKinds,
} from "../../model/resources/questions.ts";
import { type CsvRow, csvRows } from "../../model/tables/csv.ts";
import { changedIn } from "../../model/tables/changed_cells.ts";
import {
  type Draft,
  failedAt,
  type Finding,
  itemAt,
  leftOutAt,
  quizAt,
  type TrueFalse,
} from "./found.ts";
import { plainText } from "./lines.ts";
import {
  headOf,
  isInstruction,
  isQuizHead,
  type Role,
  type SheetHead,
} from "./sheet_columns.ts";
import {
  meansTwo,
  namedChoices,
  numberAnswer,
  trueOrFalse,
} from "./pasted/answers.ts";

/** Before its head a sheet may say what it is for. */
const furthestHead = 20;

/** Reads them from CSV. */
export function readQuizCsv(text: string, words: TrueFalse): Finding {
  return readQuizTable(csvRows(plainText(text)), words);
}

/** Reads them from the rows of a table. */
export function* readQuizTable(
  rows: Iterable<CsvRow | { open: number }>,
  words: TrueFalse,
): Finding {
  let head: SheetHead | null = null;
  let quiz: string | null = null;
  const before: CsvRow[] = [];
  for (const row of rows) {
    yield;
    if ("open" in row) {
      yield failedAt(row.open, "quote-open");
    } else if (!head) {
      if (isQuizHead(row.cells)) {
        head = headOf(row.cells);
        for (const { line, cells } of before) {
          // What a teacher has written above it is told.
          if (isInstruction(cells, head)) continue;
          const text = cells.filter((it) => it.trim() !== "").join(" ");
          yield leftOutAt(line, "line-left-out", { text });
        }
        for (const name of head.unknown) {
          yield leftOutAt(row.line, "field-left-out", { name });
        }
        if (head.columns.some(({ role }) => role === "time")) {
          yield leftOutAt(row.line, "time-left-out");
        }
      } else if (before.push(row) >= furthestHead) break;
    } else {
      const name = cellOf(row, head, "quiz").trim();
      if (name !== (quiz ?? "")) yield quizAt(row.line, name);
      quiz = name;
      yield* questionOf(row, head, words);
    }
  }
  if (head) return;
  yield failedAt(before[0]?.line ?? 1, "no-header", { wanted });
}

const wanted = "question, answer 1, answer 2, …, correct";

/** The cells of a row in the columns of a role, in the order of their numbers. */
function cellsOf({ cells }: CsvRow, { columns }: SheetHead, role: Role) {
  return columns.filter((it) => it.role === role)
    .toSorted((a, b) => (a.number ?? 0) - (b.number ?? 0))
    .map(({ place }) => cells[place] ?? "");
}

function cellOf(row: CsvRow, head: SheetHead, role: Role): string {
  return cellsOf(row, head, role)[0] ?? "";
}

/** Choices that stand in one cell. */
const severalChoices = /\s*[\n|;；]\s*/u;

/** The choices of a row, and what is said of the right ones. */
function answersOf(row: CsvRow, head: SheetHead) {
  const filled = (role: Role) =>
    cellsOf(row, head, role).map((it) => it.trim()).filter((it) => it !== "");
  const several = (role: Role) => {
    const cells = filled(role);
    const [column, other] = head.columns.filter((it) => it.role === role);
    const isOne = other === undefined && column?.number === undefined;
    return isOne ? cells.flatMap((it) => it.split(severalChoices)) : cells;
  };
  const choices = several("choice").filter((it) => it !== "");
  const correct = filled("correct");
  const incorrect = several("incorrect").filter((it) => it !== "");
  if (incorrect.length === 0) return { choices, correct, isSaid: false };
  // The right ones are choices themselves.
  const others = correct.filter((it) => !choices.includes(it));
  return {
    choices: [...others, ...choices, ...incorrect],
    correct,
    isSaid: true,
  };
}

function* questionOf(row: CsvRow, head: SheetHead, words: TrueFalse): Finding {
  const { line } = row;
  const { choices, correct: given, isSaid } = answersOf(row, head);
  let correct = given;
  // Kahoot's sheet has rows that are numbered and wait for a question.
  for (const [place, text] of row.cells.entries()) {
    const isNameless = head.nameless.has(place) || place >= head.width;
    // Rows are often numbered.
    if (!isNameless || /^\s*(?:\d{1,3}\s*[.)]?\s*)?$/.test(text)) continue;
    yield leftOutAt(line, "line-left-out", { text });
  }
  const text = cellOf(row, head, "question");
  if (text.trim() === "" && correct.length + choices.length === 0) return;
  if (/^text of the question\b/iu.test(text)) {
    // Quizizz says there what belongs into each column.
    return yield leftOutAt(line, "line-left-out", { text });
  }
  const named = kindNamed(cellOf(row, head, "kind"));
  const whether = correct.length === 1 ? trueOrFalse(correct[0]) : undefined;
  if (
    choices.length === 0 &&
    (named === "true-false" || named === "" && whether !== undefined)
  ) {
    choices.push(words.yes, words.no);
    if (whether !== undefined) correct = [whether ? "A" : "B"];
  }
  const right = rightPlaces(correct, choices, head.byNumber, isSaid);
  const kind = kindOf(named, choices, correct, right);
  if (!kind) {
    const values = { kind: cellOf(row, head, "kind") };
    return yield failedAt(line, "kind-unknown", values);
  }
  const item: Draft = { kind, text };
  const explanation = cellOf(row, head, "explanation");
  if (explanation.trim() !== "") item.explanation = explanation;
  const picture = cellOf(row, head, "picture").trim();
  if (picture !== "") {
    yield leftOutAt(line, "picture-left-out", { name: picture });
  }
  for (const name of ["points", "tolerance", "most"] as const) {
    const text = cellOf(row, head, name).trim();
    if (text === "") continue;
    const number = numberAnswer(text)?.correct ?? Number(text);
    if (!Number.isFinite(number)) {
      return yield failedAt(line, "not-a-number-here", { text });
    }
    const fits = name === "points" ||
      kind === (name === "most" ? "scale" : "number");
    if (fits) item[name] = number;
    else yield leftOutAt(line, "field-left-out", { name });
  }
  const said = correct.join(", ");
  if (kind === "number" || kind === "scale") {
    if (said !== "") {
      const number = Number(said);
      const found = Number.isFinite(number)
        ? { correct: number }
        : numberAnswer(said);
      if (!found) {
        return yield failedAt(line, "not-a-number-here", { text: said });
      }
      Object.assign(item, found);
    }
    if (choices.length > 0) {
      yield leftOutAt(line, "field-left-out", {
        name: `${quizColumns.answer} 1`,
      });
    }
  } else if (kind === "text") {
    const accepted = [...choices, ...right === null ? correct : []];
    if (accepted.length > 0) item.correct = [...new Set(accepted)];
  } else {
    item.choices = choices;
    if (said !== "") {
      if (!right) {
        return yield failedAt(line, "no-such-answer-here", { text: said });
      }
      item.correct = right;
      if (!head.byNumber && !isSaid && meansTwo(said, choices)) {
        yield leftOutAt(line, "answer-two-ways", { text: said });
      }
    }
  }
  for (const text of changedIn([...choices, ...given], row.changed)) {
    yield leftOutAt(line, "cell-changed", { text });
  }
  yield itemAt(line, item);
}

/** The places of all that the cells name; null: one of them names none. */
function rightPlaces(
  correct: readonly string[],
  choices: readonly string[],
  byNumber: boolean,
  isSaid: boolean,
): number[] | null {
  if (correct.length === 0) return null;
  const places = correct.map((it) =>
    isSaid ? sayingPlaces(it, choices) : placesOf(it, choices, byNumber)
  );
  return places.every((it) => it !== null) ? [...new Set(places.flat())] : null;
}

/** The right one is a choice by its text, also where that is a number or letter. */
function sayingPlaces(
  correct: string,
  choices: readonly string[],
): number[] | null {
  const at = choices.indexOf(correct);
  return at < 0 ? namedChoices(correct, choices) : [at];
}

/** The letters first, so that a choice that is a letter itself does not count as another. */
function placesOf(
  correct: string,
  answers: readonly string[],
  byNumber: boolean,
): number[] | null {
  const letters = correct.split(/[,.;\s]+/);
  if (byNumber && letters.every((it) => /^\d$/.test(it))) {
    const places = letters.map((it) => Number(it) - 1);
    return places.every((it) => answers[it] !== undefined) ? places : null;
  }
  if (letters.every((it) => /^[A-J]$/.test(it))) {
    const places = letters.map((it) => it.charCodeAt(0) - 65);
    return places.every((it) => it < answers.length) ? places : null;
  }
  return namedChoices(correct, answers);
}

function kindOf(
  named: ReturnType<typeof kindNamed>,
  choices: readonly string[],
  correct: readonly string[],
  right: readonly number[] | null,
): QuestionKind | null {
  if (named === null) return null;
  const ofChoices = (right?.length ?? 0) > 1 ? "multiple" : "single";
  if (named === "true-false") return "single";
  if (named === "choices") return ofChoices;
  if (named !== "") return named;
  if (choices.length >= bounds.choices.least) return ofChoices;
  const isNumber = choices.length === 0 && correct.length === 1 &&
    numberAnswer(correct[0]);
  return isNumber ? "number" : "text";
}

/** What they are called where we write them; answers have numbers. */
export const quizColumns = {
  quiz: "quiz",
  kind: "kind",
  question: "question",
  answer: "answer",
  correct: "correct",
  tolerance: "tolerance",
  most: "most",
  points: "points",
  explanation: "explanation",
} as const;

const kinds: readonly [RegExp, QuestionKind | "choices" | "true-false"][] = [
  [
    /^(?:multiple[ -]choice|mcq?|choices?|quiz|poll|radio|drop ?down|[選选][擇择][題题]?)$/,
    "choices",
  ],
  [/^(?:single[ -](?:choice|answer|select)|[單单][選选][題题]?)$/, "single"],
  [
    /^(?:multiple[ -](?:answers?|correct|select|response)|multi[ -]?select|m[ar]|select all(?: that apply)?|checkbox(?:es)?|[複复多][選选][題题]?)$/,
    "multiple",
  ],
  [
    /^(?:true ?(?:\/|or|-)? ?false|t ?\/ ?f|tf|boolean|是非[題题]?|判[斷断][題题]?)$/,
    "true-false",
  ],
  [
    /^(?:short (?:answer|text)|text entry|type (?:the )?answer|essay|paragraph|open(?:[ -]ended)?|fill[ -]in[ -](?:the[ -])?blanks?|fill[ -]in|[簡简]答[題题]?|填充[題题]?|填空[題题]?|[問问]答[題题]?)$/,
    "text",
  ],
  [/^(?:numeric(?:al)?|[數数]字[題题]?)$/, "number"],
];

/** The kind that a cell names; empty: it names none, null: one that is none of ours. */
function kindNamed(
  cell: string,
): QuestionKind | "choices" | "true-false" | "" | null {
  const name = cell.normalize("NFKC").replaceAll("_", " ").trim().toLowerCase();
  if (name === "") return "";
  return questionKinds.find((kind) => kind === name) ??
    kinds.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}
