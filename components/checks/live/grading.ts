/** Groups equal short texts, so that a grade applies to all of them. Pure. */
import {
  isNonEmptyAnswer,
  normalizeAnswer,
  type Question,
} from "../../../classroom/model/resources/questions.ts";
import {
  type AnswerSheets,
  groupForms,
  isGradedRight,
  mayNeedGrade,
} from "../../../classroom/model/resources/results.ts";
import type { ResourceSecret } from "../../../classroom/model/resources/shared_resources.ts";
import { type Signal, signal } from "@preact/signals";
import type { ResourceChange } from "../../resources/live/resource_actions.ts";

export interface TextGroup {
  readonly plain: string;
  readonly text: string;
  readonly count: number;
  /** Whether the text is right; undefined: it has no grade. */
  readonly isRight: boolean | undefined;
}

/** Groups of equal texts, the most frequent first. Grading does not change the order. */
export function groupTexts(
  question: Question,
  secret: ResourceSecret,
  people: AnswerSheets,
): TextGroup[] {
  const forms = new Map<string, number>();
  for (const answerSheet of people.values()) {
    const answer = answerSheet === true
      ? undefined
      : answerSheet.answers[question.id];
    if (typeof answer !== "string" || !isNonEmptyAnswer(answer)) continue;
    forms.set(answer, (forms.get(answer) ?? 0) + 1);
  }
  return Object.entries(groupForms(question, forms))
    .map(([text, count]) => ({
      plain: normalizeAnswer(text),
      text,
      count,
      isRight: isGradedRight(question, secret, text),
    }))
    .sort((a, b) => b.count - a.count || (a.plain < b.plain ? -1 : 1));
}

export function countTextsToGrade(
  questions: readonly Question[],
  secret: ResourceSecret,
  people: AnswerSheets,
): number {
  return questions.filter(mayNeedGrade).flatMap((question) =>
    groupTexts(question, secret, people)
  ).filter(({ isRight }) => isRight === undefined).length;
}

/** A grade for a text; null removes the text's grade. */
type Grade = NonNullable<ResourceChange["marks"]>[number];

const maxGradesPerRequest = 200;

export class GradeQueue {
  /** Grades that are not stored yet, by question and plain text. */
  readonly pendingGrades: Signal<ReadonlyMap<string, Grade>> = signal(
    new Map(),
  );
  #busy = false;

  /** @param send sends grades and reports a refusal; when it resolves, the documents have the grades that apply */
  constructor(readonly send: (grades: Grade[]) => Promise<void>) {}

  queueGrade(key: string, grade: Grade): void {
    this.pendingGrades.value = new Map(this.pendingGrades.value).set(
      key,
      grade,
    );
    void this.#work();
  }

  async #work() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.pendingGrades.value.size > 0) await this.#sendSome();
    } finally {
      this.#busy = false;
    }
  }

  async #sendSome() {
    const batch = [...this.pendingGrades.value].slice(0, maxGradesPerRequest);
    try {
      await this.send(batch.map(([, grade]) => grade));
    } finally {
      const rest = new Map(this.pendingGrades.value);
      // A grade that was changed meanwhile has yet to be sent.
      for (const [key, grade] of batch) {
        if (rest.get(key) === grade) rest.delete(key);
      }
      this.pendingGrades.value = rest;
    }
  }
}
