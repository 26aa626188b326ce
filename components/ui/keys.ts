/**
 * Keys and input methods. While a character is composed (ㄅㄆㄇ, kana, accents), Enter and Escape belong to the input
 * method.
 */

import { language } from "../../locales/current.ts";

type Key = Pick<KeyboardEvent, "key" | "shiftKey" | "isComposing" | "keyCode">;

export function isComposing(
  event: Pick<KeyboardEvent, "isComposing" | "keyCode">,
): boolean {
  // Safari ends composing before the last Enter, whose `keyCode` is 229.
  return event.isComposing || event.keyCode === 229;
}

/** Whether the key is Enter without Shift, and not for an input method. */
export function isEnter(event: Key): boolean {
  return event.key === "Enter" && !event.shiftKey && !isComposing(event);
}

/** Whether the key is Escape, and not for an input method. */
export function isEscape(event: Key): boolean {
  return event.key === "Escape" && !isComposing(event);
}

/** The step of an arrow key in the direction of the text: 1 or -1; 0 for other keys. */
export function arrowStep({ key }: Pick<KeyboardEvent, "key">): number {
  const right = language().direction === "rtl" ? -1 : 1;
  return key === "ArrowRight" ? right : key === "ArrowLeft" ? -right : 0;
}
