/**
 * What is made of text, only so much of it in a time: nothing that is written may hold up who reads it. What was made
 * last is kept. Pure, but for the clock that it is given.
 */

/** How much is kept of what was made. */
const kept = 200;

/**
 * Makes things of so many characters at once, and of so many more with each second; null where there are too many.
 * What has been made under the same key counts no more.
 *
 * @param now milliseconds
 */
export function rationed<T>(
  most: number,
  perSecond: number,
  now: () => number,
): (key: string, length: number, make: () => T) => T | null {
  const known = new Map<string, T>();
  let left = most;
  let last = now();
  return (key, length, make) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const time = now();
    left = Math.min(most, left + (time - last) / 1000 * perSecond);
    last = time;
    if (length > left) return null;
    left -= length;
    const made = make();
    known.set(key, made);
    for (const oldest of known.keys()) {
      if (known.size <= kept) break;
      known.delete(oldest);
    }
    return made;
  };
}
