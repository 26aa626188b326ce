/** Reads a question from a row of a sheet. Pure. */
import { bounds } from "../../model/bounds.ts";
import { questionRules } from "../../model/questions/question_rules.ts";
import type { CsvRow } from "../../../formats/tables/csv.ts";
import { findAlteredCells } from "../../../formats/tables/altered_cells.ts";
import {
  type Draft,
  makeDraft,
  makeFailure,
  makeOmission,
  type ParsedItem,
  type ParsedItems,
  type TrueFalseWords,
} from "./parsed_items.ts";
import {
  type ColumnRole,
  placeOfChoiceHeading,
  quizColumns,
  type TableHead,
} from "./table_columns.ts";
import {
  isAmbiguousChoice,
  readNamedChoices,
  readNumberAnswer,
  readStatedNumber,
  readTrueFalse,
  splitRightSign,
} from "./pasted/answers.ts";
import { choiceMarkerIndex, normalizeSigns } from "./pasted/grammar.ts";
import { normalise } from "../../../formats/normalise.ts";
import {
  type DecimalSign,
  parsePlainNumber,
} from "../../../formats/typed_number.ts";
import {
  type QuestionKind,
  questionKinds,
} from "../../model/resources/question_kinds.ts";

/** The cells of a role, ordered by the numbers of their columns. */
function cellsOf({ cells }: CsvRow, { columns }: TableHead, role: ColumnRole) {
  return columns.filter((it) => it.role === role)
    .toSorted((a, b) => (a.number ?? 0) - (b.number ?? 0))
    .map(({ place }) => cells[place] ?? "");
}

export function cellWithRole(
  row: CsvRow,
  head: TableHead,
  role: ColumnRole,
): string {
  return cellsOf(row, head, role)[0] ?? "";
}

interface RowAnswers {
  /** Choices by column; an empty one keeps its place. */
  places: string[];
  choices: string[];
  correct: string[];
  /** Whether right answers are added to the choices. */
  hasAddedCorrect: boolean;
  /** A cell whose choices cannot be separated. */
  unclear?: string;
}

/** The highest number of a choice column. */
const maxPlaces = 30;

function answersOf(row: CsvRow, head: TableHead): RowAnswers {
  const filled = (role: ColumnRole) =>
    cellsOf(row, head, role).map((it) => it.trim()).filter((it) => it !== "");
  const correct = filled("correct");
  let unclear: string | undefined;
  const several = (role: ColumnRole) => {
    const cells = cellsOf(row, head, role).map((it) => it.trim());
    const columns = head.columns.filter((it) => it.role === role)
      .toSorted((a, b) => (a.number ?? 0) - (b.number ?? 0));
    const [column, nextColumn] = columns;
    if (nextColumn === undefined && column?.number === undefined) {
      const [cell = ""] = cells;
      const parts = role === "choice"
        ? choicesInCell(cell, correct)
        // Splits at commas only under a plural heading, as a single wrong answer may contain them.
        : choicesInCell(cell, [], /s\s*$/i.test(column?.name ?? ""));
      if (parts.length === 1 && role === "choice") unclear = cell;
      return parts;
    }
    // Columns count from 0 if there is an `Option 0`, otherwise from 1.
    const first = columns.some(({ number }) => number === 0) ? 0 : 1;
    const places: string[] = [];
    for (const [index, { number }] of columns.entries()) {
      const place = (number ?? index + first) - first;
      const isFree = place < maxPlaces && (places[place] ?? "") === "";
      places[isFree ? place : places.length] = cells[index];
    }
    return Array.from(places, (it) => it ?? "");
  };
  const places = several("choice");
  const choices = places.filter((it) => it !== "");
  const incorrect = several("incorrect").filter((it) => it !== "");
  if (incorrect.length === 0) {
    return {
      places,
      choices,
      correct,
      hasAddedCorrect: false,
      ...(unclear && { unclear }),
    };
  }
  // Right answers are choices, too.
  const addedAnswers = correct.filter((it) => !choices.includes(it));
  const allChoices = [...addedAnswers, ...choices, ...incorrect];
  return {
    places: allChoices,
    choices: allChoices,
    correct,
    hasAddedCorrect: true,
  };
}

