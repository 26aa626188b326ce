/**
 * `deno task start`: the launcher checks the settings, builds if needed, runs the server with the least permissions,
 * passes signals on and ends with the server's exit code.
 */
import { readSettings, type Settings } from "../classroom/settings.ts";
import { version } from "../classroom/version.ts";
import { startWords as t } from "../locales/terminal.ts";
import { build, needsBuild } from "./build.ts";
import { isWritable } from "./data/paths.ts";
import { makeDataDir } from "./data/places.ts";
import { keepVacuumed } from "./data/vacuum.ts";
import { messageOf } from "./error_message.ts";
import { isInsecure, lanAddresses } from "./lan_addresses.ts";
import { runArguments, runEnvironment } from "./permissions.ts";

/** S15: the server ends by itself within 4 s; only Deno's exporter can hold it longer, on a silent collector. */
const endsWithin = 4500;

if (import.meta.main) Deno.exit(await start());

async function start(): Promise<number> {
  const root = new URL("..", import.meta.url).pathname.replace(/\/$/, "");
  let settings: Settings;
  try {
    settings = readSettings(Deno.env.toObject());
    await makeDataDir(settings);
  } catch (error) {
    console.error(messageOf(error));
    return 1;
  }
  console.log(t.version(version));
  if (await needsBuild(root)) {
    if (!await isWritable(root)) {
      console.error(t.cannotBuild(root));
      return 1;
    }
    console.log(t.building);
    if (!await build(root)) return 1;
  }
  const vacuuming = new AbortController();
  keepVacuumed(settings, vacuuming.signal);
  const addresses = lanAddresses(settings);
  const child = new Deno.Command(Deno.execPath(), {
    args: [...runArguments(settings, decodeURIComponent(root)), "--launched"],
    env: {
      ...runEnvironment,
      PORT: String(settings.PORT),
      DATA_DIR: settings.DATA_DIR,
      HOMEROOM_NEARBY: addresses.join(","),
      OTEL_SERVICE_NAME: Deno.env.get("OTEL_SERVICE_NAME") ?? "homeroom",
    },
    // The server ends with this pipe, and so never outlives its launcher.
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    Deno.addSignalListener(signal, () => {
      send(child, signal);
      const timer = setTimeout(() => send(child, "SIGKILL"), endsWithin);
      Deno.unrefTimer(timer as unknown as number);
    });
  }
  let port = 0;
  const lines = child.stdout.pipeThrough(new TextDecoderStream());
  for await (const text of lines) {
    await Deno.stdout.write(new TextEncoder().encode(text));
    const listening = port === 0 && /Listening on http:\S+:(\d+)/.exec(text);
    if (!listening) continue;
    port = Number(listening[1]);
    const own = ownAddress(settings, port);
    const nearby = addresses.map((address) => `http://${address}:${port}`);
    console.log(t.welcome(own, nearby, [own, ...nearby].some(isInsecure)));
  }
  const { code } = await child.status;
  vacuuming.abort();
  return code;
}

function send(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // It has ended already.
  }
}

function ownAddress(settings: Settings, port: number): string {
  if (settings.BASE_URL) return settings.BASE_URL;
  const host = settings.HOST;
  const everywhere = !host || host === "0.0.0.0" || host === "::";
  return `http://${everywhere ? "localhost" : host}:${port}`;
}
