/**
 * What the columns of a table of questions are called: by us, by Kahoot, and by teachers in English and Chinese.
 * Pure.
 */
import {
  type QuestionKind,
  questionKinds,
} from "../../model/resources/questions.ts";
import { columnsOf } from "../../model/tables/csv.ts";

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

export interface TableHead {
  columns: ReadonlyMap<string, number>;
  /** The names that say nothing here. */
  others: readonly string[];
  /** Whether a place has no column of a name. */
  nameless: (place: number) => boolean;
  /** The right answers are told by their numbers, as Kahoot does, also where a choice is a number itself. */
  byNumber: boolean;
}

/** Reads the head of a table. */
export function headOf(cells: readonly string[]): TableHead {
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
export function answerNumber(name: string): number | null {
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
export function kindNamed(
  cell: string,
): QuestionKind | "choices" | "true-false" | "" | null {
  const name = cell.trim().toLowerCase();
  if (name === "") return "";
  return questionKinds.find((kind) => kind === name) ??
    kinds.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}
