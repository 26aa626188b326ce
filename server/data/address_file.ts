/**
 * The running server for the operator's commands: its address, process, and the doctor's key, in the file `address` of the data folder. It counts only while a
 * server holds the folder's lock, which ends with the process.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import process from "node:process";
import type { Settings } from "../../classroom/settings.ts";
import { lanAddresses } from "../lan_addresses.ts";
import { addressFile, isFolderHeld } from "./locks.ts";
import { realPath } from "./paths.ts";
import { isSharedKv, kvFilePath } from "./data_folder.ts";

/** The file that a running server writes; one before 0.21 has only `origin`. */
export interface RunningServer {
  /** Where people reach it. */
  readonly origin: string;
  /** Where it listens. */
  readonly local?: string;
  readonly pid?: number;
  readonly key?: string;
}

let writtenPath: string | null = null;

/**
 * Writes the address, readable only by its owner. Does nothing for a shared KV, whose instances may use the same
 * machine and folders.
 */
export function writeAddressFile(
  settings: Settings,
  address: { hostname: string; port: number },
  key: string,
): void {
  if (isSharedKv(settings)) return;
  const path = addressFile(settings);
  writtenPath = path;
  const local = originOf(address.hostname, address.port);
  const server: RunningServer = {
    origin: settings.BASE_URL ?? local,
    local,
    pid: process.pid,
    key,
  };
  const text = JSON.stringify({ ...server, data: dataOf(settings) });
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
  const running = findRunningServer(settings);
  if (running !== null) return reachable(new URL(running.origin));
  const isSaid = environment.PORT?.trim() || environment.HOST?.trim();
  if (!isSaid || settings.PORT === 0) return null;
  const host = settings.HOST ?? "0.0.0.0";
  return reachable(new URL(originOf(host, settings.PORT)));
}

/** The server that runs on this data; null: none, or one of several over a shared KV. */
export function findRunningServer(settings: Settings): RunningServer | null {
  if (isSharedKv(settings)) return null;
  const path = addressFile(settings);
  if (!existsSync(path) || !isFolderHeld(settings)) return null;
  const { data, ...server } = JSON.parse(readFileSync(path, "utf8") || "{}");
  return data === dataOf(settings) ? server : null;
}

/** Where a program on this machine asks the server of these settings; null if unknown. */
export function findLocalServer(settings: Settings): string | null {
  const { local } = findRunningServer(settings) ?? {};
  if (local === undefined && settings.PORT === 0) return null;
  const { HOST = "0.0.0.0", PORT } = settings;
  const { hostname, port } = new URL(local ?? originOf(HOST, PORT));
  const loopback: Record<string, string> = {
    "0.0.0.0": "127.0.0.1",
    "[::]": "[::1]",
  };
  return originOf(loopback[hostname] ?? hostname, Number(port || 80));
}

/** Replaces an address for all interfaces by one that other machines can open. */
function reachable({ hostname, port, origin }: URL): string {
  if (hostname !== "0.0.0.0" && hostname !== "[::]") return origin;
  const [nearby = "localhost"] = lanAddresses({});
  return originOf(nearby, Number(port || 80));
}

/** The address of a server at a host. URLs have IPv6 addresses in brackets, and no zone (`%eth0`). */
export function originOf(host: string, port: number): string {
  const address = host.replace(/%.*/, "");
  const isBare = address.includes(":") && !address.startsWith("[");
  const name = isBare ? `[${address}]` : address;
  return new URL(`http://${name}:${port}`).origin;
}

function dataOf(settings: Settings): string | null {
  const file = kvFilePath(settings);
  return file === null ? null : realPath(file);
}
