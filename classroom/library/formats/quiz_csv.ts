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
import { columnsOf, type CsvRow, csvRows } from "../../model/tables/csv.ts";
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
  let head: TableHead | null = null;
  let quiz: string | null = null;
  const before: CsvRow[] = [];
  for (const row of rows) {
    yield;
    if ("open" in row) {
      yield failedAt(row.open, "quote-open");
    } else if (!head) {
      if (isQuizHead(row.cells)) {
        head = headOf(row.cells);
        // Kahoot's sheet says how to use it; what a teacher has written there is told.
        for (const { line, cells } of head.byNumber ? [] : before) {
          const text = cells.filter((it) => it.trim() !== "").join(" ");
          yield leftOutAt(line, "line-left-out", { text });
        }
        for (const name of head.others) {
          yield name.startsWith("time limit")
            ? leftOutAt(row.line, "time-left-out")
            : leftOutAt(row.line, "field-left-out", { name });
        }
      } else if (before.push(row) >= furthestHead) break;
    } else {
      const name = at(row, head, quizColumns.quiz).trim();
      if (name !== (quiz ?? "")) yield quizAt(row.line, name);
      quiz = name;
      yield* questionOf(row, head, words);
    }
  }
  if (!head) {
    const wanted = "question, answer 1, answer 2, …, correct";
    yield failedAt(1, "no-header", { wanted });
  }
}

function at({ cells }: CsvRow, { columns }: TableHead, name: string): string {
  return cells[columns.get(name) ?? -1] ?? "";
}

function* questionOf(row: CsvRow, head: TableHead, words: TrueFalse): Finding {
  const { line } = row;
  const of = (name: string) => at(row, head, name);
  const answers = [...head.columns].flatMap(([name, place]) => {
    const n = answerNumber(name);
    const text = row.cells[place]?.trim() ?? "";
    return n === null || text === "" ? [] : [{ n, text }];
  }).sort((a, b) => a.n - b.n).map(({ text }) => text);
  let correct = of(quizColumns.correct).trim();
  // Kahoot's sheet has rows that are numbered and wait for a question.
  for (const text of row.cells.filter((_, place) => head.nameless(place))) {
    // Rows are often numbered.
    if (/^\s*(?:\d{1,3}\s*[.)]?\s*)?$/.test(text)) continue;
    yield leftOutAt(line, "line-left-out", { text });
  }
  if (
    of(quizColumns.question).trim() + correct === "" && answers.length === 0
  ) {
    return;
  }
  const named = kindNamed(of(quizColumns.kind));
  const whether = trueOrFalse(correct);
  if (
    answers.length === 0 &&
    (named === "true-false" || named === "" && whether !== undefined)
  ) {
    answers.push(words.yes, words.no);
    if (whether !== undefined) correct = whether ? "A" : "B";
  }
  const kind = kindOf(named, answers, correct, head);
  if (!kind) {
    const values = { kind: of(quizColumns.kind) };
    return yield failedAt(line, "kind-unknown", values);
  }
  const item: Draft = { kind, text: of(quizColumns.question) };
  const explanation = of(quizColumns.explanation);
  if (explanation.trim() !== "") item.explanation = explanation;
  for (const name of ["points", "tolerance", "most"] as const) {
    const text = of(quizColumns[name]).trim();
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
  if (kind === "number" || kind === "scale") {
    if (correct !== "") {
      const number = Number(correct);
      const found = Number.isFinite(number)
        ? { correct: number }
        : numberAnswer(correct);
      if (!found) {
        return yield failedAt(line, "not-a-number-here", { text: correct });
      }
      Object.assign(item, found);
    }
    if (answers.length > 0) {
      yield leftOutAt(line, "field-left-out", {
        name: `${quizColumns.answer} 1`,
      });
    }
  } else if (kind === "text") {
    const isNamed = placesOf(correct, answers, head) !== null;
    const accepted = [
      ...answers,
      ...correct === "" || isNamed ? [] : [correct],
    ];
    if (accepted.length > 0) item.correct = accepted;
  } else {
    item.choices = answers;
    if (correct !== "") {
      const places = placesOf(correct, answers, head);
      if (!places) {
        return yield failedAt(line, "no-such-answer-here", { text: correct });
      }
      item.correct = places;
      if (!head.byNumber && meansTwo(correct, answers)) {
        yield leftOutAt(line, "answer-two-ways", { text: correct });
      }
    }
  }
  yield itemAt(line, item);
}

