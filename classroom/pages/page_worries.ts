/** Finds who wrote worrying words on a page (M-4), when a version of the page is kept. */
import { readAuthoredLines } from "../model/page_authors.ts";
import { readStoredPage } from "../model/page_tree.ts";
import type { WorryingWords } from "../model/words/worrying_words.ts";

/** Members whose words of a version are worrying, without those that the version before had. */
export function findPageWorries(
  words: WorryingWords,
  version: Uint8Array,
  previousVersion: Uint8Array | undefined,
): string[] {
  const knownPhrases = new Set(
    previousVersion && listWorries(words, previousVersion),
  );
  const newPhrases = listWorries(words, version).filter((phrase) =>
    !knownPhrases.has(phrase)
  );
  return [...new Set(newPhrases.map((it) => it.split(" ", 1)[0]))];
}

/** The worrying phrases in a version, each after its author and a blank. */
function listWorries(words: WorryingWords, version: Uint8Array): string[] {
  const lines = readStoredPage(version, readAuthoredLines);
  return lines.flatMap(({ pieces }) => {
    const phrases = words.find(pieces.map(({ text }) => text).join(""));
    if (phrases.length === 0) return [];
    const authors = [...new Set(pieces.flatMap(({ author }) => author ?? []))];
    const ownPhrases = authors.flatMap((author) => {
      const text = pieces.filter((it) => it.author === author)
        .map((it) => it.text).join(" ");
      return words.find(text).map((phrase) => `${author} ${phrase}`);
    });
    // A phrase that several wrote together counts for each of them.
    return ownPhrases.length > 0
      ? ownPhrases
      : authors.flatMap((author) => phrases.map((it) => `${author} ${it}`));
  });
}
