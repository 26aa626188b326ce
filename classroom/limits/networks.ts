/** By what those of one address are counted where nothing of the address may be kept. */
import { createHash } from "node:crypto";

/** One of 256 numbers for an address within a session: the same everywhere, and it tells nobody where somebody is. */
export function networkOf(session: string, address: string): number {
  return createHash("sha256").update(`${session} ${address}`).digest()[0];
}