/** The letters first, so that a choice that is a letter itself does not count as another. */
function placesOf(
  correct: string,
  answers: string[],
  { byNumber }: TableHead,
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
  answers: string[],
  correct: string,
  head: TableHead,
): QuestionKind | null {
  if (named === null) return null;
  const isMore = () => (placesOf(correct, answers, head)?.length ?? 0) > 1;
  if (named === "true-false") return "single";
  if (named === "choices") return isMore() ? "multiple" : "single";
  if (named !== "") return named;
  if (answers.length >= bounds.choices.least) {
    return isMore() ? "multiple" : "single";
  }
  return answers.length === 0 && numberAnswer(correct) ? "number" : "text";
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

const question =
  /^(?:questions?(?: text)?|stem|問題|问题|[題题]目(?:內容|内容)?|[題题][幹干]|[試试][題题])$/;
const correct =
  /^(?:(?:correct|right)(?: (?:answers?|options?|choices?|letters?))?|answer key|key|ans|solutions?|正[確确]|(?:正[確确]|標準|标准|參考|参考)(?:答案|選項|选项)|正解|解答)$/;
/** Rows are often numbered, which says nothing. */
const rowNumber = /^(?:#|no|nr|number|[題题][號号]|編號|编号)$/;
/** They are the right one where the choices have columns of another name, or none. */
const answer = /^(?:answers?|答案)$/;
const others: readonly [RegExp, string][] = [
  [question, quizColumns.question],
  [correct, quizColumns.correct],
  [/^(?:question )?type$|^(?:題型|類型|题型|类型)$/, quizColumns.kind],
  [/^(?:points?|marks?|score|配分|分數|得分|分数|分值)$/, quizColumns.points],
  [
    /^(?:rationale|解析|詳解|解說|說明|详解|解说|说明)$/,
    quizColumns.explanation,
  ],
];

interface TableHead {
  columns: ReadonlyMap<string, number>;
  /** The names that say nothing here. */
  others: readonly string[];
  /** Whether a place has no column of a name. */
  nameless: (place: number) => boolean;
  /** The right answers are told by their numbers, as Kahoot does, also where a choice is a number itself. */
  byNumber: boolean;
}

/** Reads the head of a table. */
function headOf(cells: readonly string[]): TableHead {
  // `(A)` is all that stands there.
  const given = [...columnsOf(
    cells.map((cell) => cell.replace(/^\s*[(（](.*)[)）]\s*$/su, "$1")),
  )].map(([name, place]) => [name.replace(/[.:：]$/, ""), place] as const);
  // Letters alone are choices where there are two of them.
  const lettered = given.some(([name]) => name === "a") &&
    given.some(([name]) => name === "b");
  const columns = new Map<string, number>();
  const unknown: string[] = [];
  for (const [name, place] of [...given].sort((a, b) => a[1] - b[1])) {
    const choice = choiceColumn(name, lettered);
    const known = Object.hasOwn(quizColumns, name) &&
        name !== quizColumns.answer
      ? name
      : others.find(([pattern]) => pattern.test(name))?.[1] ??
        (choice === null ? null : `${quizColumns.answer} ${choice}`);
    if (name === "" || answer.test(name) || rowNumber.test(name)) continue;
    if (known !== null && !columns.has(known)) columns.set(known, place);
    else unknown.push(name);
  }
  for (const [name, place] of given) {
    if (!answer.test(name)) continue;
    if (columns.has(quizColumns.correct)) unknown.push(name);
    else columns.set(quizColumns.correct, place);
  }
  const isKahoot = given.some(([name]) => name.startsWith("time limit")) ||
    cells.some((cell) => /answer\(s\)/i.test(cell));
  const nameless = (place: number) => !cells[place]?.trim();
  return { columns, others: unknown, nameless, byNumber: isKahoot };
}

/** Whether a row is the head of such a table. */
export function isQuizHead(cells: readonly string[]): boolean {
  const { columns } = headOf(cells);
  return columns.has(quizColumns.question) &&
    (columns.has(quizColumns.kind) || columns.has(quizColumns.correct) ||
      [...columns.keys()].some((name) => answerNumber(name) === 1));
}

/** The number of an answer's column, from 1; null: it is another's. */
function answerNumber(name: string): number | null {
  const found = /^answer (\d{1,2})$/.exec(name);
  return found && Number(found[1]);
}

function choiceColumn(name: string, lettered: boolean): number | null {
  const [, mark] =
    /^(?:answers?|answer options?|choices?|options?|opt|答案|選項|选项|答案選項) ?([a-j]|\d{1,2}|[一二三四五六七八九])$/
      .exec(name) ??
      /^([a-j]) ?(?:選項|选项|option)$/.exec(name) ??
      (lettered ? /^([a-j])$/.exec(name) : null) ?? [];
  if (mark === undefined) return null;
  if (/\d/.test(mark)) return Number(mark);
  const chinese = "一二三四五六七八九".indexOf(mark);
  return chinese < 0 ? mark.charCodeAt(0) - 96 : chinese + 1;
}

const kinds: readonly [RegExp, QuestionKind | "choices" | "true-false"][] = [
  [/^(?:multiple[ -]choice|mcq?|choices?|quiz|選擇題?)$/, "choices"],
  [/^(?:single[ -](?:choice|answer|select)|單選題?)$/, "single"],
  [
    /^(?:multiple[ -](?:answers?|select|response)|checkbox(?:es)?|[複多]選題?)$/,
    "multiple",
  ],
  [/^(?:true ?(?:\/|or) ?false|t ?\/ ?f|tf|boolean|是非題?)$/, "true-false"],
  [
    /^(?:short (?:answer|text)|open(?:[ -]ended)?|fill[ -]in(?:[ -]the[ -]blanks?)?|簡答題?|填充題?|填空題?|問答題?)$/,
    "text",
  ],
  [/^(?:numeric(?:al)?|數字題?)$/, "number"],
];

/** The kind that a cell names; empty: it names none, null: one that is none of ours. */
function kindNamed(
  cell: string,
): QuestionKind | "choices" | "true-false" | "" | null {
  const name = cell.trim().toLowerCase();
  if (name === "") return "";
  return questionKinds.find((kind) => kind === name) ??
    kinds.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}
