/** Runs the built server with the least permissions that its settings need. */
import { tmpdir } from "node:os";
import { dirname, resolve } from "node:path";
import { hostAndPortOf, schoolSignInHosts } from "../classroom/domains.ts";
import {
  guardEndpoint,
  isPostgresUrl,
  settingNames,
  type Settings,
} from "../classroom/settings.ts";
import { parseSmtpServer } from "../classroom/mail_settings.ts";
import { realPath } from "./data/paths.ts";
import { kvFilePath } from "./data/data_folder.ts";

/**
 * Variables that are not settings: one tells whether to measure; Yjs, lib0 and ws would not load without the others.
 * Deno's own exporter needs no permission.
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

/** Added to the server's environment: without these, glibc keeps the memory of large bodies. */
export const serverEnvironment = {
  MALLOC_MMAP_THRESHOLD_: "131072",
  MALLOC_ARENA_MAX: "2",
};

/** Maximum MiB of each half of V8's new space. By default it grows while a class arrives and stays large. */
const youngGeneration = "--max-semi-space-size=8";

/** Needs of the bucket's client, in addition to the temporary folder. */
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

/** The `deno` arguments that run the server built in `root`, which has no trailing slash. */
export function denoArguments(settings: Settings, root: string): string[] {
  const output = `${root}/.output`;
  const folders = foldersOf(settings);
  const env = [...settingNames, ...lookedUp];
  if (settings.S3_BUCKET) env.push(...bucket.env);
  // The PostgreSQL client reads missing parts of the address from these variables, as PostgreSQL's own programs do.
  if (isPostgresUrl(settings.KV_URL ?? "")) env.push("PG*");
  // LiveKit's client reads this variable on load.
  if (settings.LIVEKIT_URL) env.push("BUF_BIGINT_DISABLE");
  const sys: string[] = [];
  if (settings.S3_BUCKET) sys.push(bucket.sys);
  // Uploads leave a part of the disk free.
  sys.push("statfs");
  return [
    "run",
    `--v8-flags=${youngGeneration}`,
    "--no-prompt",
    "--unstable-kv",
    // The worker for imports runs without permissions.
    "--unstable-worker-options",
    // A request's signal then fires if its client has gone, and not after it was answered.
    "--unstable-no-legacy-abort",
    netPermission(settings),
    `--allow-env=${env.join(",")}`,
    `--allow-read=${[output, ...folders].join(",")}`,
    `--allow-write=${folders.join(",")}`,
    `--allow-sys=${sys.join(",")}`,
    `${output}/server/index.mjs`,
  ];
}

/**
 * The arguments that run the server with `node`, with coarser permissions: any address, the whole environment, and
 * native code for the KV.
 */
export function nodeArguments(settings: Settings, root: string): string[] {
  const output = `${root}/.output`;
  const folders = foldersOf(settings).map((it) => resolve(it));
  const read = [output, `${root}/node_modules`, ...folders];
  return [
    youngGeneration,
    "--permission",
    // Node warns of the next three.
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

function foldersOf(settings: Settings): string[] {
  const folders = [settings.DATA_DIR];
  const file = kvFilePath(settings);
  if (file !== null) {
    if (settings.KV_URL) folders.push(dirname(file));
    folders.push(...realFolder(file));
  }
  if (settings.S3_BUCKET) folders.push(tmpdir());
  return folders;
}

function netPermission(settings: Settings): string {
  const hosts = ownHosts(settings);
  if (isPostgresUrl(settings.KV_URL ?? "")) {
    hosts.push(hostAndPortOf(settings.KV_URL!));
  }
  if (settings.OPENAI_BASE_URL) {
    hosts.push(new URL(settings.OPENAI_BASE_URL).host);
  } else if (settings.OPENAI_API_KEY) hosts.push("api.openai.com");
  if (settings.GUARD_MODEL !== undefined) {
    const { baseUrl = "https://api.openai.com" } = guardEndpoint(settings);
    const { host } = new URL(baseUrl);
    if (!hosts.includes(host)) hosts.push(host);
  }
  if (settings.S3_BUCKET) hosts.push(...bucketHosts(settings));
  const { OIDC_ISSUER, OIDC_HOSTS } = settings;
  if (OIDC_ISSUER) hosts.push(...schoolSignInHosts(OIDC_ISSUER, OIDC_HOSTS));
  if (settings.LIVEKIT_URL) hosts.push(hostAndPortOf(settings.LIVEKIT_URL));
  if (settings.SAFETY_WEBHOOK) {
    hosts.push(hostAndPortOf(settings.SAFETY_WEBHOOK));
  }
  const smtp = settings.SMTP_URL && parseSmtpServer(settings.SMTP_URL);
  if (smtp) hosts.push(`${bracketed(smtp.host)}:${smtp.port}`);
  return `--allow-net=${hosts.join(",")}`;
}

function ownHosts({ HOST = "0.0.0.0", PORT }: Settings): string[] {
  if (!/^localhost$/i.test(HOST)) return [`${bracketed(HOST)}:${PORT}`];
  // A permission for the name does not cover its addresses, and one for any port (0) not the name.
  const name = PORT === 0 ? "localhost" : `localhost:${PORT}`;
  return [name, `127.0.0.1:${PORT}`, `[::1]:${PORT}`];
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/** AWS answers under the bucket's name or the region's. */
function bucketHosts(settings: Settings): string[] {
  const { S3_BUCKET, S3_ENDPOINT, S3_REGION = "us-east-1" } = settings;
  if (S3_ENDPOINT) return [hostAndPortOf(S3_ENDPOINT)];
  const host = `s3.${S3_REGION}.amazonaws.com`;
  return [`${S3_BUCKET}.${host}`, host];
}

/** The real folder of the KV's file and lock: permission for a link does not cover its target. */
function realFolder(file: string): string[] {
  const folder = dirname(realPath(file));
  // A permission cannot contain a comma.
  return folder.includes(",") ? [] : [folder];
}
