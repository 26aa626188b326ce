import { type Signal, signal } from "@preact/signals";
import { lazyPart } from "../../ui/load_part.ts";

type Tools = typeof import("./MessageTools.tsx");
type Refusals = typeof import("./Refusals.tsx");

export const tools: Signal<Tools | null> = signal(null);
export const loadedRefusals: Signal<Refusals | null> = signal(null);

const toolsPart = lazyPart(() => import("./MessageTools.tsx"));
const refusalsPart = lazyPart(() => import("./Refusals.tsx"));

/** Offline, it waits for the network. */
export async function loadTools(): Promise<void> {
  tools.value = await toolsPart();
}

export async function loadRefusals(): Promise<void> {
  loadedRefusals.value = await refusalsPart();
}
