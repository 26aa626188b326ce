/** Caches the last `max` results of a pure function; drops the least recently used. */
export function memoize<T>(
  max: number,
  make: (text: string) => T,
): (text: string) => T {
  const cache = new Map<string, T>();
  return (text) => {
    const answer = cache.has(text) ? cache.get(text) as T : make(text);
    cache.delete(text);
    cache.set(text, answer);
    deleteOldest(cache, max);
    return answer;
  };
}

export function deleteOldest<Key>(map: Map<Key, unknown>, max: number): void {
  // A map keeps the places of deleted entries for a while, and passes all of them to find its first one.
  if (map.size <= max) return;
  for (const oldest of map.keys()) {
    if (map.size <= max) return;
    map.delete(oldest);
  }
}
