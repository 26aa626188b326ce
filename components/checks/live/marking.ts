/** Short texts to be marked, equal ones together. Pure. */
import {
  isGiven,
  plainAnswer,
  type Question,
} from "../../../classroom/model/resources/questions.ts";
import {
  isMarkable,
  markOf,
  type Sheets,
} from "../../../classroom/model/resources/results.ts";
import type { ResourceSecret } from "../../../classroom/model/resources/shared.ts";
import { type Signal, signal } from "@preact/signals";
import type { ChangeAsk } from "../../sharing/live/live_actions.ts";

export interface TextGroup {
  readonly plain: string;
  readonly text: string;
  readonly count: number;
  /** Undefined: not marked. */
  readonly right: boolean | undefined;
}

/** The most frequent first. Marking does not change the order. */
export function textGroups(
  question: Question,
  secret: ResourceSecret,
  people: Sheets,
): TextGroup[] {
  const found = new Map<string, { text: string; count: number }>();
  for (const sheet of people.values()) {
    const answer = sheet === true ? undefined : sheet.answers[question.id];
    if (typeof answer !== "string" || !isGiven(answer)) continue;
    const plain = plainAnswer(answer);
    const group = found.get(plain);
    if (group) group.count++;
    else found.set(plain, { text: answer, count: 1 });
  }
  return [...found]
    .map(([plain, { text, count }]) => ({
      plain,
      text,
      count,
      right: markOf(question, secret, text),
    }))
    .sort((a, b) => b.count - a.count || (a.plain < b.plain ? -1 : 1));
}

/** Different texts that are not marked, over all questions. */
export function textsToMark(
  questions: readonly Question[],
  secret: ResourceSecret,
  people: Sheets,
): number {
  return questions.filter(isMarkable).flatMap((question) =>
    textGroups(question, secret, people)
  ).filter(({ right }) => right === undefined).length;
}

/** Null takes it back. */
type Mark = NonNullable<ChangeAsk["marks"]>[number];

/** Most marks per request. */
const mostInRequest = 200;

export class MarkQueue {
  /** By question and plain text. */
  readonly pending: Signal<ReadonlyMap<string, Mark>> = signal(new Map());
  #busy = false;

  /** @param send reports refusals itself: afterwards the marks are those in the documents */
  constructor(readonly send: (marks: Mark[]) => Promise<void>) {}

  mark(key: string, mark: Mark): void {
    this.pending.value = new Map(this.pending.value).set(key, mark);
    void this.#work();
  }

  async #work() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.pending.value.size > 0) await this.#sendSome();
    } finally {
      this.#busy = false;
    }
  }

  async #sendSome() {
    const batch = [...this.pending.value].slice(0, mostInRequest);
    try {
      await this.send(batch.map(([, mark]) => mark));
    } finally {
      const rest = new Map(this.pending.value);
      // A mark that was changed meanwhile is still to be sent.
      for (const [key, mark] of batch) {
        if (rest.get(key) === mark) rest.delete(key);
      }
      this.pending.value = rest;
    }
  }
}
