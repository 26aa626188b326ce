import { refusal } from "./refuse.ts";

/** Trims a message; refuses an empty or too long one. */
export function cleanMessageText(typed: string, max: number): string {
  const text = typed.trim();
  if (text === "") {
    throw refusal("no-words-in-message");
  }
  if (text.length > max) {
    throw refusal("message-too-long", { most: max, length: text.length });
  }
  return text;
}
