/** How the built server is run: with the least permissions that these settings need. */
import { settingNames, type Settings } from "../classroom/settings.ts";

/**
 * What else is looked up: by us, which host this is and whether to measure; by Yjs and lib0, which would not load
 * without permission. Deno's own exporter reads its settings and reaches its collector without any.
 */
const lookedUp = [
  "DENO_DEPLOYMENT_ID",
  "OTEL_DENO",
  "PRODUCTION",
  "NO_COLOR",
  "FORCE_COLOR",
  "COLORTERM",
  "TERM",
  "LOG",
  "NODE_ENV",
];

/**
 * The arguments for `deno` that run the server built in `root` (a folder, without a slash at its end).
 * Throws nothing: the settings have been checked.
 */
export function runArguments(settings: Settings, root: string): string[] {
  const output = `${root}/.output`;
  const folders = [settings.DATA_DIR];
  if (settings.KV_URL && !isRemote(settings.KV_URL)) {
    if (settings.KV_URL !== ":memory:") folders.push(folderOf(settings.KV_URL));
  }
  return [
    "run",
    "--no-prompt",
    "--unstable-kv",
    netPermission(settings),
    `--allow-env=${[...settingNames, ...lookedUp].join(",")}`,
    `--allow-read=${[output, ...folders].join(",")}`,
    `--allow-write=${folders.join(",")}`,
    `${output}/server/index.mjs`,
  ];
}

/** Whether a `KV_URL` is a server's address rather than a file. */
export function isRemote(kvUrl: string): boolean {
  return /^https?:/.test(kvUrl);
}

function netPermission(settings: Settings): string {
  // A Deno KV Connect server names further addresses in its answers, which nobody can know before.
  if (settings.KV_URL && isRemote(settings.KV_URL)) return "--allow-net";
  const host = settings.HOST ?? "0.0.0.0";
  const own = `${host.includes(":") ? `[${host}]` : host}:${settings.PORT}`;
  const hosts = [own];
  if (settings.OPENAI_BASE_URL) {
    hosts.push(new URL(settings.OPENAI_BASE_URL).host);
  } else if (settings.OPENAI_API_KEY) hosts.push("api.openai.com");
  return `--allow-net=${hosts.join(",")}`;
}

function folderOf(file: string): string {
  return file.includes("/") ? file.slice(0, file.lastIndexOf("/")) || "/" : ".";
}
