/** A teacher's templates or quizzes, for dialogs. */
import { type Signal, signal } from "@preact/signals";
import { type Problem, sendRequest } from "../client/send_request.ts";

export interface LibraryEntry {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  /** A quiz's number of questions, and how many are unfinished. */
  readonly count?: number;
  readonly left?: number;
  /** The example's id; until it is taken over, equal to `id`. */
  readonly example?: string;
}

/** Loads at once. `whenEmpty` can offer examples. */
export class LibraryList {
  /** Null until loaded. */
  readonly entries: Signal<readonly LibraryEntry[] | null> = signal(null);
  /** Why loading failed. */
  readonly loadError: Signal<string | null> = signal(null);

  constructor(
    readonly kind: "templates" | "quizzes",
    readonly whenEmpty: "examples" | "nothing" = "nothing",
  ) {
    void this.load();
  }

  async load(): Promise<void> {
    this.loadError.value = null;
    const answer = await sendRequest<Record<string, LibraryEntry[]>>(
      "GET",
      `/api/${this.kind}?part=names`,
    );
    if (!answer.ok) return void (this.loadError.value = answer.problem.detail);
    const own = answer.body[this.kind];
    if (own.length === 0 && this.whenEmpty === "examples") {
      await this.#loadExamples();
    } else this.entries.value = own;
  }

  async #loadExamples(): Promise<void> {
    const answer = await sendRequest<
      { examples: (LibraryEntry & { questions?: readonly unknown[] })[] }
    >("GET", `/api/${this.kind}/examples`);
    if (!answer.ok) return void (this.loadError.value = answer.problem.detail);
    this.entries.value = answer.body.examples.map((
      { id, name, description, questions },
    ) => ({ id, name, description, count: questions?.length, example: id }));
  }
}

/** Ids of examples taken over by a dialog, with the new entry's id. */
export type CopiedExamples = Map<string, string>;

/**
 * Takes over the chosen example, once per dialog. Resolves to the refusal, or
 * null.
 */
export async function copyExampleToLibrary(
  kind: LibraryList["kind"],
  chosen: Signal<LibraryEntry | null>,
  taken: CopiedExamples,
): Promise<Problem | null> {
  const { value } = chosen;
  if (!value || value.example !== value.id) return null;
  const before = taken.get(value.id);
  if (before !== undefined) {
    chosen.value = { ...value, id: before };
    return null;
  }
  const answer = await sendRequest<Record<string, LibraryEntry>>(
    "POST",
    `/api/${kind}/examples/${value.id}`,
  );
  if (!answer.ok) return answer.problem;
  const { id } = answer.body[kind === "quizzes" ? "quiz" : "template"];
  taken.set(value.id, id);
  chosen.value = { ...value, id };
  return null;
}

/** A quiz that can be given to a class. */
export function isCompleteQuiz({ count = 0, left = 0 }: LibraryEntry): boolean {
  return count > 0 && left === 0;
}
