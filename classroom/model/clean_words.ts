import { refusal } from "./refuse.ts";

/** Trims a message; refuses an empty or too long one. */
export function cleanWords(typed: string, most: number): string {
  const text = typed.trim();
  if (text === "") {
    throw refusal("no-words-in-message");
  }
  if (text.length > most) {
    throw refusal("message-too-long", { most, length: text.length });
  }
  return text;
}
