/**
 * The checks of `deno task doctor`. Each tries one thing that the settings name, as the server would use it.
 */
import { randomBytes } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";
import process from "node:process";
import { rootCertificates } from "node:tls";
import { makeClassifier } from "../../classroom/assistant/guard/classifiers.ts";
import { stops } from "../../classroom/assistant/guard/guard.ts";
import { ModelFailure } from "../../classroom/assistant/model.ts";
import { makeModel } from "../../classroom/assistant/openai_model.ts";
import {
  ProviderFault,
  type ProviderSettings,
  SchoolProvider,
} from "../../classroom/accounts/school/provider.ts";
import { iceServers } from "../../classroom/calls/calls.ts";
import { uploadsFolder } from "../../classroom/files/open_blob_store.ts";
import {
  isNetworkFailure,
  networkFailureOf,
} from "../../formats/network_failure.ts";
import { parseSmtpServer } from "../../classroom/mail_settings.ts";
import type { CheckResult } from "../../classroom/operator/machine.ts";
import { readFreeDisk } from "../../classroom/storage/free_disk.ts";
import { kvPath, type Settings, shownPlace } from "../../classroom/settings.ts";
import { isLoopback } from "../../routes/(http)/_origin.ts";
import { doctorTexts as t, startTexts } from "../../locales/terminal.ts";
import { KvBusyRetry } from "../../sync/kv/busy_retry.ts";
import { probeKey } from "../../sync/kv/storage_health.ts";
import { findLocalServer, findRunningServer } from "../data/address_file.ts";
import { doctorHeader, doctorPath } from "../http/doctor_endpoint.ts";
import { isDatabaseWhole } from "../data/database.ts";
import { checkFormat, NewerDataError } from "../data/format.ts";
import { findWriteFault, pathExists } from "../data/paths.ts";
import { kvFilePath } from "../data/data_folder.ts";
import { isHalfRestored } from "../data/restore_swap.ts";
import { errorMessage } from "../error_message.ts";
import { openStore } from "../platform/kv.ts";
import { isDeno } from "../platform/runtime.ts";
import { Webhook } from "../alerts/webhook.ts";
import { TurnClient, type TurnTransport } from "./turn_client.ts";

export interface Check {
  readonly name: string;
  /** True if the check would hold up the server, sends a message, or needs addresses that the server may not reach. */
  readonly byCommandOnly?: true;
  run(settings: Settings): CheckResult | Promise<CheckResult>;
}

const works = (text: string): CheckResult => ({ state: "works", text });
const fails = (text: string): CheckResult => ({ state: "fails", text });
const unsure = (text: string): CheckResult => ({ state: "unsure", text });
const unused = (text: string): CheckResult => ({ state: "unused", text });

/** Time limit of a check, above all limits of its own. */
const checkTimeoutMs = 30_000;
const answerTimeoutMs = 10_000;
/** Status of the answer to a socket without a cookie. */
const strangerStatus = 401;
/** An address for examples in documents, which nobody has. */
const forwardedAddress = "198.51.100.7";
/** Two for each person, and the files of the server itself. */
const leastOpenFiles = 1024;
const maxClockDifferenceMs = 30_000;
/** The least free space; there must also be as much as the database takes. */
const minFreeBytes = 2 ** 30;

export const checks: readonly Check[] = [
  { name: "data folder", run: checkDataFolder },
  { name: "database", run: checkDatabase, byCommandOnly: true },
  { name: "server", run: checkServer, byCommandOnly: true },
  { name: "open files", run: checkOpenFiles, byCommandOnly: true },
  { name: "address", run: checkAddress, byCommandOnly: true },
  { name: "sockets", run: checkSockets, byCommandOnly: true },
  { name: "proxy", run: checkProxy },
  {
    name: "forged address",
    run: checkForwardedAddress,
    byCommandOnly: true,
  },
  { name: "bucket", run: checkBucket },
  { name: "mail", run: checkMail },
  { name: "alerts", run: checkAlerts, byCommandOnly: true },
  { name: "school sign-in", run: checkSchool },
  { name: "model", run: checkModel },
  { name: "guard", run: checkGuard },
  { name: "livekit", run: checkLiveKit },
  { name: "turn", run: checkTurn, byCommandOnly: true },
  { name: "metrics", run: checkMetrics, byCommandOnly: true },
  { name: "clock", run: checkClock },
];

