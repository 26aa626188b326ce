import { stat } from "node:fs/promises";
import process from "node:process";
import type {
  CheckLine,
  Machine,
  MachineFigures,
} from "../../classroom/operator/machine.ts";
import { readFreeDisk } from "../../classroom/storage/free_disk.ts";
import { kvPath, type Settings, shownPlace } from "../../classroom/settings.ts";
import { doctorTexts as t } from "../../locales/terminal.ts";
import { kvFilePath } from "../data/data_folder.ts";
import { readLastBackup } from "../data/last_backup.ts";
import { withOwnCommands } from "../command_words.ts";
import { checks, runCheck } from "./checks.ts";

/** Time for which the results of the checks are reused, in ms. */
const resultLifetimeMs = 10_000;

export function makeMachine(settings: Settings): Machine {
  const startedAt = Date.now();
  let run: { since: number; lines: Promise<CheckLine[]> } | null = null;
  return {
    readFigures: () => readFigures(settings, startedAt),
    runChecks() {
      if (run !== null && performance.now() - run.since < resultLifetimeMs) {
        return run.lines;
      }
      const previousRun = run?.lines.catch(() => {});
      const lines = (async () => {
        await previousRun;
        return await runAll(settings);
      })();
      run = { since: performance.now(), lines };
      return lines;
    },
  };
}

async function runAll(settings: Settings): Promise<CheckLine[]> {
  const doctor = `${settings.HOMEROOM_COMMAND} doctor`;
  const lines: CheckLine[] = [];
  for (const check of checks) {
    const result = check.byCommandOnly
      ? { state: "by-command" as const, text: t.byCommandOnly(doctor) }
      : await runCheck(check, settings);
    const text = withOwnCommands(result.text, settings.HOMEROOM_COMMAND);
    lines.push({ name: check.name, ...result, text });
  }
  return lines;
}

async function readFigures(
  settings: Settings,
  startedAt: number,
): Promise<MachineFigures> {
  const place = kvPath(settings), file = kvFilePath(settings);
  const { deno, node } = process.versions;
  return {
    startedAt,
    runtime: deno === undefined ? `Node ${node}` : `Deno ${deno}`,
    memory: process.memoryUsage().rss,
    database: shownPlace(place),
    databaseSize: file === null ? null : (await stat(file)).size,
    free: file === null && settings.S3_BUCKET !== undefined
      ? null
      : await readFreeDisk(settings.DATA_DIR),
    lastBackup: await readLastBackup(settings),
  };
}
