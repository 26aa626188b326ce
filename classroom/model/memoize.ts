/** Caches the last results of a pure function; forgets the least recently used. */
export function memoize<T>(
  max: number,
  make: (text: string) => T,
): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const answer = known.has(text) ? known.get(text) as T : make(text);
    known.delete(text);
    known.set(text, answer);
    deleteOldest(known, max);
    return answer;
  };
}
export function deleteOldest<Key>(map: Map<Key, unknown>, max: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= max) return;
    map.delete(oldest);
  }
}