/** A check that throws or does not end counts as failed. */
export async function runCheck(
  { name, run }: Check,
  settings: Settings,
): Promise<CheckResult> {
  const late = Promise.withResolvers<CheckResult>();
  const timer = setTimeout(
    () => late.resolve(fails(t.checkFailed(name, t.noAnswer))),
    checkTimeoutMs,
  );
  try {
    return await Promise.race([run(settings), late.promise]);
  } catch (error) {
    return fails(t.checkFailed(name, errorMessage(error)));
  } finally {
    clearTimeout(timer);
  }
}

async function checkDataFolder(settings: Settings): Promise<CheckResult> {
  const { DATA_DIR } = settings;
  if (!await pathExists(DATA_DIR)) return unsure(t.noFolder(DATA_DIR));
  const fault = await findWriteFault(DATA_DIR);
  if (fault === "EROFS") return fails(startTexts.readOnlyDisk(DATA_DIR));
  if (fault !== null && fault !== "ENOSPC") {
    return fails(t.notWritable(DATA_DIR));
  }
  const free = await readFreeDisk(DATA_DIR);
  const file = kvFilePath(settings);
  const database = file !== null && await pathExists(file)
    ? (await stat(file)).size
    : 0;
  const needed = Math.max(minFreeBytes, database);
  const result = t.freeSpace(DATA_DIR, gigabytes(free));
  const reserve = settings.FILES_RESERVE_MB * 2 ** 20;
  if (settings.S3_BUCKET === undefined && free < reserve) {
    return fails(t.uploadsRefused(result, gigabytes(reserve)));
  }
  return free < needed
    ? fails(t.diskFull(result, gigabytes(needed)))
    : works(result);
}

async function checkDatabase(settings: Settings): Promise<CheckResult> {
  const place = kvPath(settings), file = kvFilePath(settings);
  if (place === ":memory:") return unsure(t.inMemory);
  if (file !== null) {
    if (await isHalfRestored(file)) return fails(t.halfRestored(file));
    if (!await pathExists(file)) return unsure(t.noDatabase(file));
    if (!isDatabaseWhole(file)) return fails(t.damagedDatabase(file));
  }
  const kv = await openStore(place);
  try {
    await checkFormat(kv, shownPlace(place), settings);
    try {
      await new KvBusyRetry().retry(() => kv.set(probeKey, Date.now()));
    } catch (error) {
      const reason = errorMessage(error);
      return fails(t.databaseReadOnly(shownPlace(place), reason));
    }
    return works(t.databaseWhole(shownPlace(place)));
  } catch (error) {
    if (error instanceof NewerDataError) return fails(error.message);
    throw error;
  } finally {
    kv.close();
  }
}

/** Whether a server answers on this machine, whatever address people use. */
async function checkServer(settings: Settings): Promise<CheckResult> {
  const address = findLocalServer(settings);
  if (address === null) return unsure(t.noServer);
  const { version, reason } = await askVersion(address);
  return version === undefined
    ? unsure(t.noServerAt(address, reason))
    : works(t.serverAnswers(address, version));
}

/** The limit of the running server, which systemd, Docker or a shell has given it, and not of this command. */
async function checkOpenFiles(settings: Settings): Promise<CheckResult> {
  const { pid } = findRunningServer(settings) ?? {};
  const path = `/proc/${pid}/limits`;
  if (pid === undefined || !await pathExists(path)) {
    return unused(t.openFilesUnknown);
  }
  const limit = readOpenFileLimit(await readFile(path, "utf8"));
  return limit < leastOpenFiles
    ? fails(t.fewOpenFiles(limit, leastOpenFiles))
    : works(t.openFiles(limit));
}

