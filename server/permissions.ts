/** How the built server is run: with the least permissions that these settings need. */
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import {
  isRemote,
  settingNames,
  type Settings,
} from "../classroom/settings.ts";
import { realPath } from "./data/paths.ts";
import { kvFile } from "./data/places.ts";

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
 * What the server's Deno is told through its environment. Frames go from where they lie: without this each
 * socket keeps a buffer as large as the largest frame that it ever sent (34 KB a socket, with 1,000 members).
 */
export const runEnvironment = { DENO_USE_WRITEV: "1" };

/** What the client of a bucket looks up, beside the temporary folder, in which it puts pieces of a file. */
const bucket = {
  env: [
    "AWS_*",
    "SMITHY_*",
    "READABLE_STREAM",
    "NODE_DEBUG",
    "_X_AMZN_TRACE_ID",
    "TMPDIR",
    "TMP",
    "TEMP",
    "HOME",
    "USERPROFILE",
    "HOMEPATH",
    "HOMEDRIVE",
  ],
  sys: "osRelease",
};

/**
 * The arguments for `deno` that run the server built in `root` (a folder, without a slash at its end).
 * Throws nothing: the settings have been checked.
 */
export function runArguments(settings: Settings, root: string): string[] {
  const output = `${root}/.output`;
  const folders = [settings.DATA_DIR];
  const file = kvFile(settings);
  if (file !== null) {
    if (settings.KV_URL) folders.push(dirname(file));
    folders.push(...realFolder(file));
  }
  const env = [...settingNames, ...lookedUp];
  if (settings.S3_BUCKET) {
    env.push(...bucket.env);
    folders.push(tmpdir());
  }
  return [
    "run",
    "--no-prompt",
    "--unstable-kv",
    netPermission(settings),
    `--allow-env=${env.join(",")}`,
    `--allow-read=${[output, ...folders].join(",")}`,
    `--allow-write=${folders.join(",")}`,
    ...settings.S3_BUCKET ? [`--allow-sys=${bucket.sys}`] : [],
    `${output}/server/index.mjs`,
  ];
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
  if (settings.S3_BUCKET) hosts.push(...bucketHosts(settings));
  return `--allow-net=${hosts.join(",")}`;
}

/** A bucket on AWS answers under its own name, or under its region's. */
function bucketHosts(settings: Settings): string[] {
  const { S3_BUCKET, S3_ENDPOINT, S3_REGION = "us-east-1" } = settings;
  if (S3_ENDPOINT) {
    const { hostname, port, protocol } = new URL(S3_ENDPOINT);
    return [`${hostname}:${port || (protocol === "http:" ? 80 : 443)}`];
  }
  const host = `s3.${S3_REGION}.amazonaws.com`;
  return [`${S3_BUCKET}.${host}`, host];
}

/** Where the KV's file really lies, and its lock beside it: permission for a link is none for what it leads to. */
function realFolder(file: string): string[] {
  const folder = dirname(realPath(file));
  // No path with a comma can be given.
  return folder.includes(",") ? [] : [folder];
}
