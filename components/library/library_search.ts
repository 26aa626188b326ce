/** Search in templates or quizzes. Pure. */
import { plainText } from "../../classroom/model/resources/questions.ts";

/** Entries with all words in name or description. */
export function matching<T extends { name: string; description?: string }>(
  all: readonly T[],
  search: string,
): T[] {
  const words = plainText(search).split(" ");
  return all.filter(({ name, description = "" }) => {
    const text = plainText(`${name} ${description}`);
    return words.every((word) => text.includes(word));
  });
}
