/** Yjs types as signals. */
import { type Signal, signal } from "@preact/signals";

/** A shared type as a signal of what is read from it. */
export function follow<T extends { observe(f: () => void): void }, V>(
  type: T,
  read: (type: T) => V,
): Signal<V> {
  const value = signal(read(type));
  type.observe(() => value.value = read(type));
  return value;
}
