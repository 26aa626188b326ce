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

/** The same for a signal that is there already and outlives the type; gives what stops it. */
export function followInto<T extends Observable, V>(
  value: Signal<V>,
  type: T,
  read: (type: T) => V,
): () => void {
  const look = () => value.value = read(type);
  type.observe(look);
  look();
  return () => type.unobserve(look);
}

interface Observable {
  observe(f: () => void): void;
  unobserve(f: () => void): void;
}
