/**
 * Rewrites the database file without deleted data (O-3), which SQLite leaves in it. The launcher starts the rewrite in
 * a process of its own, after a minute without writes. If the server has to wait, the process is killed, which leaves
 * the file unchanged.
 * Without a quiet minute, a small database is rewritten within ten minutes; writers wait at most a third of a second. A
 * larger one waits for its quiet minute.
 */
import { dayMs, hourMs, minuteMs } from "../../formats/times.ts";
import { rename, rm, stat } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { setInterval } from "node:timers";
import { kvPath, type Settings } from "../../classroom/settings.ts";
import { startTexts as t } from "../../locales/terminal.ts";
import { argumentsToRun, startProcess } from "../platform/process.ts";
import { modificationTime, removePaths } from "./paths.ts";
import { blockedExitCode } from "./vacuum_file.ts";
import { deletionMarkerPath, waitMarkerPath } from "./vacuum_markers.ts";

export const quietForMs = minuteMs;
export const checkEveryMs = 20_000;
/** Interval of the checks whether the server waits, in ms. */
const yieldCheckEveryMs = 10;
/** Pause after a stopped rewrite, in ms: a class that writes seldom would have to wait again. */
const pauseAfterYieldMs = minuteMs;
/** Time after a deletion when a small database is rewritten despite writers, in ms. */
const dueAfterMs = 8 * minuteMs;
/** Size of a small database; a rewrite takes about 9 ms per MiB. */
const smallFileBytes = 32 * 1024 * 1024;
/** Pause after a failure, in ms: on a full disk, each try would disturb the class. */
const pauseAfterFailureMs = hourMs;

/** `clean`: nothing was deleted; `not-quiet` and `gave-way` (stopped, or blocked): the file is rewritten later. */
type Outcome = "clean" | "done" | "not-quiet" | "gave-way";

/**
 * Rewrites the database if something was deleted and it is quiet, or small and due. Throws if that fails.
 *
 * @param marker exists if something was deleted; see `vacuum_markers.ts`
 * @param signal stops the rewrite
 */
export async function vacuumIfQuiet(
  file: string,
  marker: string,
  now = Date.now(),
  signal?: AbortSignal,
): Promise<Outcome> {
  // The marker `underway` is kept until the file is rewritten; later deletions make a new `marker`.
  const underway = `${marker}.underway`;
  const markerWrittenAt = await modificationTime(marker),
    underwayAt = await modificationTime(underway);
  const since = underwayAt ?? markerWrittenAt;
  if (since === null) return "clean";
  const isDue = now - since >= dueAfterMs &&
    await sizeOf(file) <= smallFileBytes;
  if (!isDue && now - await lastWritten(file) < quietForMs) return "not-quiet";
  // The older markerer stays, because its time tells how long a deletion has waited.
  if (markerWrittenAt !== null && underwayAt === null) {
    await rename(marker, underway);
  } else if (markerWrittenAt !== null) await rm(marker);
  const waiting = waitMarkerPath(marker);
  if (!await rewrite(file, waiting, !isDue, signal)) return "gave-way";
  await rm(underway);
  return "done";
}

/** Rewrites a database; with `mayYield`, stops when the server waits. Returns whether it finished. */
async function rewrite(
  file: string,
  waiting: string,
  mayYield: boolean,
  signal?: AbortSignal,
): Promise<boolean> {
  await removePaths(waiting);
  const program = new URL("vacuum_process.ts", import.meta.url);
  const started = startProcess(
    [...argumentsToRun(program), file],
    { env: { NO_COLOR: "1" }, stdio: ["ignore", "ignore", "pipe"] },
  );
  const stop = () => started.sendSignal("SIGKILL");
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  let hasYielded = false, isRunning = true;
  const errorText = text(started.child.stderr!);
  const ended = started.ended.finally(() => isRunning = false);
  while (isRunning) {
    if (mayYield && await modificationTime(waiting) !== null) {
      hasYielded = true;
      stop();
      break;
    }
    const pause = new Promise((go) => setTimeout(go, yieldCheckEveryMs));
    await Promise.race([ended, pause]);
  }
  const [code, stderr] = await Promise.all([ended, errorText]);
  signal?.removeEventListener("abort", stop);
  await removePaths(waiting);
  // A rewrite that was killed after it finished is repeated, which is harmless.
  if (hasYielded || signal?.aborted || code === blockedExitCode) return false;
  if (code === 0) return true;
  throw new Error(stderr.trim());
}

async function sizeOf(file: string): Promise<number> {
  const sizes = await Promise.all(
    [file, `${file}-wal`].map((path) =>
      stat(path).then(({ size }) => size, () => 0)
    ),
  );
  return sizes[0] + sizes[1];
}

async function lastWritten(file: string): Promise<number> {
  const times = await Promise.all([file, `${file}-wal`].map(modificationTime));
  return Math.max(...times.map((time) => time ?? 0));
}

export function vacuumWhenQuiet(settings: Settings, signal: AbortSignal): void {
  const marker = deletionMarkerPath(settings);
  if (marker === null) return;
  const file = kvPath(settings);
  let pausedUntil = 0, isLooking = false;
  /** When a deletion was first seen to wait, or the operator was last warned that one does (ms); null: none waits. */
  let waitingSince: number | null = null;
  const vacuum = async () => {
    const now = Date.now();
    if (isLooking || signal.aborted || now < pausedUntil) return;
    isLooking = true;
    try {
      const outcome = await vacuumIfQuiet(file, marker, now, signal);
      if (outcome === "gave-way") pausedUntil = Date.now() + pauseAfterYieldMs;
      if (outcome === "clean" || outcome === "done") waitingSince = null;
      else if (now - (waitingSince ??= now) > dayMs) {
        console.error(t.neverQuiet);
        waitingSince = now;
      }
    } catch (error) {
      pausedUntil = Date.now() + pauseAfterFailureMs;
      console.error(t.notOverwritten, error);
    } finally {
      isLooking = false;
    }
  };
  setInterval(() => void vacuum(), checkEveryMs).unref();
}
