import { questionRules } from "../../../classroom/model/questions/question_rules.ts";
import type {
  Answer,
  Question,
} from "../../../classroom/model/resources/questions.ts";
import {
  type AnswerSheets,
  computeSheetOutcome,
  countsPoints,
} from "../../../classroom/model/resources/results.ts";
import type {
  AnswerSheet,
  ResourceSecret,
} from "../../../classroom/model/resources/shared_resources.ts";
import type { Student } from "../../people/students.ts";
import { choiceLetter, hasLetters } from "../questions/answer_keys.ts";
import { type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

export interface AnswerCell {
  /** The answer, shortened: letters for choices. */
  readonly text: string;
  readonly mark: "right" | "wrong" | "waits" | null;
  readonly late: boolean;
}

export interface SheetRow {
  readonly id: string;
  readonly name: string;
  /** One cell per question; null: no answer. */
  readonly cells: readonly (AnswerCell | null)[];
  /** Points, or right answers if no question has points; null: nothing was answered, which differs from zero. */
  readonly score: number | null;
  readonly answered: number;
  readonly done: boolean;
}

export const sheetOrders = ["byName", "byScore", "byMissing"] as const;

export type SheetOrder = (typeof sheetOrders)[number];

export function buildSheetRow(
  { id, name }: Pick<Student, "id" | "name">,
  sheet: AnswerSheet | undefined,
  questions: readonly Question[],
  secret: ResourceSecret,
): SheetRow {
  const { answers, points, right, answered, done } = computeSheetOutcome(
    questions,
    secret,
    sheet,
  );
  const cells = answers.map((it): AnswerCell | null =>
    it === undefined ? null : {
      text: shortAnswer(it.question, it.answer),
      mark: it.right === undefined
        ? it.waits ? "waits" : null
        : it.right
        ? "right"
        : "wrong",
      late: it.late === true,
    }
  );
  const score = countsPoints(questions) ? points : right;
  return { id, name, cells, score, answered, done };
}

function shortAnswer(question: Question, answer: Answer): string {
  if (!Array.isArray(answer)) return String(answer);
  const ids = question.choices?.map(({ id }) => id) ?? [];
  return questionRules[question.kind].chosenChoices(question, answer)
    .map(({ id, text }) =>
      hasLetters(question) ? choiceLetter(ids.indexOf(id)) : text
    ).join(", ");
}

/** The students for whom the check is meant, and others who answered it, in the order of `everybody`. */
export function listSheetStudents(
  intended: readonly Student[],
  everybody: readonly Student[],
  people: AnswerSheets,
): Student[] {
  const ids = new Set(intended.map(({ id }) => id));
  return everybody.filter(({ id }) => ids.has(id) || people.has(id));
}

/** Sorts rows: `byName` keeps their order, `byScore` is lowest first, `byMissing` has the fewest answers first. */
export function sortSheetRows(
  rows: readonly SheetRow[],
  order: SheetOrder,
): SheetRow[] {
  if (order === "byName") return [...rows];
  if (order === "byMissing") {
    return rows.toSorted((a, b) => a.answered - b.answered);
  }
  const place = ({ score }: SheetRow) => score ?? Number.MAX_VALUE;
  return rows.toSorted((a, b) => place(a) - place(b));
}

/** A table of at most this many rows is rendered whole. */
const virtualizeFromRows = 60;
const around = 8;

/** The rows to render, `from` to `to` (exclusive), and the heights of those before and after (px). */
interface RowWindow {
  readonly from: number;
  readonly to: number;
  readonly before: number;
  readonly after: number;
}

export function findVisibleRows(
  rows: number,
  height: number,
  { top, size }: { top: number; size: number },
): RowWindow {
  if (rows <= virtualizeFromRows) {
    return { from: 0, to: rows, before: 0, after: 0 };
  }
  const seen = Math.ceil(size / height) + 2 * around;
  const from = Math.max(
    0,
    Math.min(Math.floor(top / height) - around, rows - seen),
  );
  const to = Math.min(rows, from + seen);
  return { from, to, before: from * height, after: (rows - to) * height };
}

export function useScrollPosition(
  box: RefObject<HTMLElement>,
): Signal<{ top: number; size: number }> {
  const scroll = useSignal({ top: 0, size: 640 });
  useEffect(() => {
    const { current: element } = box;
    if (!element) return;
    const look = () =>
      scroll.value = { top: element.scrollTop, size: element.clientHeight };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);
  return scroll;
}
