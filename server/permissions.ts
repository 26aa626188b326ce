/** Runs the built server with the least permissions that its settings need. */
import { tmpdir } from "node:os";
import { dirname, resolve } from "node:path";
import { schoolHosts } from "../classroom/domains.ts";
import {
  isRemote,
  settingNames,
  type Settings,
} from "../classroom/settings.ts";
import { smtpServer } from "../classroom/mail_settings.ts";
import { realPath } from "./data/paths.ts";
import { kvFile } from "./data/places.ts";

/**
 * Variables besides the settings: we ask whether to measure; Yjs, lib0 and ws would not load without
 * the rest. Deno's own exporter needs no permission.
 */
const lookedUp = [
  "OTEL_DENO",
  "PRODUCTION",
  "NO_COLOR",
  "FORCE_COLOR",
  "COLORTERM",
  "TERM",
  "LOG",
  "NODE_ENV",
  "WS_NO_BUFFER_UTIL",
  "WS_NO_UTF_8_VALIDATE",
];

/**
 * The environment of the server's Deno. Without these, glibc keeps what large bodies took: a bound for what goes back to
 * the system at once grows with them, and each thread that has ever read a file has memory of its own.
 */
export const runEnvironment = {
  MALLOC_MMAP_THRESHOLD_: "131072",
  MALLOC_ARENA_MAX: "2",
};

/**
 * The most MiB that each half of what V8 calls new space takes. Left to itself it grows while a class comes, and keeps
 * what it took (some 30 KB a member, with 1,000); in halves of 1 MiB too much grows old that is garbage.
 */
const youngGeneration = "--max-semi-space-size=8";

/** What a bucket's client needs, besides the temporary folder for pieces of files. */
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

/** The arguments for `deno` that run the server built in the folder `root`, without a slash at its end. */
export function runArguments(settings: Settings, root: string): string[] {
  const output = `${root}/.output`;
  const folders = foldersOf(settings);
  const env = [...settingNames, ...lookedUp];
  if (settings.S3_BUCKET) env.push(...bucket.env);
  // Its client asks for it at once.
  if (settings.LIVEKIT_URL) env.push("BUF_BIGINT_DISABLE");
  return [
    "run",
    `--v8-flags=${youngGeneration}`,
    "--no-prompt",
    "--unstable-kv",
    // What reads files that people bring has no permission.
    "--unstable-worker-options",
    // A request's signal tells that its client has gone, and not that it was answered.
    "--unstable-no-legacy-abort",
    netPermission(settings),
    `--allow-env=${env.join(",")}`,
    `--allow-read=${[output, ...folders].join(",")}`,
    `--allow-write=${folders.join(",")}`,
    ...settings.S3_BUCKET ? [`--allow-sys=${bucket.sys}`] : [],
    `${output}/server/index.mjs`,
  ];
}

/**
 * The same for `node`, whose permissions are coarser: any address, the whole environment, and native code, which the
 * store is there.
 */
export function nodeArguments(settings: Settings, root: string): string[] {
  const output = `${root}/.output`;
  const folders = foldersOf(settings).map((it) => resolve(it));
  const read = [output, `${root}/node_modules`, ...folders];
  return [
    youngGeneration,
    "--permission",
    // It warns of the next three.
    "--disable-warning=SecurityWarning",
    "--disable-warning=ExperimentalWarning",
    "--allow-net",
    "--allow-worker",
    "--allow-addons",
    ...read.map((it) => `--allow-fs-read=${it}`),
    ...folders.map((it) => `--allow-fs-write=${it}`),
    `${output}/server/index.mjs`,
  ];
}

/** The folders that the server reads and writes. */
function foldersOf(settings: Settings): string[] {
  const folders = [settings.DATA_DIR];
  const file = kvFile(settings);
  if (file !== null) {
    if (settings.KV_URL) folders.push(dirname(file));
    folders.push(...realFolder(file));
  }
  if (settings.S3_BUCKET) folders.push(tmpdir());
  return folders;
}

function netPermission(settings: Settings): string {
  // A Deno KV Connect server names further addresses in its answers.
  if (settings.KV_URL && isRemote(settings.KV_URL)) return "--allow-net";
  const host = settings.HOST ?? "0.0.0.0";
  const own = `${bracketed(host)}:${settings.PORT}`;
  const hosts = [own];
  if (settings.OPENAI_BASE_URL) {
    hosts.push(new URL(settings.OPENAI_BASE_URL).host);
  } else if (settings.OPENAI_API_KEY) hosts.push("api.openai.com");
  if (settings.S3_BUCKET) hosts.push(...bucketHosts(settings));
  const { OIDC_ISSUER, OIDC_HOSTS } = settings;
  if (OIDC_ISSUER) hosts.push(...schoolHosts(OIDC_ISSUER, OIDC_HOSTS));
  if (settings.LIVEKIT_URL) hosts.push(hostAndPort(settings.LIVEKIT_URL));
  const smtp = settings.SMTP_URL && smtpServer(settings.SMTP_URL);
  if (smtp) hosts.push(`${bracketed(smtp.host)}:${smtp.port}`);
  return `--allow-net=${hosts.join(",")}`;
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/** A bucket on AWS answers under its own name, or under its region's. */
function bucketHosts(settings: Settings): string[] {
  const { S3_BUCKET, S3_ENDPOINT, S3_REGION = "us-east-1" } = settings;
  if (S3_ENDPOINT) return [hostAndPort(S3_ENDPOINT)];
  const host = `s3.${S3_REGION}.amazonaws.com`;
  return [`${S3_BUCKET}.${host}`, host];
}

function hostAndPort(address: string): string {
  const { hostname, port, protocol } = new URL(address);
  return `${hostname}:${port || (/^(http|ws):$/.test(protocol) ? 80 : 443)}`;
}

/** The folder of the KV's file and its lock: permission for a link is none for its target. */
function realFolder(file: string): string[] {
  const folder = dirname(realPath(file));
  // Permissions know no path with a comma.
  return folder.includes(",") ? [] : [folder];
}
