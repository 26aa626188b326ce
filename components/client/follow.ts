/** Yjs types as signals, and what is computed from them. */
import { type Signal, signal } from "@preact/signals";

const nothing: readonly never[] = [];

/** The list; of those without anything in them always the same, so that who shows it is not rendered again. */
export function orNothing<T>(list: readonly T[]): readonly T[] {
  return list.length > 0 ? list : nothing;
}

/** A shared type as a signal of what is read from it. */
export function follow<T extends { observe(f: () => void): void }, V>(
  type: T,
  read: (type: T) => V,
): Signal<V> {
  const value = signal(read(type));
  type.observe(() => value.value = read(type));
  return value;
}
