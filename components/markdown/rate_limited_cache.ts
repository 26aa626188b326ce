const maxCached = 200;

/**
 * Makes and keeps results, for at most `max` characters at once and `perSecond` more each second; null above that.
 * A kept key costs nothing.
 *
 * @param now the time in ms
 */
export function makeRateLimitedCache<T>(
  max: number,
  perSecond: number,
  now: () => number,
): (key: string, length: number, make: () => T) => T | null {
  const known = new Map<string, T>();
  let left = max;
  let last = now();
  return (key, length, make) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const time = now();
    left = Math.min(max, left + (time - last) / 1000 * perSecond);
    last = time;
    if (length > left) return null;
    left -= length;
    const made = make();
    known.set(key, made);
    for (const oldest of known.keys()) {
      if (known.size <= maxCached) break;
      known.delete(oldest);
    }
    return made;
  };
}
