/** The parts of the desk. The URL's hash names the open one, so that a reload keeps it. */
import type { review } from "texts/review.ts";

export type DeskPart = Exclude<keyof typeof review.tabs, "label">;

export function showDeskPart(part: DeskPart): void {
  addDeskPartToHistory(part);
  dispatchEvent(new HashChangeEvent("hashchange"));
}

export function addDeskPartToHistory(part: DeskPart): void {
  if (location.hash !== `#${part}`) history.pushState(null, "", `#${part}`);
}
