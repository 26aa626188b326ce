/**
 * SQLite leaves deleted data in its file. The launcher has the file rewritten without it (O-3) when nothing has been
 * written for a minute, as a class with anybody in it does. If the server has to wait meanwhile, it says so, and the
 * rewriting is broken off at once, which changes nothing, and tried again later: no class notices another's deletion.
 * A process of its own rewrites (`vacuum_process.ts`), since the server's permissions do not allow the second file
 * that SQLite attaches, and the launcher must go on passing signals.
 *
 * On a server that is never quiet a small database is rewritten within ten minutes all the same, and who writes waits
 * for that: a third of a second at most. Of a larger one that would be too long, and it waits for its quiet minute.
 */
import { rename, rm, stat } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { setInterval } from "node:timers";
import { kvPath, type Settings } from "../../classroom/settings.ts";
import { startWords as t } from "../../locales/terminal.ts";
import { programArguments, startProcess } from "../platform/process.ts";
import { changedAt, removePaths } from "./paths.ts";
import { inTheWay } from "./vacuum_file.ts";
import { deletedMark, waitingMark } from "./vacuum_marks.ts";

/** Nobody is there when nothing was written for this long, in ms. */
const quiet = 60_000;
/** How often to look whether something was deleted, in ms. */
const looksEvery = 20_000;
/** How often to look whether the server waits, in ms. */
const yieldsWithin = 10;
/** The pause after the server had to wait, in ms: in a class that writes seldom it would have to again. */
const yieldedRests = 60_000;
/** So long after a deletion a small database is rewritten though somebody writes, in ms: it is done within ten minutes. */
const dueAfter = 8 * 60_000;
/** What a small one is, in bytes: some 9 ms for each MiB. */
const small = 32 * 1024 * 1024;
/** The pause after a failure, in ms: on a full disk each try would be in the class's way. */
const failedRests = 60 * 60_000;
/** After this long without a quiet minute the operator is told, in ms. */
const day = 24 * 60 * 60_000;

/** What came of one look: nothing to do, done, somebody was there, or somebody came. What is not done is done later. */
type Outcome = "clean" | "done" | "not-quiet" | "gave-way";

/**
 * Rewrites the database if something was deleted and nobody is there, or it is small and has waited for long. Throws
 * where that fails.
 *
 * @param mark the server's word that something was deleted; see `vacuum_marks.ts`
 * @param signal breaks the rewriting off
 */
export async function vacuumIfQuiet(
  file: string,
  mark: string,
  now = Date.now(),
  signal?: AbortSignal,
): Promise<Outcome> {
  // It stays until the file is rewritten; what is deleted meanwhile leaves word again.
  const underway = `${mark}.underway`;
  const word = await changedAt(mark), before = await changedAt(underway);
  const since = before ?? word;
  if (since === null) return "clean";
  const isDue = now - since >= dueAfter && await sizeOf(file) <= small;
  if (!isDue && now - await lastWritten(file) < quiet) return "not-quiet";
  // The older word stays: by it is known since when this waits.
  if (word !== null && before === null) await rename(mark, underway);
  else if (word !== null) await rm(mark);
  const waiting = waitingMark(mark);
  if (!await rewrite(file, waiting, !isDue, signal)) return "gave-way";
  await rm(underway);
  return "done";
}

/** Rewrites a database; where it `yields`, not while the server waits for it. Gives whether it did. */
async function rewrite(
  file: string,
  waiting: string,
  yields: boolean,
  signal?: AbortSignal,
): Promise<boolean> {
  await removePaths(waiting);
  const program = new URL("vacuum_process.ts", import.meta.url);
  const started = startProcess(
    [...programArguments(program), file],
    { env: { NO_COLOR: "1" }, stdio: ["ignore", "ignore", "pipe"] },
  );
  const stop = () => started.signal("SIGKILL");
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  let gaveWay = false, running = true;
  const said = text(started.child.stderr!);
  const ended = started.ended.finally(() => running = false);
  while (running) {
    if (yields && await changedAt(waiting) !== null) {
      gaveWay = true;
      stop();
      break;
    }
    const pause = new Promise((go) => setTimeout(go, yieldsWithin));
    await Promise.race([ended, pause]);
  }
  const [code, stderr] = await Promise.all([ended, said]);
  signal?.removeEventListener("abort", stop);
  await removePaths(waiting);
  // Killed at its very end it is done again, which is harmless.
  if (gaveWay || signal?.aborted || code === inTheWay) return false;
  if (code === 0) return true;
  throw new Error(stderr.trim());
}

/** How large the database is, with its log, in bytes. */
async function sizeOf(file: string): Promise<number> {
  const sizes = await Promise.all(
    [file, `${file}-wal`].map((path) =>
      stat(path).then(({ size }) => size, () => 0)
    ),
  );
  return sizes[0] + sizes[1];
}

/** When the database was last written to, in ms: new data is in its log. */
async function lastWritten(file: string): Promise<number> {
  const times = await Promise.all([file, `${file}-wal`].map(changedAt));
  return Math.max(...times.map((time) => time ?? 0));
}

/** Keeps looking until the signal. */
export function keepVacuumed(settings: Settings, signal: AbortSignal): void {
  const mark = deletedMark(settings);
  if (mark === null) return;
  const file = kvPath(settings);
  let rests = 0, isLooking = false;
  /** Since when something waits to be done. */
  let late: number | null = null;
  const again = async () => {
    const now = Date.now();
    if (isLooking || signal.aborted || now < rests) return;
    isLooking = true;
    try {
      const outcome = await vacuumIfQuiet(file, mark, now, signal);
      if (outcome === "gave-way") rests = Date.now() + yieldedRests;
      if (outcome === "clean" || outcome === "done") late = null;
      else if (now - (late ??= now) > day) {
        console.error(t.neverQuiet);
        late = now;
      }
    } catch (error) {
      rests = Date.now() + failedRests;
      console.error(t.notOverwritten, error);
    } finally {
      isLooking = false;
    }
  };
  setInterval(() => void again(), looksEvery).unref();
}