/** The limit in force, from a file such as `/proc/1/limits`; `Infinity` for none. */
export function readOpenFileLimit(limits: string): number {
  const [, limit] = /^Max open files +(\S+)/m.exec(limits) ?? [];
  return limit === undefined || limit === "unlimited"
    ? Infinity
    : Number(limit);
}

async function checkAddress({ BASE_URL }: Settings): Promise<CheckResult> {
  if (BASE_URL === undefined) return unused(t.notSet("BASE_URL"));
  const { version, reason } = await askVersion(BASE_URL);
  if (version === undefined) return fails(t.notHomeroom(BASE_URL, reason));
  return works(t.serverAnswers(BASE_URL, version));
}

/** Asks for a socket as a stranger. The server refuses it by another status if the request has lost its upgrade. */
async function checkSockets({ BASE_URL }: Settings): Promise<CheckResult> {
  if (BASE_URL === undefined) return unused(t.notSet("BASE_URL"));
  const request = BASE_URL.startsWith("https:") ? requestTls : requestPlain;
  const authorities = await readOwnAuthorities();
  const statusOrError = await new Promise<number | string>((resolve) => {
    request(`${BASE_URL}/sync/doctor`, {
      ...authorities && { ca: authorities },
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        origin: BASE_URL,
        "sec-websocket-version": "13",
        "sec-websocket-key": randomBytes(16).toString("base64"),
      },
      timeout: answerTimeoutMs,
    }, (response) => {
      response.destroy();
      resolve(response.statusCode ?? 0);
    }).once("error", (error) => resolve(describeError(error)))
      .once("timeout", () => resolve(t.noAnswer))
      .end();
  });
  if (statusOrError === strangerStatus) return works(t.socketsPass);
  if (statusOrError === 426) return fails(t.socketsBlocked);
  return fails(
    t.noSockets(
      typeof statusOrError === "string"
        ? statusOrError
        : t.otherStatus(statusOrError),
    ),
  );
}

/**
 * The authorities that `node:https` is to trust, as Deno's `fetch` does: the usual ones and that in `DENO_CERT`, which
 * Deno's `node:https` does not read. Null where it needs no help.
 */
async function readOwnAuthorities(): Promise<string[] | null> {
  const file = process.env.DENO_CERT;
  if (!isDeno || !file) return null;
  return [...rootCertificates, await readFile(file, "utf8")];
}

/** Homeroom itself speaks plain http, so an address with https has a proxy in front. */
function checkProxy({ BASE_URL, TRUST_PROXY }: Settings): CheckResult {
  if (TRUST_PROXY > 0) return works(t.proxyTrusted(TRUST_PROXY));
  const isProxied = BASE_URL?.startsWith("https:") ?? false;
  return isProxied ? fails(t.proxyNotTrusted) : unused(t.notSet("TRUST_PROXY"));
}

/** Asks through the proxies with a claimed address; the running server tells for whose it takes the request. */
async function checkForwardedAddress(settings: Settings): Promise<CheckResult> {
  const { BASE_URL, TRUST_PROXY } = settings;
  if (TRUST_PROXY === 0) return unused(t.notSet("TRUST_PROXY"));
  if (BASE_URL === undefined) return unused(t.notSet("BASE_URL"));
  const { key } = findRunningServer(settings) ?? {};
  if (key === undefined) return unused(t.proxyUntold);
  const headers = {
    [doctorHeader]: key,
    "x-forwarded-for": Array(TRUST_PROXY).fill(forwardedAddress).join(", "),
  };
  try {
    const address = await ask(
      `${BASE_URL}${doctorPath}`,
      { headers },
      async (response) => (await response.json()).address,
    );
    if (typeof address !== "string") return unsure(t.proxyUntold);
    return address === forwardedAddress
      ? fails(t.proxyTrustedTooMuch(TRUST_PROXY))
      : works(t.proxyRight(TRUST_PROXY));
  } catch (error) {
    return unsure(t.proxyUnasked(describeError(error)));
  }
}

