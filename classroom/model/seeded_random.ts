/** Random numbers from a seed, so that random decisions can be repeated (SYNC-5) and tested. */

export type RandomSource = () => number;

/** The sequence of a seed (mulberry32). */
export function makeSeededRandom(seed: number): RandomSource {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function newSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0];
}

export function shuffle<T>(items: readonly T[], next: RandomSource): T[] {
  const shuffledItems = [...items];
  for (let last = shuffledItems.length - 1; last > 0; last--) {
    const index = Math.floor(next() * (last + 1));
    [shuffledItems[last], shuffledItems[index]] = [
      shuffledItems[index],
      shuffledItems[last],
    ];
  }
  return shuffledItems;
}
