/**
 * Keys and input methods. While one composes a character (ㄅㄆㄇ, kana, accents), Enter and Escape belong to the input
 * method: they take or drop what it proposes, and neither send nor close anything of ours.
 */

import { language } from "../../locales/current.ts";

/** What tells of a key, as far as it matters here. */
type Key = Pick<KeyboardEvent, "key" | "shiftKey" | "isComposing" | "keyCode">;

/** Whether an input method has the key. */
export function isComposing(
  event: Pick<KeyboardEvent, "isComposing" | "keyCode">,
): boolean {
  // Safari ends composing before it tells of the Enter that ended it; 229 says whose that was.
  return event.isComposing || event.keyCode === 229;
}

/** Whether it is an Enter that is meant for the page, not for an input method, and not for a new line. */
export function isEnter(event: Key): boolean {
  return event.key === "Enter" && !event.shiftKey && !isComposing(event);
}

/** Whether it is an Escape that is meant for the page. */
export function isEscape(event: Key): boolean {
  return event.key === "Escape" && !isComposing(event);
}

/** Where an arrow key leads in a row that runs as the text does: 1 is on, -1 back, 0 nowhere. */
export function alongRow({ key }: Pick<KeyboardEvent, "key">): number {
  const right = language().direction === "rtl" ? -1 : 1;
  return key === "ArrowRight" ? right : key === "ArrowLeft" ? -right : 0;
}
