/**
 * Worrying words (M-4): what an adult should read, by this project's lists and the school's own. Words are found, and
 * nothing else: nobody is rated, and no mood is inferred.
 */
import { Phrases, tokensOf } from "./phrases.ts";
import { chineseLists, englishLists, worryingLines } from "./worrying_lists.ts";

const projectPhrases = new Phrases(
  Object.values(worryingLines).flatMap(({ en, zh }) =>
    [en, zh].flatMap(listLines)
  ),
  { ...englishLists, ...chineseLists },
);

export class WorryingWords {
  readonly #lists: readonly Phrases[];

  /** @param school the school's own words or phrases, which have no exceptions */
  constructor(readonly school: readonly string[] = []) {
    const schoolPhrases = school.map((it) =>
      it.replace(/[(){}|_!]/g, " ").trim()
    );
    this.#lists = schoolPhrases.length === 0
      ? [projectPhrases]
      : [projectPhrases, new Phrases(schoolPhrases)];
  }

  /** The lines of the lists that a text has, each once. */
  find(text: string): string[] {
    const tokens = tokensOf(text);
    return this.#lists.flatMap((it) => it.findIn(tokens));
  }

  /** Whether a text has worrying words that were not there before. */
  isWorrying(text: string, previousText = ""): boolean {
    const foundLines = this.find(text);
    if (foundLines.length === 0 || previousText === "") {
      return foundLines.length > 0;
    }
    const previousLines = new Set(this.find(previousText));
    return foundLines.some((it) => !previousLines.has(it));
  }
}

/** The project's lists alone, without a school's. */
export const projectWords = new WorryingWords();

export function listLines(text: string): string[] {
  return text.split("\n").map((it) => it.trim()).filter((it) => it !== "");
}
