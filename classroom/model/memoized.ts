/** Recent results of a pure function, so that they are not computed again for everybody who joins. */
import { forgetOldest } from "./forget_oldest.ts";

/** The function with a memory for this many texts; it forgets those least recently asked for. */
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
