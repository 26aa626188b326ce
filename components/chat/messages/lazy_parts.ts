import { type Signal, signal } from "@preact/signals";
import { lazyPart } from "../../ui/load_part.ts";

type Tools = typeof import("./MessageTools.tsx");
type Refusals = typeof import("./RefusedMessages.tsx");

export const loadedMessageTools: Signal<Tools | null> = signal(null);
export const loadedRefusals: Signal<Refusals | null> = signal(null);

/** Loaded only if there are unsent files. Offline copies of pages include it. */
export const loadUploadItem = lazyPart(() => import("./UploadItem.tsx"));

const toolsPart = lazyPart(() => import("./MessageTools.tsx"));
const refusalsPart = lazyPart(() => import("./RefusedMessages.tsx"));

/** Offline, resolves once there is a network. */
export async function loadMessageTools(): Promise<void> {
  loadedMessageTools.value = await toolsPart();
}

export async function loadRefusals(): Promise<void> {
  loadedRefusals.value = await refusalsPart();
}
