/** Yjs types as signals, and what is computed from them. */
import { type Signal, signal } from "@preact/signals";
import type { OpenDocument } from "../../sync/client/open.ts";

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

/** What is said now under a name; null: nothing. `stop` lets go of it. */
interface Ephemeral<T> {
  readonly value: Signal<T | null>;
  stop(): void;
}

/** Follows what is said under a name. */
export function followEphemeral<T>(
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
