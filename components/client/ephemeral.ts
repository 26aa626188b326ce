/** What the server says beside a document for as long as it is true, and stores nowhere; as a signal. */
import { type Signal, signal } from "@preact/signals";
import type { OpenDocument } from "../../sync/client/open.ts";

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