async function checkBucket(settings: Settings): Promise<CheckResult> {
  const { S3_BUCKET } = settings;
  if (S3_BUCKET === undefined) {
    return unused(t.filesOnDisk(uploadsFolder(settings)));
  }
  const { BucketBlobStore } = await import(
    "../../classroom/files/bucket_blob_store.ts"
  );
  const store = new BucketBlobStore(settings, S3_BUCKET);
  const id = `doctor-${crypto.randomUUID()}`;
  const content = new TextEncoder().encode(id);
  try {
    await store.write(id, content);
    const read = await new Response(await store.read(id, 0, content.length))
      .text();
    await store.remove(id);
    return read === id
      ? works(t.bucketWorks(S3_BUCKET))
      : fails(t.bucketFails(S3_BUCKET, t.otherBytes));
  } catch (error) {
    return fails(t.bucketFails(S3_BUCKET, describeError(error)));
  }
}

/** Signs in to the mail server without sending a mail. */
async function checkMail(settings: Settings): Promise<CheckResult> {
  const server = parseSmtpServer(settings.SMTP_URL ?? "");
  if (server === null) return unused(t.notSet("SMTP_URL"));
  const { inCodes, openTransport } = await import("../mail/transport.ts");
  const place = `${server.host}:${server.port}`;
  const { hostname } = new URL(settings.BASE_URL ?? "http://localhost");
  const transport = await openTransport(server, hostname);
  try {
    await transport.verify();
    return works(t.mailWorks(place));
  } catch (error) {
    return fails(t.mailFails(place, inCodes(error).message));
  } finally {
    transport.close();
  }
}

/** Sends the webhook a message of type `test`. Another check tries the mail server. */
async function checkAlerts(settings: Settings): Promise<CheckResult> {
  const { SAFETY_MAIL, SAFETY_WEBHOOK } = settings;
  const webhook = Webhook.create(settings);
  if (!SAFETY_WEBHOOK || webhook === null) {
    if (SAFETY_MAIL === undefined) return unused(t.notSet("SAFETY_MAIL"));
    return works(t.alertsByMail(SAFETY_MAIL));
  }
  const { host } = new URL(SAFETY_WEBHOOK);
  try {
    await webhook.sendTest();
    return works(t.webhookWorks(host));
  } catch (error) {
    return fails(t.webhookFails(host, describeError(error)));
  }
}

/** Reads the provider's discovery document; only a person can sign in. */
async function checkSchool(settings: Settings): Promise<CheckResult> {
  const { OIDC_ISSUER } = settings;
  if (OIDC_ISSUER === undefined) return unused(t.notSet("OIDC_ISSUER"));
  const provider = new SchoolProvider(settings as ProviderSettings);
  try {
    const signInChecks = await provider.createChecks();
    const callback = `${settings.BASE_URL ?? "http://localhost"}/`;
    await provider.authorizationUrl(signInChecks, callback, {
      language: "en",
      shouldAskWho: false,
    });
    return works(t.schoolWorks(OIDC_ISSUER));
  } catch (error) {
    if (!(error instanceof ProviderFault)) throw error;
    return fails(t.schoolFails(OIDC_ISSUER, describeError(error)));
  }
}

/** Asks one short question, which costs a few tokens. */
async function checkModel(settings: Settings): Promise<CheckResult> {
  const { OPENAI_BASE_URL, OPENAI_API_KEY } = settings;
  if (!OPENAI_BASE_URL && !OPENAI_API_KEY) {
    return unused(t.notSet("OPENAI_API_KEY"));
  }
  const model = makeModel(settings);
  const stopped = new AbortController();
  const startMs = performance.now();
  try {
    const answer = model.answer({
      system: "",
      words: [{ role: "user", text: t.modelQuestion }],
      maxTokens: settings.OPENAI_MAX_TOKENS,
      signal: stopped.signal,
    });
    for await (const _ of answer) {
      const seconds = (performance.now() - startMs) / 1000;
      return works(t.modelWorks(model.name, seconds.toFixed(1)));
    }
    return fails(t.modelFails(model.name, t.emptyAnswer));
  } catch (error) {
    if (!(error instanceof ModelFailure)) throw error;
    return fails(t.modelFails(model.name, describeError(error)));
  } finally {
    stopped.abort();
  }
}

