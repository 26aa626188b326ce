import { foldText } from "../../classroom/model/resources/questions.ts";

/** The entries whose name and description contain all words of the search. */
export function filterEntries<T extends { name: string; description?: string }>(
  entries: readonly T[],
  search: string,
): T[] {
  const words = foldText(search).split(" ");
  return entries.filter(({ name, description = "" }) => {
    const text = foldText(`${name} ${description}`);
    return words.every((word) => text.includes(word));
  });
}
