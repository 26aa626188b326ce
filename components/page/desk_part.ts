/** The parts of the desk; the shown one is in the URL's hash, so that it survives a reload. */
import type { review } from "texts/review.ts";

export type DeskPart = Exclude<keyof typeof review.tabs, "label">;

export function showDeskPart(part: DeskPart): void {
  addDeskPartToHistory(part);
  dispatchEvent(new HashChangeEvent("hashchange"));
}

/** A step in the history, for Back. */
export function addDeskPartToHistory(part: DeskPart): void {
  if (location.hash !== `#${part}`) history.pushState(null, "", `#${part}`);
}
