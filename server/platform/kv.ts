import process from "node:process";
import type { Kv } from "../../sync/kv/kv.ts";
import { openNodeKv } from "./node_kv.ts";
import { isDeno } from "./runtime.ts";

/**
 * Opens Deno's KV, or its replacement on Node: in a file, in memory (`:memory:`) or on a KV server; without a place,
 * Deno Deploy's.
 */
export async function openStore(place?: string): Promise<Kv> {
  return isDeno ? await Deno.openKv(place) : await openNodeKv(place);
}

/** The KV reads its token from this variable, which cannot be set on Deno Deploy. */
export function setKvToken(token: string): void {
  process.env.DENO_KV_ACCESS_TOKEN = token;
}
