/** What a pure function has answered of late, so that the same is not computed again for each who joins. */
import { forgetOldest } from "./forget_oldest.ts";

/** The function, which remembers its answers to so many texts; those asked for least lately are forgotten. */
export function memoized<T>(
  most: number,
  make: (text: string) => T,
): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const answer = known.has(text) ? known.get(text) as T : make(text);
    known.delete(text);
    known.set(text, answer);
    forgetOldest(known, most);
    return answer;
  };
}
