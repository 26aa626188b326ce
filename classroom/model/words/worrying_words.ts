/**
 * Worrying words (M-4): what an adult should read, by this project's lists and the school's own. Words are found, and
 * nothing else: nobody is rated, and no mood is inferred.
 */
import { Phrases } from "./phrases.ts";
import { chineseLists, englishLists, worryingLines } from "./worrying_lists.ts";

const projectPhrases = new Phrases(
  Object.values(worryingLines).flatMap(({ en, zh }) =>
    [en, zh].flatMap(listLines)
  ),
  { ...englishLists, ...chineseLists },
);

export class WorryingWords {
  readonly #school: Phrases;

  /** @param school the school's own words or phrases, which have no exceptions */
  constructor(readonly school: readonly string[] = []) {
    this.#school = new Phrases(
      school.map((it) => it.replace(/[(){}|_!]/g, " ").trim()),
    );
  }

  /** The lines of the lists that a text has, each once. */
  find(text: string): string[] {
    return [...projectPhrases.find(text), ...this.#school.find(text)];
  }

  /** Whether a text has worrying words that were not there before. */
  isWorrying(text: string, before = ""): boolean {
    const found = this.find(text);
    if (found.length === 0 || before === "") return found.length > 0;
    const known = new Set(this.find(before));
    return found.some((it) => !known.has(it));
  }
}

/** The project's lists alone, without a school's. */
export const projectWords = new WorryingWords();

export function listLines(text: string): string[] {
  return text.split("\n").map((it) => it.trim()).filter((it) => it !== "");
}
