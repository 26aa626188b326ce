/** What bounds everything that is remembered by key in memory alone. */

/** Forgets those of a map that were put in first, until there are no more than `most`. */
export function forgetOldest<Key>(map: Map<Key, unknown>, most: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= most) return;
    map.delete(oldest);
  }
}
