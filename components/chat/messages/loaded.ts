/** What a list of messages shows now and then, loaded when it is first wanted, once for the page. */
import { type Signal, signal } from "@preact/signals";
import { lazyPart } from "../../ui/load_part.ts";

type Tools = typeof import("./MessageTools.tsx");
type Refusals = typeof import("./Refusals.tsx");

/** The tools of messages (C-10, C-11); null until they are there. */
export const tools: Signal<Tools | null> = signal(null);
/** What shows refusals (C-3); null until it is there. */
export const loadedRefusals: Signal<Refusals | null> = signal(null);

const toolsPart = lazyPart(() => import("./MessageTools.tsx"));
const refusalsPart = lazyPart(() => import("./Refusals.tsx"));

/** Loads the tools; without a network, once that is back. */
export async function loadTools(): Promise<void> {
  tools.value = await toolsPart();
}

/** Loads what shows refusals; without a network, once that is back. */
export async function loadRefusals(): Promise<void> {
  loadedRefusals.value = await refusalsPart();
}
