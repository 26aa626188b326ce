import { questionRules } from "../../../classroom/model/questions/question_rules.ts";
import type {
  Answer,
  Question,
} from "../../../classroom/model/resources/questions.ts";
import {
  type AnswerSheets,
  computeAnswerSheetOutcome,
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
  readonly grade: "right" | "wrong" | "waits" | null;
  readonly isLate: boolean;
}

export interface AnswerSheetRow {
  readonly id: string;
  readonly name: string;
  /** One cell per question; null: no answer. */
  readonly cells: readonly (AnswerCell | null)[];
  /** Points, or right answers if no question has points; null: nothing was answered, which differs from zero. */
  readonly score: number | null;
  readonly answered: number;
  readonly hasHandedIn: boolean;
}

export const answerSheetOrders = ["byName", "byScore", "byMissing"] as const;

export type AnswerSheetOrder = (typeof answerSheetOrders)[number];

export function buildAnswerSheetRow(
  { id, name }: Pick<Student, "id" | "name">,
  answerSheet: AnswerSheet | undefined,
  questions: readonly Question[],
  secret: ResourceSecret,
): AnswerSheetRow {
  const { answers, points, right, answered, hasHandedIn } =
    computeAnswerSheetOutcome(
      questions,
      secret,
      answerSheet,
    );
  const cells = answers.map((outcome): AnswerCell | null =>
    outcome === undefined ? null : {
      text: shortAnswer(outcome.question, outcome.answer),
      grade: outcome.right === undefined
        ? outcome.waits ? "waits" : null
        : outcome.right
        ? "right"
        : "wrong",
      isLate: outcome.late === true,
    }
  );
  const score = countsPoints(questions) ? points : right;
  return { id, name, cells, score, answered, hasHandedIn };
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
export function listAnswerSheetStudents(
  intended: readonly Student[],
  everybody: readonly Student[],
  people: AnswerSheets,
): Student[] {
  const ids = new Set(intended.map(({ id }) => id));
  return everybody.filter(({ id }) => ids.has(id) || people.has(id));
}

/** Sorts rows: `byName` keeps their order, `byScore` is lowest first, `byMissing` has the fewest answers first. */
export function sortAnswerSheetRows(
  rows: readonly AnswerSheetRow[],
  order: AnswerSheetOrder,
): AnswerSheetRow[] {
  if (order === "byName") return [...rows];
  if (order === "byMissing") {
    return rows.toSorted((a, b) => a.answered - b.answered);
  }
  const place = ({ score }: AnswerSheetRow) => score ?? Number.MAX_VALUE;
  return rows.toSorted((a, b) => place(a) - place(b));
}

/** A table of at most this many rows is rendered whole. */
const virtualizeFromRows = 60;
const extraRows = 8;

/** The rows to render, `from` to `to` (exclusive), and the heights of those before and after (px). */
interface RowWindow {
  readonly from: number;
  readonly to: number;
  readonly heightBefore: number;
  readonly heightAfter: number;
}

export function findVisibleRows(
  rows: number,
  height: number,
  { top, size }: { top: number; size: number },
): RowWindow {
  if (rows <= virtualizeFromRows) {
    return { from: 0, to: rows, heightBefore: 0, heightAfter: 0 };
  }
  const visibleCount = Math.ceil(size / height) + 2 * extraRows;
  const from = Math.max(
    0,
    Math.min(Math.floor(top / height) - extraRows, rows - visibleCount),
  );
  const to = Math.min(rows, from + visibleCount);
  return {
    from,
    to,
    heightBefore: from * height,
    heightAfter: (rows - to) * height,
  };
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
