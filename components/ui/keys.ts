/**
 * Keys and input methods. While a character is composed (ㄅㄆㄇ, kana, accents),
 * Enter and Escape belong to the input method.
 */

import { language } from "../../locales/current.ts";

/** The parts of a key event used here. */
type Key = Pick<KeyboardEvent, "key" | "shiftKey" | "isComposing" | "keyCode">;

export function isComposing(
  event: Pick<KeyboardEvent, "isComposing" | "keyCode">,
): boolean {
  // Safari ends composition before the final Enter; its keyCode is 229.
  return event.isComposing || event.keyCode === 229;
}

/** An Enter without Shift, outside composition. */
export function isEnter(event: Key): boolean {
  return event.key === "Enter" && !event.shiftKey && !isComposing(event);
}

/** An Escape outside composition. */
export function isEscape(event: Key): boolean {
  return event.key === "Escape" && !isComposing(event);
}

/** The step of an arrow key along the text direction: 1, -1 or 0. */
export function arrowStep({ key }: Pick<KeyboardEvent, "key">): number {
  const right = language().direction === "rtl" ? -1 : 1;
  return key === "ArrowRight" ? right : key === "ArrowLeft" ? -right : 0;
}
