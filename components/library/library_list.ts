import { type Signal, signal } from "@preact/signals";
import { type Problem, sendRequest } from "../client/send_request.ts";

export interface LibraryEntry {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  /** The number of a quiz's questions, and of unfinished ones. */
  readonly count?: number;
  readonly left?: number;
  /** Id of the example that this is; equal to `id` until it is copied into the library. */
  readonly example?: string;
}

/**
 * Loads the list at once. `whenEmpty`: an empty library can show examples
 * instead.
 */
export class LibraryList {
  /** Null until loaded. */
  readonly entries: Signal<readonly LibraryEntry[] | null> = signal(null);
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
    const entries = answer.body[this.kind];
    if (entries.length === 0 && this.whenEmpty === "examples") {
      await this.#loadExamples();
    } else this.entries.value = entries;
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

/** For each example that a dialog has copied, the id of the copy. */
export type CopiedExamples = Map<string, string>;

/**
 * Copies the chosen example into the library, once per dialog. Resolves to the refusal; null: copied, or no
 * example.
 */
export async function copyExampleToLibrary(
  kind: LibraryList["kind"],
  chosen: Signal<LibraryEntry | null>,
  copies: CopiedExamples,
): Promise<Problem | null> {
  const { value } = chosen;
  if (!value || value.example !== value.id) return null;
  const copyId = copies.get(value.id);
  if (copyId !== undefined) {
    chosen.value = { ...value, id: copyId };
    return null;
  }
  const answer = await sendRequest<Record<string, LibraryEntry>>(
    "POST",
    `/api/${kind}/examples/${value.id}`,
  );
  if (!answer.ok) return answer.problem;
  const { id } = answer.body[kind === "quizzes" ? "quiz" : "template"];
  copies.set(value.id, id);
  chosen.value = { ...value, id };
  return null;
}

/** Whether a quiz can be assigned to a class: it has questions, and all are finished. */
export function isCompleteQuiz({ count = 0, left = 0 }: LibraryEntry): boolean {
  return count > 0 && left === 0;
}
