/** Groups at one press: of how many they are, kept on this device, and what is asked for. */
import { type Signal, signal } from "@preact/signals";
import { bounds } from "../../../classroom/model/bounds.ts";
import type { Moved } from "../../../classroom/model/views.ts";
import { recall, remember } from "../../session/browser_memory.ts";

const key = "homeroom/groups-of";
const { least, most, usual } = bounds.capacity;

/** How many students each group is to have. */
export const groupSize: Signal<number> = signal(usual);

/** Whether groups can have so many. */
export function isGroupSize(size: number): boolean {
  return Number.isInteger(size) && size >= least && size <= most;
}

/** What was chosen last on this device, once the page's script runs. */
export function recallGroupSize(): void {
  const kept = Number(recall(key));
  if (isGroupSize(kept)) groupSize.value = kept;
}

/** Chooses another size; one that groups cannot have is not kept. */
export function chooseGroupSize(size: number): void {
  groupSize.value = size;
  if (isGroupSize(size)) remember(key, String(size));
}

/** Body of the answer to `POST /api/sessions/:s/breakouts/groups`. */
export interface MadeGroups {
  readonly moved: readonly Moved[];
}
