/** Names for new rooms: Group A … Group Z, Group 27 …, the first that no room bears (B-3). Pure. */

/** So many names that are not taken. */
export function freeNames(taken: readonly string[], count: number): string[] {
  const used = new Set(taken.map((name) => name.trim().toLowerCase()));
  const names: string[] = [];
  for (let n = 1; names.length < count; n++) {
    const letter = n <= 26 ? String.fromCharCode(64 + n) : String(n);
    const name = `Group ${letter}`;
    if (!used.has(name.toLowerCase())) names.push(name);
  }
  return names;
}
