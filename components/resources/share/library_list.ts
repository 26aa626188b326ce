/** A teacher's own templates or quizzes, as a dialog lists them. */
import { type Signal, signal } from "@preact/signals";
import { ask } from "../../session/ask.ts";

/** What every one of them has. */
export interface Kept {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly questions?: readonly unknown[];
  /** Of a quiz: it is not ready to be assigned. */
  readonly unfinished?: unknown;
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
      `/api/${this.kind}`,
    );
    if (answer.ok) this.all.value = answer.body[this.kind];
    else this.trouble.value = answer.problem.detail;
  }
}
