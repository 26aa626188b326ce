/** Who speaks: who was louder than a quiet room a moment ago, so that nobody flickers between two words. */
import { effect, type Signal } from "@preact/signals";

/** What counts as speaking, of 0 to 1: -39 dB, which a voice is above, and a room below. */
const loud = 0.35;
/** For so long after the last word (ms). */
export const lingers = 800;

/** How loud members are. */
export type Levels = readonly (readonly [member: string, level: number])[];

/** Until when each member counts as speaking, in ms. */
export type Until = ReadonlyMap<string, number>;

/** The same, once one has listened again. */
export function listened(before: Until, levels: Levels, now: number): Until {
  const until = new Map([...before].filter(([, at]) => at > now));
  for (const [member, level] of levels) {
    if (level >= loud) until.set(member, now + lingers);
  }
  return until;
}

/** Keeps up who speaks, until it is stopped; `levels` may read signals. Whoever is told of it is told of changes alone. */
export function followSpeaking(
  speaking: Signal<ReadonlySet<string>>,
  levels: () => Levels,
): () => void {
  let until: Until = new Map();
  const listen = (levels: Levels) => {
    until = listened(until, levels, Date.now());
    const before = speaking.peek();
    const isAs = until.size === before.size &&
      [...before].every((member) => until.has(member));
    if (!isAs) speaking.value = new Set(until.keys());
  };
  return effect(() => {
    listen(levels());
    if (until.size === 0) return;
    const timer = setTimeout(() => listen([]), lingers + 50);
    return () => clearTimeout(timer);
  });
}
