/**
 * `homeroom start`: the launcher checks the settings, builds if needed, runs the server with the least permissions,
 * passes on signals and ends with the server's exit code.
 */
import process from "node:process";
import { setTimeout } from "node:timers";
import { fileURLToPath } from "node:url";
import { readSettings, type Settings } from "../classroom/settings.ts";
import { version } from "../classroom/version.ts";
import { startTexts as t } from "../locales/terminal.ts";
import { build, needsBuild } from "./build.ts";
import { isWritable } from "./data/paths.ts";
import { makeDataDir } from "./data/data_folder.ts";
import { vacuumWhenQuiet } from "./data/vacuum.ts";
import { errorMessage } from "./error_message.ts";
import { isInsecureAddress, lanAddresses } from "./lan_addresses.ts";
import {
  denoArguments,
  nodeArguments,
  serverEnvironment,
} from "./permissions.ts";
import { startProcess } from "./platform/process.ts";
import { isDeno } from "./platform/runtime.ts";

/** SYNC-15: the server ends within 4 s; only Deno's exporter may take longer, if its collector is silent. */
const endsWithin = 4500;

export async function start(): Promise<number> {
  const up = isDeno ? ".." : "../..";
  const root = fileURLToPath(new URL(up, import.meta.url)).replace(/\/$/, "");
  let settings: Settings;
  try {
    settings = readSettings(process.env);
    await makeDataDir(settings);
  } catch (error) {
    console.error(errorMessage(error));
    return 1;
  }
  console.log(t.version(version));
  // On Node the server is already built.
  if (isDeno && await needsBuild(root)) {
    if (!await isWritable(root)) {
      console.error(t.cannotBuild(root));
      return 1;
    }
    console.log(t.building);
    if (!await build(root)) return 1;
  }
  const vacuuming = new AbortController();
  vacuumWhenQuiet(settings, vacuuming.signal);
  const addresses = lanAddresses(settings);
  const args = isDeno
    ? denoArguments(settings, root)
    : nodeArguments(settings, root);
  const { child, ended, signal: send } = startProcess([...args, "--launched"], {
    env: {
      ...serverEnvironment,
      PORT: String(settings.PORT),
      DATA_DIR: settings.DATA_DIR,
      HOMEROOM_NEARBY: addresses.join(","),
      HOMEROOM_COMMAND: commandPrefix(process.env, process.pid, isDeno),
      OTEL_SERVICE_NAME: process.env.OTEL_SERVICE_NAME ?? "homeroom",
    },
    // The server ends when this pipe closes, so it never outlives the launcher.
    stdio: ["pipe", "pipe", "inherit"],
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      send(signal);
      setTimeout(() => send("SIGKILL"), endsWithin).unref();
    });
  }
  let port = 0;
  for await (const text of child.stdout!.setEncoding("utf8")) {
    process.stdout.write(text);
    const listening = port === 0 && /Listening on http:\S+:(\d+)/.exec(text);
    if (!listening) continue;
    port = Number(listening[1]);
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

/** What an operator types before the name of a command, as docs/deploy has it. `pid` is the launcher's. */
export function commandPrefix(
  env: Readonly<Record<string, string | undefined>>,
  pid: number,
  isDeno: boolean,
): string {
  if (env.HOMEROOM_COMMAND) return env.HOMEROOM_COMMAND;
  // systemd sets it to the id of the process that it starts, so a shell below a service has another's.
  if (env.SYSTEMD_EXEC_PID === String(pid)) return "sudo homeroom";
  return isDeno ? "deno task" : "node .output/node/homeroom.mjs";
}

function ownAddress(settings: Settings, port: number): string {
  if (settings.BASE_URL) return settings.BASE_URL;
  const host = settings.HOST;
  const everywhere = !host || host === "0.0.0.0" || host === "::";
  return `http://${everywhere ? "localhost" : host}:${port}`;
}
