/** Groups equal short texts, so that a mark applies to all of them. Pure. */
import {
  isNonEmptyAnswer,
  normalizeAnswer,
  type Question,
} from "../../../classroom/model/resources/questions.ts";
import {
  type AnswerSheets,
  groupForms,
  isMarkedRight,
  mayNeedMark,
} from "../../../classroom/model/resources/results.ts";
import type { ResourceSecret } from "../../../classroom/model/resources/shared_resources.ts";
import { type Signal, signal } from "@preact/signals";
import type { ResourceChange } from "../../resources/live/resource_actions.ts";

export interface TextGroup {
  readonly plain: string;
  readonly text: string;
  readonly count: number;
  /** Whether the text is right; undefined: it has no mark. */
  readonly isRight: boolean | undefined;
}

/** Groups of equal texts, the most frequent first. Marking does not change the order. */
export function groupTexts(
  question: Question,
  secret: ResourceSecret,
  people: AnswerSheets,
): TextGroup[] {
  const forms = new Map<string, number>();
  for (const sheet of people.values()) {
    const answer = sheet === true ? undefined : sheet.answers[question.id];
    if (typeof answer !== "string" || !isNonEmptyAnswer(answer)) continue;
    forms.set(answer, (forms.get(answer) ?? 0) + 1);
  }
  return Object.entries(groupForms(question, forms))
    .map(([text, count]) => ({
      plain: normalizeAnswer(text),
      text,
      count,
      isRight: isMarkedRight(question, secret, text),
    }))
    .sort((a, b) => b.count - a.count || (a.plain < b.plain ? -1 : 1));
}

export function countTextsToMark(
  questions: readonly Question[],
  secret: ResourceSecret,
  people: AnswerSheets,
): number {
  return questions.filter(mayNeedMark).flatMap((question) =>
    groupTexts(question, secret, people)
  ).filter(({ isRight }) => isRight === undefined).length;
}

/** A mark for a text; null removes the text's mark. */
type Mark = NonNullable<ResourceChange["marks"]>[number];

const maxMarksPerRequest = 200;

export class MarkQueue {
  /** Marks that are not stored yet, by question and plain text. */
  readonly pendingMarks: Signal<ReadonlyMap<string, Mark>> = signal(new Map());
  #busy = false;

  /** @param send sends marks and reports a refusal; when it resolves, the documents have the marks that apply */
  constructor(readonly send: (marks: Mark[]) => Promise<void>) {}

  queueMark(key: string, mark: Mark): void {
    this.pendingMarks.value = new Map(this.pendingMarks.value).set(key, mark);
    void this.#work();
  }

  async #work() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.pendingMarks.value.size > 0) await this.#sendSome();
    } finally {
      this.#busy = false;
    }
  }

  async #sendSome() {
    const batch = [...this.pendingMarks.value].slice(0, maxMarksPerRequest);
    try {
      await this.send(batch.map(([, mark]) => mark));
    } finally {
      const rest = new Map(this.pendingMarks.value);
      // A mark that was changed meanwhile has yet to be sent.
      for (const [key, mark] of batch) {
        if (rest.get(key) === mark) rest.delete(key);
      }
      this.pendingMarks.value = rest;
    }
  }
}