/** `A.`, `(B)`, `③` */
const markerWithin =
  /(?<=^|[\s,、;|.。)])(?:[([]\s?([A-Ja-j1-9甲乙丙丁戊])\s?[)\]]|([A-Ja-j1-9甲乙丙丁戊])\s?[.)、:](?!\d)|([①-⑩]))\s*/gu;
/** Separators of choices in a cell, the safest first. */
const betweenChoices = [/[\n|;；]/u, /\s\/\s/u, /、/u, /[,，]/u, /\//u];
const maxCellLength = 4000;

/** Splits the choices in a cell; a single result means that they cannot be separated. */
function choicesInCell(
  cell: string,
  correct: readonly string[],
  withCommas = true,
): string[] {
  const filled = (parts: string[]) =>
    parts.map((it) => it.trim()).filter((it) => it !== "");
  if (cell.length > maxCellLength) return filled(cell.split("\n"));
  const listed = listIn(cell);
  if (listed) return filled(listed);
  const low = normalizeSigns(cell);
  const markers = [...low.matchAll(markerWithin)].reduce<RegExpExecArray[]>(
    (ordered, match) =>
      choiceMarkerIndex(match[1] ?? match[2] ?? match[3]) === ordered.length
        ? [...ordered, match]
        : ordered,
    [],
  );
  if (markers.length > 1 && markers[0].index === 0) {
    return filled(
      markers.map(({ 0: { length }, index }, n) =>
        cell.slice(index + length, markers[n + 1]?.index)
          .replace(/[\s,，、;；|]+$/u, "")
      ),
    );
  }
  for (const sign of betweenChoices.slice(0, withCommas ? undefined : 3)) {
    const parts = filled(cell.split(sign));
    const isFit = parts.length > 1 && parts.length <= maxPlaces &&
      correct.every((it) => readNamedChoices(it, parts) !== null);
    if (isFit) return parts;
  }
  return filled([cell]);
}

/** Parses `["a", "b"]`; null if it is no list. */
function listIn(cell: string): string[] | null {
  if (!/^\[\s*["'].*["']\s*\]$/su.test(cell)) return null;
  const text = cell.includes('"') ? cell : cell.replaceAll("'", '"');
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((it) => typeof it === "string")
      ? list
      : null;
  } catch {
    // It only looks like a list.
    return null;
  }
}

/** Notes below the questions, which are no questions. */
const note =
  /^\s*[(（※*]*\s*(?:備註|备注|附註|附注|註|注意|說明|说明|資料來源|出處|notes?|remarks?|source|total|總分|合計)\s*[:：)）]/iu;

/** Number fields that a kind has in addition to `points`. */
const numbersOf: Readonly<Record<QuestionKind, readonly string[]>> = {
  single: [],
  multiple: [],
  text: [],
  number: ["tolerance"],
  scale: ["most"],
};

const answerHeading =
  /^(?:(?:answer|option|choice)s?(?: text)?|答案|選項|选项)$/iu;

export function* readTableQuestion(
  row: CsvRow,
  head: TableHead,
  words: TrueFalseWords,
  sign?: DecimalSign,
): ParsedItems {
  const { line } = row;
  const answers = answersOf(row, head);
  const { places, correct: correctCells, hasAddedCorrect, unclear } = answers;
  let { choices, correct } = answers;
  // Numbered rows in Kahoot's sheet may be empty.
  for (const [place, text] of row.cells.entries()) {
    const isNameless = head.nameless.has(place) || place >= head.width;
    if (!isNameless || /^\s*(?:\d{1,3}\s*[.)]?\s*)?$/.test(text)) continue;
    yield makeOmission(line, "line-left-out", { text });
  }
  const text = cellWithRole(row, head, "question");
  if (text.trim() === "" && correct.length + choices.length === 0) return;
  if (/^text of the question\b/iu.test(text)) {
    // Quizizz describes its columns in the first row.
    return yield makeOmission(line, "line-left-out", { text });
  }
  if (note.test(text) && correct.length + choices.length === 0) {
    return yield makeOmission(line, "line-left-out", { text });
  }
  const named = kindNamed(cellWithRole(row, head, "kind"));
  if (unclear !== undefined && named !== "text") {
    return yield makeFailure(line, "row-unclear", {
      kind: cellWithRole(row, head, "kind"),
      text: unclear,
    });
  }
  const whether = correct.length === 1 ? readTrueFalse(correct[0]) : undefined;
  if (
    choices.length === 0 && whether !== undefined &&
    head.unknown.some((name) => answerHeading.test(name.trim()))
  ) {
    // The sheet has one row per answer.
    return yield makeFailure(line, "no-such-answer-here", { text: correct[0] });
  }
  if (
    choices.length === 0 &&
    (named === "true-false" || named === "" && whether !== undefined)
  ) {
    choices = [words.yes, words.no];
    places.splice(0, places.length, ...choices);
    if (whether !== undefined) correct = [whether ? "A" : "B"];
  }
  const choicesWithSigns = correct.length === 0 && !hasCorrect(head)
    ? choices.map(splitRightSign)
    : [];
  const starred = choicesWithSigns.flatMap(({ isRight }, index) =>
    isRight ? [index] : []
  );
  const saysRight = starred.length > 0 && starred.length < choices.length;
  if (saysRight) choices = choicesWithSigns.map(({ text }) => text);
  const right = saysRight
    ? starred
    : rightPlaces(correct, places, head, hasAddedCorrect);
  const kind = kindOf(named, choices, correct, right);
  if (!kind) {
    const values = { kind: cellWithRole(row, head, "kind") };
    return yield makeFailure(line, "kind-unknown", values);
  }
  const item: Draft = { kind, text };
  if (!(yield* readFurtherFields(row, head, item, kind))) return;
  const answered = yield* readAnswers(line, item, {
    rules: questionRules[kind],
    choices,
    correct,
    right,
    hasRightSign: saysRight,
    // A program that names the kind writes points in all languages.
    sign: named === "" ? sign : undefined,
    isAmbiguous: (answer) =>
      !head.hasNumberedAnswers && !hasAddedCorrect &&
      isAmbiguousChoice(answer, places),
  });
  if (!answered) return;
  for (
    const text of findAlteredCells([...choices, ...correctCells], row.changed)
  ) {
    yield makeOmission(line, "cell-changed", { text });
  }
  yield makeDraft(line, item);
}

/** Reads explanation and numbers, and reports a picture. Returns false if the question has failed. */
function* readFurtherFields(
  row: CsvRow,
  head: TableHead,
  item: Draft,
  kind: QuestionKind,
): Generator<ParsedItem, boolean> {
  const { line } = row;
  const explanation = cellWithRole(row, head, "explanation");
  if (explanation.trim() !== "") item.explanation = explanation;
  const picture = cellWithRole(row, head, "picture").trim();
  if (picture !== "") {
    yield makeOmission(line, "picture-left-out", { name: picture });
  }
  for (const name of ["points", "tolerance", "most"] as const) {
    const text = cellWithRole(row, head, name).trim();
    if (text === "") continue;
    const bare = name === "points"
      ? text.replace(/\s*(?:分|pts?\.?|points?|marks?)$/iu, "")
      : text;
    const number = readNumberAnswer(bare)?.answer.correct ??
      parsePlainNumber(bare);
    if (typeof number !== "number") {
      yield makeFailure(line, "not-a-number-here", { text });
      return false;
    }
    const fits = name === "points" || numbersOf[kind].includes(name);
    if (fits) item[name] = number;
    else yield makeOmission(line, "field-left-out", { name });
  }
  return true;
}

/** Sets the choices and the answer. Returns false if the question has failed. */
function* readAnswers(
  line: number,
  item: Draft,
  { rules, choices, correct, right, hasRightSign, isAmbiguous, sign }: {
    rules: (typeof questionRules)[QuestionKind];
    choices: readonly string[];
    correct: readonly string[];
    right: readonly number[] | null;
    /** The right choices have a sign. */
    hasRightSign: boolean;
    isAmbiguous: (answer: string) => boolean;
    sign?: DecimalSign;
  },
): Generator<ParsedItem, boolean> {
  const answer = correct.join(", ");
  if (rules.answers === "numbers") {
    if (answer !== "") {
      const statedNumber = readStatedNumber(answer, String(item.text), sign);
      if (!statedNumber) {
        yield makeFailure(line, "not-a-number-here", { text: answer });
        return false;
      }
      Object.assign(item, statedNumber.answer);
      if (statedNumber.isUnsure) {
        const number = statedNumber.answer.correct;
        yield makeOmission(line, "number-unsure", { text: answer, number });
      }
    }
    if (choices.length > 0) {
      yield makeOmission(line, "field-left-out", {
        name: `${quizColumns.answer} 1`,
      });
    }
  } else if (rules.answers === "texts") {
    const accepted = [...choices, ...right === null ? correct : []];
    if (accepted.length > 0) item.correct = [...new Set(accepted)];
  } else {
    rules.answers satisfies "choices";
    item.choices = choices;
    if (hasRightSign) item.correct = right;
    else if (answer !== "") {
      if (!right) {
        yield makeFailure(line, "no-such-answer-here", { text: answer });
        return false;
      }
      item.correct = right;
      if (isAmbiguous(answer)) {
        yield makeOmission(line, "answer-two-ways", { text: answer });
      }
    }
  }
  return true;
}

function hasCorrect({ columns }: TableHead): boolean {
  return columns.some(({ role }) => role === "correct");
}

/** Indices of the right among the filled choices; null: no answer, or an answer names no filled choice. */
function rightPlaces(
  correct: readonly string[],
  places: readonly string[],
  head: TableHead,
  hasAddedCorrect: boolean,
): number[] | null {
  if (correct.length === 0) return null;
  const placeLists = correct.map((answer) =>
    hasAddedCorrect
      ? readNamedChoices(answer, places)
      : placesOf(answer, places, head)
  );
  const distinct = [...new Set(placeLists.flat())];
  const filled = places.flatMap((it, at) => it === "" ? [] : [at]);
  return distinct.every((it) => it !== null && filled.includes(it))
    ? distinct.map((it) => filled.indexOf(it!))
    : null;
}

/**
 * Places of the choices that a cell names, or null. Letters count before texts: `B` is the second choice, even if
 * another choice is the letter B.
 */
function placesOf(
  correct: string,
  answers: readonly string[],
  head: TableHead,
): number[] | null {
  const heading = answers.includes(correct)
    ? -1
    : placeOfChoiceHeading(correct, head);
  if (heading >= 0) return [heading];
  const numeral = "一二三四五六七八九".indexOf(correct);
  if (correct.length === 1 && numeral >= 0 && !answers.includes(correct)) {
    return numeral < answers.length ? [numeral] : null;
  }
  const letters = correct.split(/[,.;\s]+/);
  const isFromNought = head.columns.some(({ role, number }) =>
    role === "choice" && number === 0
  );
  if (
    isFromNought && !answers.includes(correct) &&
    letters.every((it) => /^\d$/.test(it))
  ) return letters.map(Number);
  if (head.hasNumberedAnswers && letters.every((it) => /^\d$/.test(it))) {
    const places = letters.map((it) => Number(it) - 1);
    return places.every((it) => answers[it] !== undefined) ? places : null;
  }
  if (letters.every((it) => /^[A-J]$/.test(it))) {
    const places = letters.map((it) => it.charCodeAt(0) - 65);
    return places.every((it) => it < answers.length) ? places : null;
  }
  return readNamedChoices(correct, answers);
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
  if (choices.length >= bounds.choices.min) return ofChoices;
  const isNumber = choices.length === 0 && correct.length === 1 &&
    readNumberAnswer(correct[0]);
  return isNumber ? "number" : "text";
}

const kindNames: readonly [RegExp, QuestionKind | "choices" | "true-false"][] =
  [
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
      /^(?:short (?:answer|text)|text entry|s\.?a|type (?:the )?answer|essay|paragraph|open(?:[ -](?:ended|text|question))?|fill[ -]in[ -](?:the[ -])?blanks?|fill[ -]in|[簡简]答[題题]?|填充[題题]?|填空[題题]?|[問问]答[題题]?)$/,
      "text",
    ],
    [/^(?:numeric(?:al)?|[數数]字[題题]?)$/, "number"],
  ];

export function isQuestionKindName(cell: string): boolean {
  return Boolean(kindNamed(cell));
}

/** Returns "" for an empty cell, null for an unknown kind. */
function kindNamed(
  cell: string,
): QuestionKind | "choices" | "true-false" | "" | null {
  const name = normalise(cell, "NFKC").replaceAll("_", " ").trim()
    .toLowerCase();
  if (name === "") return "";
  return questionKinds.find((kind) => kind === name) ??
    kindNames.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}
