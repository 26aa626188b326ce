/** A teacher's own templates or quizzes, as a dialog lists them. */
import { type Signal, signal } from "@preact/signals";
import { ask, type Problem } from "../client/ask.ts";

export interface LibraryEntry {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  /** Of a quiz: how many questions it has, and how many of them are not finished. */
  readonly count?: number;
  readonly left?: number;
  /** Of one that comes with the app: its id there. Until it is the teacher's own it has no other. */
  readonly example?: string;
}

/** The list, which is asked for when it is made; where there is nothing yet, the examples to begin from, if wanted. */
export class LibraryList {
  /** Null until it is there. */
  readonly all: Signal<readonly LibraryEntry[] | null> = signal(null);
  /** Why it did not come. */
  readonly trouble: Signal<string | null> = signal(null);

  constructor(
    readonly kind: "templates" | "quizzes",
    readonly whenEmpty: "examples" | "nothing" = "nothing",
  ) {
    void this.load();
  }

  /** Asks for it, once more where it did not come. */
  async load(): Promise<void> {
    this.trouble.value = null;
    const answer = await ask<Record<string, LibraryEntry[]>>(
      "GET",
      `/api/${this.kind}?part=names`,
    );
    if (!answer.ok) return void (this.trouble.value = answer.problem.detail);
    const own = answer.body[this.kind];
    if (own.length === 0 && this.whenEmpty === "examples") {
      await this.#loadExamples();
    } else this.all.value = own;
  }

  async #loadExamples(): Promise<void> {
    const answer = await ask<
      { examples: (LibraryEntry & { questions?: readonly unknown[] })[] }
    >("GET", `/api/${this.kind}/examples`);
    if (!answer.ok) return void (this.trouble.value = answer.problem.detail);
    this.all.value = answer.body.examples.map((
      { id, name, description, questions },
    ) => ({ id, name, description, count: questions?.length, example: id }));
  }
}

/** The examples that a dialog has made the teacher's own: their id there, and the one that they have since. */
export type TakenExamples = Map<string, string>;

/**
 * Makes what was chosen the teacher's own, where it is an example that is not in `taken` yet. Resolves to why that was
 * refused, or null.
 */
export async function takeOverExample(
  kind: LibraryList["kind"],
  chosen: Signal<LibraryEntry | null>,
  taken: TakenExamples,
): Promise<Problem | null> {
  const { value } = chosen;
  if (!value || value.example !== value.id) return null;
  const before = taken.get(value.id);
  if (before !== undefined) {
    chosen.value = { ...value, id: before };
    return null;
  }
  const answer = await ask<Record<string, LibraryEntry>>(
    "POST",
    `/api/${kind}/examples/${value.id}`,
  );
  if (!answer.ok) return answer.problem;
  const { id } = answer.body[kind === "quizzes" ? "quiz" : "template"];
  taken.set(value.id, id);
  chosen.value = { ...value, id };
  return null;
}

/** Whether it is a quiz that a class can have as it stands. */
export function isReady({ count = 0, left = 0 }: LibraryEntry): boolean {
  return count > 0 && left === 0;
}
