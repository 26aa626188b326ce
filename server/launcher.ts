/**
 * `homeroom start`: the launcher checks the settings, builds if needed, runs the server with the least permissions,
 * passes on signals and ends with the server's exit code.
 */
import process from "node:process";
import { setTimeout } from "node:timers";
import { readSettings, type Settings } from "../classroom/settings.ts";
import { version } from "../classroom/version.ts";
import { startTexts as t } from "../locales/terminal.ts";
import { build, needsBuild } from "./build.ts";
import { readCommit } from "./commit.ts";
import { findLocalServer, originOf } from "./data/address_file.ts";
import { isWritable } from "./data/paths.ts";
import { makeDataDir } from "./data/data_folder.ts";
import { vacuumWhenQuiet } from "./data/vacuum.ts";
import {
  ownCommandPrefix,
  taskPrefix,
  withOwnCommands,
} from "./command_words.ts";
import { errorMessage } from "./error_message.ts";
import {
  isEverywhere,
  isInsecureAddress,
  lanAddresses,
} from "./lan_addresses.ts";
import {
  denoArguments,
  nodeArguments,
  serverEnvironment,
} from "./permissions.ts";
import { startProcess } from "./platform/process.ts";
import { isDeno } from "./platform/runtime.ts";
import { notifySystemd, passOnAnswers } from "./platform/systemd.ts";
import { programFolder } from "./program_folder.ts";
import { findUnknownSettings } from "./unknown_settings.ts";

/** SYNC-15: the server ends within 4 s; only Deno's exporter may take longer, if its collector is silent. */
const endsWithin = 4500;

export async function start(): Promise<number> {
  const prefix = ownCommandPrefix();
  let settings: Settings;
  try {
    settings = readSettings(process.env);
    await makeDataDir(settings);
  } catch (error) {
    console.error(withOwnCommands(errorMessage(error), prefix));
    return 1;
  }
  const commit = await readCommit();
  console.log(t.version(version, commit));
  const unknown = findUnknownSettings(process.env);
  if (unknown.length > 0) console.error(t.unknownSettings(unknown));
  // On Node the server is already built.
  if (isDeno && await needsBuild(programFolder)) {
    if (!await isWritable(programFolder)) {
      const isTask = prefix === taskPrefix;
      console.error(
        isTask
          ? t.cannotBuild(programFolder)
          : t.cannotBuildHere(programFolder),
      );
      return 1;
    }
    console.log(t.building);
    if (!await build(programFolder)) return 1;
  }
  const vacuuming = new AbortController();
  vacuumWhenQuiet(settings, vacuuming.signal);
  const addresses = lanAddresses(settings);
  const args = isDeno
    ? denoArguments(settings, programFolder)
    : nodeArguments(settings, programFolder);
  const { child, ended, sendSignal } = startProcess([...args, "--launched"], {
    env: {
      ...serverEnvironment,
      PORT: String(settings.PORT),
      DATA_DIR: settings.DATA_DIR,
      HOMEROOM_NEARBY: addresses.join(","),
      HOMEROOM_COMMAND: prefix,
      HOMEROOM_COMMIT: commit ?? "",
      OTEL_SERVICE_NAME: process.env.OTEL_SERVICE_NAME ?? "homeroom",
    },
    // The server ends when this pipe closes, so it never outlives the launcher.
    stdio: ["pipe", "pipe", "inherit"],
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      notifySystemd("STOPPING=1").catch(reportUnnotified);
      sendSignal(signal);
      setTimeout(() => sendSignal("SIGKILL"), endsWithin).unref();
    });
  }
  let port = 0;
  for await (const text of child.stdout!.setEncoding("utf8")) {
    process.stdout.write(text);
    const listening = port === 0 && /Listening on http:\S+:(\d+)/.exec(text);
    if (!listening) continue;
    port = Number(listening[1]);
    notifySystemd("READY=1").catch(reportUnnotified);
    passOnAnswers(
      findLocalServer({ ...settings, PORT: port })!,
      reportUnnotified,
    );
    const address = ownAddress(settings, port);
    const nearby = addresses.map((address) => `http://${address}:${port}`);
    console.log(
      t.welcome(address, nearby, [address, ...nearby].some(isInsecureAddress)),
    );
  }
  const code = await ended;
  vacuuming.abort();
  return code;
}

function reportUnnotified(error: unknown): void {
  console.error(t.systemdUnreachable(errorMessage(error)));
}

function ownAddress(settings: Settings, port: number): string {
  if (settings.BASE_URL) return settings.BASE_URL;
  const { HOST } = settings;
  return originOf(isEverywhere(HOST) ? "localhost" : HOST, port);
}
