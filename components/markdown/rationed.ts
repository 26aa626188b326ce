const kept = 200;

/**
 * Makes results for at most `most` characters at once, and `perSecond` more; null above that. A cached key is free.
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
