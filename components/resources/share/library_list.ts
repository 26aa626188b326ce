/** A teacher's own templates or quizzes, as a dialog lists them. */
import { type Signal, signal } from "@preact/signals";
import { ask } from "../../session/ask.ts";

/** What every one of them has. */
export interface Kept {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  /** Of a quiz: how many questions it has, and how many of them are not finished. */
  readonly count?: number;
  readonly left?: number;
}

/** The list, which is asked for when it is made. */
export class LibraryList {
  /** Null until it is there. */
  readonly all: Signal<readonly Kept[] | null> = signal(null);
  /** Why it did not come. */
  readonly trouble: Signal<string | null> = signal(null);

  constructor(readonly kind: "templates" | "quizzes") {
    void this.load();
  }

  /** Asks for it, once more where it did not come. */
  async load(): Promise<void> {
    this.trouble.value = null;
    const answer = await ask<Record<string, Kept[]>>(
      "GET",
      `/api/${this.kind}?part=names`,
    );
    if (answer.ok) this.all.value = answer.body[this.kind];
    else this.trouble.value = answer.problem.detail;
  }
}

/** Whether it is a quiz that a class can have as it stands. */
export function isReady({ count = 0, left = 0 }: Kept): boolean {
  return count > 0 && left === 0;
}
