/**
 * The server's address for the operator's commands, in the file `address` of the data folder. It counts only while a
 * server holds the folder's lock, which ends with the process.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Settings } from "../../classroom/settings.ts";
import { lanAddresses } from "../lan_addresses.ts";
import { addressFile, isFolderHeld } from "./locks.ts";
import { realPath } from "./paths.ts";
import { isSharedKv, kvFilePath } from "./data_folder.ts";

let writtenPath: string | null = null;

/**
 * Writes the address, readable only by its owner. Does nothing for a shared KV, whose instances may use the same
 * machine and folders.
 */
export function writeAddressFile(
  settings: Settings,
  at: { hostname: string; port: number },
): void {
  if (isSharedKv(settings)) return;
  const path = addressFile(settings);
  writtenPath = path;
  const origin = settings.BASE_URL ?? originOf(at.hostname, at.port);
  const text = JSON.stringify({ origin, data: dataOf(settings) });
  writeFileSync(path, text, { mode: 0o600 });
}

export function deleteAddressFile(): void {
  if (writtenPath !== null) rmSync(writtenPath, { force: true });
  writtenPath = null;
}

/**
 * The address under which people reach the server: `BASE_URL`, else that of a server that runs on the same data, else
 * `HOST` and `PORT` if `environment` has one of them. Null if unknown.
 */
export function findServerAddress(
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  if (settings.BASE_URL) return settings.BASE_URL;
  const running = isSharedKv(settings) ? null : runningAt(settings);
  if (running !== null) return reachable(new URL(running));
  const isSaid = environment.PORT?.trim() || environment.HOST?.trim();
  if (!isSaid || settings.PORT === 0) return null;
  const host = settings.HOST ?? "0.0.0.0";
  return reachable(new URL(originOf(host, settings.PORT)));
}

function runningAt(settings: Settings): string | null {
  const path = addressFile(settings);
  if (!existsSync(path) || !isFolderHeld(settings)) return null;
  const { origin, data } = JSON.parse(readFileSync(path, "utf8") || "{}");
  return data === dataOf(settings) ? origin : null;
}

/** Replaces an address for all interfaces by one that other machines can open. */
function reachable({ hostname, port, origin }: URL): string {
  if (hostname !== "0.0.0.0" && hostname !== "[::]") return origin;
  const [nearby = "localhost"] = lanAddresses({});
  return originOf(nearby, Number(port || 80));
}

export function originOf(host: string, port: number): string {
  const name = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  return new URL(`http://${name}:${port}`).origin;
}

function dataOf(settings: Settings): string | null {
  const file = kvFilePath(settings);
  return file === null ? null : realPath(file);
}
