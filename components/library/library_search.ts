/** Which of a teacher's templates or quizzes a search finds: the same in lists and in dialogs. Pure. */
import { plainText } from "../../classroom/model/resources/questions.ts";

/** Those in whose name or description all words of the search stand, in their order. */
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
