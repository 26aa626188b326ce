/** What is said of questions that are not finished, in a file that has no way to hold them. */
import { formats as t } from "texts/library_formats.ts";
import type { QuizBody } from "../../classroom/library/resource_bodies.ts";

/** A line for each of a quiz, with its number there. */
export function unfinishedWords({ name, unfinished = [] }: QuizBody): string[] {
  return unfinished.map(({ place }) =>
    t.unfinished({ number: place + 1, quiz: name }).replace(/\s+/gu, " ")
  );
}
