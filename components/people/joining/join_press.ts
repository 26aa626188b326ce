/**
 * The secret of a press of **Join** (J-1): sent again with it where the reply was lost, it is the same press. Kept in this
 * tab alone, for this name and code, until somebody is in or waits.
 */
import { recall, remember } from "../../session/browser_memory.ts";

const key = "homeroom/join";
/** So long it is the same press, in ms; the server knows it no longer. */
const lasts = 10 * 60_000;

interface Kept {
  code: string;
  name: string;
  press: string;
  at: number;
}

/** The secret for a code and a name: the one of before, where the reply to that has not come. */
export function joinPress(code: string, name: string): string {
  const text = recall(key, "sessionStorage");
  const kept: Kept | null = text === null ? null : JSON.parse(text);
  const now = Date.now();
  const isSame = kept?.code === code && kept.name === name &&
    now - kept.at < lasts;
  if (isSame) return kept.press;
  const press = newSecret();
  const next: Kept = { code, name, press, at: now };
  remember(key, JSON.stringify(next), "sessionStorage");
  return press;
}

/** The reply has come. */
export function forgetJoinPress(): void {
  remember(key, null, "sessionStorage");
}

/** A new one: 256 random bits in base64url. */
export function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}