/** Has the guard read a harmless sentence and a threat. */
async function checkGuard(settings: Settings): Promise<CheckResult> {
  const classifier = makeClassifier(settings);
  if (!classifier) return unused(t.notSet("GUARD_MODEL"));
  const { name } = classifier;
  const startMs = performance.now();
  try {
    const timeout = () => AbortSignal.timeout(settings.GUARD_TIMEOUT * 1000);
    const harmless = await classifier.classify(t.guardHarmless, timeout());
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
    const threat = await classifier.classify(t.guardThreat, timeout());
    const unknown = settings.GUARD_STOPS.filter((stop) =>
      !harmless.knownKinds.some((kind) => stops([stop], kind))
    );
    if (unknown.length > 0) {
      return fails(t.guardUnknown(name, unknown, harmless.knownKinds));
    }
    if (harmless.kinds.length > 0) {
      return unsure(t.guardAlarmed(name, harmless.kinds));
    }
    if (threat.kinds.length === 0) return unsure(t.guardBlind(name));
    return works(t.guardWorks(name, seconds, threat.kinds));
  } catch (error) {
    return fails(t.guardFails(name, describeError(error)));
  }
}

async function checkLiveKit(settings: Settings): Promise<CheckResult> {
  const { LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET } = settings;
  if (LIVEKIT_URL === undefined) return unused(t.notSet("LIVEKIT_URL"));
  const { LiveKit } = await import("../../classroom/calls/livekit.ts");
  try {
    await new LiveKit(LIVEKIT_URL, LIVEKIT_API_KEY!, LIVEKIT_API_SECRET!)
      .listRooms();
    return works(t.liveKitWorks(LIVEKIT_URL));
  } catch (error) {
    return fails(t.liveKitFails(LIVEKIT_URL, describeError(error)));
  }
}

/** Asks each TURN server for a relay address, by a password like those that people get. */
async function checkTurn(settings: Settings): Promise<CheckResult> {
  const { TURN_URL } = settings;
  if (TURN_URL === undefined) return unused(t.notSet("TURN_URL"));
  const doctor = { session: "doctor", member: "doctor" };
  const { username = "", credential = "" } =
    iceServers(settings, doctor, Date.now()).at(-1) ?? {};
  for (const url of TURN_URL) {
    const { host, port, transport } = parseTurnUrl(url);
    const client = new TurnClient(
      host,
      port,
      { username, credential },
      transport,
      answerTimeoutMs / 2,
    );
    try {
      const code = await client.allocate();
      if (code !== 0) return fails(t.turnRefuses(url, code));
    } catch (error) {
      return fails(t.turnFails(url, describeError(error)));
    } finally {
      await client.close();
    }
  }
  return works(t.turnWorks(TURN_URL.join(", ")));
}

export function parseTurnUrl(
  url: string,
): { host: string; port: number; transport: TurnTransport } {
  const [, scheme, host, port, transport] =
    /^(turns?):(\[[^\]]+\]|[^:?]+)(?::(\d+))?(?:\?transport=(\w+))?$/i
      .exec(url) ?? [];
  const isTls = scheme.toLowerCase() === "turns";
  return {
    host: host.replace(/^\[|\]$/g, ""),
    port: Number(port ?? (isTls ? 5349 : 3478)),
    transport: isTls ? "tls" : transport === "tcp" ? "tcp" : "udp",
  };
}

