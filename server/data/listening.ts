/**
 * Where the server of a data folder listens, for the operator's commands. It stands in the file `address` there, and is
 * believed while a server has the folder: its lock goes with the process however that ends.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Settings } from "../../classroom/settings.ts";
import { lanAddresses } from "../lan_addresses.ts";
import { addressFile, isFolderHeld } from "./locks.ts";
import { realPath } from "./paths.ts";
import { isShared, kvFile } from "./places.ts";

let told: string | null = null;

/**
 * Writes down where this server listens, readable by its owner alone. Instances of one KV may share a machine and its
 * folders, so nothing is written for them.
 */
export function tellAddress(
  settings: Settings,
  at: { hostname: string; port: number },
): void {
  if (isShared(settings)) return;
  const path = addressFile(settings);
  told = path;
  const origin = settings.BASE_URL ?? originOf(at.hostname, at.port);
  const text = JSON.stringify({ origin, data: dataOf(settings) });
  writeFileSync(path, text, { mode: 0o600 });
}

/** Takes the address away again, as the server stops; somebody else may have done so. */
export function forgetAddress(): void {
  if (told !== null) rmSync(told, { force: true });
  told = null;
}

/**
 * The address under which people reach the server of these settings: `BASE_URL`, else where a server listens that runs
 * on the same data, else what `given`, the environment, says of `HOST` and `PORT`. Null: it cannot be known.
 */
export function listeningAddress(
  settings: Settings,
  given: Readonly<Record<string, string | undefined>>,
): string | null {
  if (settings.BASE_URL) return settings.BASE_URL;
  const running = isShared(settings) ? null : runningAt(settings);
  if (running !== null) return reachable(new URL(running));
  const isSaid = given.PORT?.trim() || given.HOST?.trim();
  if (!isSaid || settings.PORT === 0) return null;
  const host = settings.HOST ?? "0.0.0.0";
  return reachable(new URL(originOf(host, settings.PORT)));
}

/** What the running server has written; null: none runs, or its data is elsewhere. */
function runningAt(settings: Settings): string | null {
  const path = addressFile(settings);
  if (!existsSync(path) || !isFolderHeld(settings)) return null;
  const { origin, data } = JSON.parse(readFileSync(path, "utf8") || "{}");
  return data === dataOf(settings) ? origin : null;
}

/** An address that others can open: one that stands for all interfaces leads nowhere from another machine. */
function reachable({ hostname, port, origin }: URL): string {
  if (hostname !== "0.0.0.0" && hostname !== "[::]") return origin;
  const [nearby = "localhost"] = lanAddresses({});
  return originOf(nearby, Number(port || 80));
}

function originOf(host: string, port: number): string {
  const name = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  return new URL(`http://${name}:${port}`).origin;
}

/** The KV's own file, whichever link or setting leads there. */
function dataOf(settings: Settings): string | null {
  const file = kvFile(settings);
  return file === null ? null : realPath(file);
}
