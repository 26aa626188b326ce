import { type Signal, signal } from "@preact/signals";
import type * as Y from "yjs";
import type { OpenDocument } from "../../sync/client/open_document.ts";

const nothing: readonly never[] = [];

/** Returns the same object for every empty list, so that its readers are not rendered again. */
export function reuseEmptyList<T>(list: readonly T[]): readonly T[] {
  return list.length > 0 ? list : nothing;
}

export function signalOfType<T extends { observe(f: () => void): void }, V>(
  type: T,
  read: (type: T) => V,
): Signal<V> {
  const value = signal(read(type));
  type.observe(() => value.value = read(type));
  return value;
}

export function signalOfMap<T>(
  map: Y.Map<T>,
): Signal<Readonly<Record<string, T>>> {
  return signalOfType(map, () => map.toJSON());
}

export function signalOfList<T>(list: Y.Array<T>): Signal<readonly T[]> {
  return signalOfType(list, () => list.toArray());
}

/** A value in awareness; null: nobody has set it. */
interface Ephemeral<T> {
  readonly value: Signal<T | null>;
  stop(): void;
}

export function signalOfEphemeral<T>(
  { awareness }: Pick<OpenDocument, "awareness">,
  name: string,
): Ephemeral<T> {
  const read = () => {
    for (const state of awareness.getStates().values()) {
      if (name in state) return state[name] as T;
    }
    return null;
  };
  const value = signal(read());
  const onChange = () => value.value = read();
  awareness.on("change", onChange);
  return { value, stop: () => awareness.off("change", onChange) };
}