/** Reads the metrics as Prometheus would, and as a stranger at the public address. */
async function checkMetrics(settings: Settings): Promise<CheckResult> {
  const { METRICS, METRICS_TOKEN, BASE_URL } = settings;
  if (METRICS === "off") return unused(t.notSet("METRICS"));
  const isPublic = BASE_URL !== undefined &&
    !isLoopback(new URL(BASE_URL).hostname);
  if (isPublic) {
    // Whether that address answers at all is another check's.
    const status = await askStatus(`${BASE_URL}/metrics`).catch(() => null);
    if (status === 200) return fails(t.metricsOpen(`${BASE_URL}/metrics`));
  }
  const address = findLocalServer(settings);
  if (address === null) return unsure(t.noServer);
  let status: number;
  try {
    status = await askStatus(
      `${address}/metrics`,
      METRICS_TOKEN === undefined
        ? {}
        : { authorization: `Bearer ${METRICS_TOKEN}` },
    );
  } catch (error) {
    return unsure(t.noServerAt(address, describeError(error)));
  }
  return status === 200
    ? works(t.metricsWork(`${address}/metrics`))
    : fails(t.metricsFail(`${address}/metrics`, status));
}

async function askStatus(
  url: string,
  headers: Record<string, string> = {},
): Promise<number> {
  return await ask(url, { headers }, async ({ body, status }) => {
    await body?.cancel();
    return status;
  });
}

/**
 * Compares this machine's clock with that of a server in the settings, the first that tells the time: tokens and
 * signatures have times.
 */
async function checkClock(settings: Settings): Promise<CheckResult> {
  const { OIDC_ISSUER, OPENAI_BASE_URL, OPENAI_API_KEY, S3_ENDPOINT } =
    settings;
  const urls = [
    OIDC_ISSUER,
    S3_ENDPOINT,
    OPENAI_BASE_URL ?? (OPENAI_API_KEY && "https://api.openai.com"),
  ];
  for (const url of urls.filter((it) => it !== undefined)) {
    const date = await readDate(url).catch(() => null);
    if (date === null) continue;
    const difference = Math.abs(date - Date.now());
    const seconds = Math.round(difference / 1000);
    const { host } = new URL(url);
    return difference > maxClockDifferenceMs
      ? fails(t.clockWrong(host, seconds))
      : works(t.clockRight(host));
  }
  return unsure(t.noClock);
}

async function readDate(url: string): Promise<number | null> {
  return await ask(url, { method: "HEAD" }, async ({ body, headers }) => {
    await body?.cancel();
    const date = Date.parse(headers.get("date") ?? "");
    return Number.isNaN(date) ? null : date;
  });
}

/** The version of the Homeroom at `origin`, or why there is none. */
async function askVersion(
  origin: string,
): Promise<
  { version: string; reason?: never } | { version?: never; reason: string }
> {
  try {
    return await ask(`${origin}/api/health`, {}, async (response) => {
      const { status, headers } = response;
      const body = await response.json().catch(() => null);
      if (typeof body?.version === "string") return { version: body.version };
      const type = headers.get("content-type")?.split(";")[0] ?? "";
      return { reason: t.otherProgram(status, type) };
    });
  } catch (error) {
    return { reason: describeError(error) };
  }
}

async function ask<T>(
  url: string,
  request: RequestInit,
  read: (response: Response) => Promise<T>,
): Promise<T> {
  const signal = AbortSignal.timeout(answerTimeoutMs);
  return await read(await fetch(url, { ...request, signal }));
}

/**
 * Why a connection failed, in words; otherwise the message of an error, or its code if it has none; for a timeout, that
 * no answer came.
 */
function describeError(error: unknown): string {
  const kind = errorMessage(error);
  const network = isNetworkFailure(kind) ? kind : networkFailureOf(error);
  if (network !== null) return t.networkFailures[network];
  const { code, cause, name } = error as {
    code?: unknown;
    cause?: unknown;
    name?: string;
  };
  const reason = (cause as { code?: unknown } | undefined)?.code ?? code;
  if (name === "AbortError" || name === "TimeoutError") return t.noAnswer;
  return errorMessage(error) || String(reason ?? name);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GB`;
}
