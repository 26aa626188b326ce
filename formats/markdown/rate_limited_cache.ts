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
  const results = new Map<string, T>();
  let budget = max;
  let last = now();
  return (key, length, make) => {
    const cached = results.get(key);
    if (cached !== undefined) return cached;
    const time = now();
    budget = Math.min(max, budget + (time - last) / 1000 * perSecond);
    last = time;
    if (length > budget) return null;
    budget -= length;
    const result = make();
    results.set(key, result);
    for (const oldest of results.keys()) {
      if (results.size <= maxCached) break;
      results.delete(oldest);
    }
    return result;
  };
}
