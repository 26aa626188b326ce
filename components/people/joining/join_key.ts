/**
 * The secret of a press of **Join** (J-1), kept in this tab until a reply arrives. When the request is repeated, the
 * key tells the server that it is the same press.
 */
import { newSecret } from "../../../classroom/model/ids.ts";
import { readStored, writeStored } from "../../client/browser_storage.ts";

const key = "homeroom/join";
/** Lifetime of a join key, as on the server (ms). */
const keyLifetimeMs = 10 * 60_000;

interface StoredKey {
  press: string;
  at: number;
}

/** Used if the browser stores nothing. */
let unstoredKey: StoredKey | null = null;

/** The last press's secret until that is forgotten or too old, then a new one. */
export function joinIdempotencyKey(): string {
  const text = readStored(key, "sessionStorage");
  const lastKey: StoredKey | null = text === null
    ? unstoredKey
    : JSON.parse(text);
  const now = Date.now();
  if (lastKey && now - lastKey.at < keyLifetimeMs) return lastKey.press;
  unstoredKey = { press: newSecret(), at: now };
  writeStored(key, JSON.stringify(unstoredKey), "sessionStorage");
  return unstoredKey.press;
}

/**
 * Forgets the secret after a reply that neither asks for a retry nor comes from a proxy.
 *
 * @param status the reply's status
 */
export function forgetJoinKey(status = 200): void {
  if (status === 0 || status === 429 || status >= 500) return;
  unstoredKey = null;
  writeStored(key, null, "sessionStorage");
}
