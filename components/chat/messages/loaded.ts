/** What a list of messages shows now and then, loaded when it is first wanted, once for the page. */
import { type Signal, signal } from "@preact/signals";

type Tools = typeof import("./MessageTools.tsx");
type Refusals = typeof import("./Refusals.tsx");

/** The tools of messages (C-10, C-11); null until they are there. */
export const tools: Signal<Tools | null> = signal(null);
/** What shows refusals (C-3); null until it is there. */
export const refusals: Signal<Refusals | null> = signal(null);

/** Loads the tools; without a network they may have been kept. */
export async function loadTools(): Promise<void> {
  try {
    tools.value ??= await import("./MessageTools.tsx");
  } catch {
    // The chat goes on without; the next press tries again.
  }
}

/** Loads what shows refusals. */
export async function loadRefusals(): Promise<void> {
  try {
    refusals.value ??= await import("./Refusals.tsx");
  } catch {
    addEventListener("online", loadRefusals, { once: true });
  }
}
