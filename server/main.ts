/**
 * The server: one listener for pages, API, static files and sockets, with its start and end (SYNC-15). Built into
 * `.output/server/index.mjs` and started by `launcher.ts`.
 */
// @ts-ignore: a module that Nitro makes at the build; without it no route is found
import "#nitro/virtual/polyfills";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
// @ts-ignore: the files of routes/, listed at the build
import routes from "#homeroom/routes";
import { useNitroApp } from "nitro/app";
import { dayMs } from "../formats/times.ts";
import type {
  ImportRefusal,
  ImportReply,
  ImportRequest,
} from "../classroom/library/imports.ts";
import type { OutgoingMail } from "../classroom/accounts/mail/outgoing_mail.ts";
import { type App, makeApp, setApp } from "../classroom/app.ts";
import type { AppHooks } from "../classroom/core_services.ts";
import { makeModel } from "../classroom/assistant/openai_model.ts";
import {
  hasFileStorage,
  readSettings,
  settingNames,
  type Settings,
  usualPasswordCostLog2,
} from "../classroom/settings.ts";
import type { Machine } from "../classroom/operator/machine.ts";
import { version } from "../classroom/version.ts";
import { startTexts as t } from "../locales/terminal.ts";
import { log, logBug, nameError } from "../routes/(http)/_log.ts";
import { clientAddress } from "../routes/(http)/_origin.ts";
import { KvBusyRetry } from "../sync/kv/busy_retry.ts";
import { KvWatch } from "../sync/kv/kv_watch.ts";
import { StorageHealth } from "../sync/kv/storage_health.ts";
import { registerCron } from "./platform/cron.ts";
import { deleteAddressFile, writeAddressFile } from "./data/address_file.ts";
import { releaseLocks } from "./data/locks.ts";
import { openKv } from "./data/open_kv.ts";
import { isSharedKv } from "./data/data_folder.ts";
import { makePrivate, type ReadablePlace } from "./data/private_files.ts";
import {
  deletionMarkerPath,
  makeWaitMarkerWriter,
  writeDeletionMarker,
} from "./data/vacuum_markers.ts";
import { taskPrefix, withOwnCommands } from "./command_words.ts";
import { errorMessage } from "./error_message.ts";
import { CallEndpoint, isCallRequest } from "./http/call_endpoint.ts";
import { actNames } from "../classroom/acts.ts";
import { DoctorEndpoint } from "./http/doctor_endpoint.ts";
import { fetchInGroups } from "./http/grouped_fetch.ts";
import { Listener } from "./http/listener.ts";
import { MetricsEndpoint, metricsPath } from "./http/metrics_endpoint.ts";
import { respond } from "./http/respond.ts";
import { RouteNames } from "./http/route_names.ts";
import { isSyncRequest, SocketEndpoint } from "./http/socket_endpoint.ts";
import { SocketGate } from "./http/socket_gate.ts";
import { storageGauges } from "./http/storage_gauges.ts";
import { Telemetry } from "./http/telemetry.ts";
import type {
  PageJob,
  PageJobName,
  PageJobs,
} from "../classroom/pages/page_jobs.ts";
import type { SearchJob } from "../classroom/record/text_search.ts";
import { ReusableWorker, runInWorker } from "./imports/worker_jobs.ts";
import { makeAlertSenders } from "./alerts/senders.ts";
import { Mailer } from "./mail/mailer.ts";

/** SYNC-15: sockets are closed after this although commits are in flight, in ms. */
const closesWithin = 2000;
/** SYNC-15: the process ends in any case this long after that, in ms. */
const endsAfterCloses = 1500;
/** Time limit in ms of single steps of the end, such as closing sockets. */
const partEndsWithin = 1200;
/** The time in ms that a first write may take before the log says that nothing can be stored. */
const writableWithinMs = 5000;
/** The build puts it next to this file. */
const reader = new URL("reader.mjs", import.meta.url);
const pageProgram = new ReusableWorker(
  new URL("page_program.mjs", import.meta.url),
);
const searchProgram = new ReusableWorker(
  new URL("search_program.mjs", import.meta.url),
);

const web = useNitroApp();
const telemetry = new Telemetry(
  /^(true|1)$/.test(process.env.OTEL_DENO ?? ""),
  new RouteNames(routes, actNames),
);
let metrics: MetricsEndpoint | null = null;
const doctor = new DoctorEndpoint();
let storageHealth: StorageHealth | undefined;
const opening = open();
registerCron({
  settleDue: async () => {
    const { alerts, mails, sessions } = await opening;
    await Promise.all([
      sessions.settleDue(),
      mails?.sendDue(),
      alerts.sendDue(),
    ]);
  },
  sweep: async () => void (await opening, await sweep()),
});
const app = await opening;
setApp(app);
const gate = new SocketGate(app);
telemetry.observeFigures(() => ({
  ...app.sync.figures(),
  sockets: gate.openCount,
}));
for (const gauge of storageGauges(app)) telemetry.observe(gauge, report);
const sockets = new SocketEndpoint(app, gate);
const calls = new CallEndpoint(app, gate);
catchStrays();

// Registered before the server listens, because it may be ended from then on.
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => void shutDown(signal));
}
const server = new Listener(handle, report, {
  addressOf: (headers, peer) => clientAddress(headers, peer, app.settings),
});
await serve();
log("info", "started", { version });
void warnOfNoWrites();
warnOfCosts(app.settings);
warnOfFiles(app.settings);
warnOfPasswords(app.settings);
if (process.argv.includes("--launched")) void endWithLauncher();
void sweep();
setInterval(sweep, dayMs);

async function open(): Promise<App> {
  try {
    const settings = readSettings(
      Object.fromEntries(
        settingNames.map((name) => [name, process.env[name]]),
      ),
    );
    metrics = await openMetrics(settings);
    const opened = await openKv(settings, report);
    storageHealth = new StorageHealth(opened, {
      onBegin(error) {
        log("error", "the storage failed", { error: nameError(error) });
      },
      onEnd(lastedMs) {
        const seconds = Math.round(lastedMs / 100) / 10;
        log("info", "the storage is back", { seconds });
      },
    });
    const { kv } = storageHealth;
    warnOfReaders(await makePrivate(settings));
    const watch = isSharedKv(settings) ? new KvWatch(kv, report) : undefined;
    const post = Mailer.create(settings);
    const model = makeModel(settings, fetchInGroups);
    const deletionMarker = deletionMarkerPath(settings);
    const hooks: AppHooks = {
      onDeleted() {
        if (deletionMarker === null) return;
        writeDeletionMarker(deletionMarker)
          .catch((error) =>
            report("a deletion could not be noted for the rewriting", error)
          );
      },
      kvBusyRetry: new KvBusyRetry(
        deletionMarker === null
          ? undefined
          : makeWaitMarkerWriter(deletionMarker, report),
      ),
      storageHealth,
      meter: telemetry,
      report,
      model,
      readInWorker: (brought: ImportRequest) =>
        runInWorker<ImportReply | ImportRefusal>(reader, brought),
      runPageJob: (job: PageJob) =>
        pageProgram.run<PageJobs[PageJobName]["result"]>(job),
      runSearchJob: (job: SearchJob) => searchProgram.run<boolean[]>(job),
      machine: await openMachine(settings),
      alertSenders: makeAlertSenders(settings, post),
      ...post && { deliver: (letter: OutgoingMail) => post.send(letter) },
    };
    return await makeApp(settings, kv, undefined, watch, hooks);
  } catch (error) {
    const prefix = process.env.HOMEROOM_COMMAND ?? taskPrefix;
    console.error(withOwnCommands(errorMessage(error), prefix));
    process.exit(1);
  }
}

async function openMetrics(
  { METRICS, METRICS_TOKEN }: Settings,
): Promise<MetricsEndpoint | null> {
  if (METRICS === "off") return null;
  const { Prometheus } = await import("./http/prometheus.ts");
  const prometheus = new Prometheus(report);
  telemetry.addMeter(prometheus.meter);
  return new MetricsEndpoint(METRICS_TOKEN, () => prometheus.read());
}

/** The machine's figures and checks for the pages of operators; undefined without operators. */
async function openMachine(settings: Settings): Promise<Machine | undefined> {
  if (settings.OPERATORS === undefined) return undefined;
  const { makeMachine } = await import("./operator/machine.ts");
  return makeMachine(settings);
}

/** Says that the server has started although nothing can be stored, as on a read-only standby. */
async function warnOfNoWrites(): Promise<void> {
  if (await app.storageHealth.isWritable(writableWithinMs)) return;
  log("warn", "nothing can be stored", { why: t.nothingStored });
}

function warnOfCosts(settings: Settings): void {
  const { OPENAI_API_KEY, SIGN_UP, PASSWORDS } = settings;
  if (!OPENAI_API_KEY || SIGN_UP !== "open" || PASSWORDS !== "on") return;
  log("warn", "anyone can use the key", {
    why: t.openToAll(settings.ASSISTANT_SERVER_TOKENS),
  });
}

/** Warns that uploads need a bucket: Deno Deploy has no lasting disk. */
function warnOfFiles(settings: Settings): void {
  if (hasFileStorage(settings)) return;
  log("warn", "uploads are refused", { why: t.needsBucket });
}

function warnOfPasswords({ PASSWORD_COST }: Settings): void {
  if (PASSWORD_COST >= usualPasswordCostLog2) return;
  log("warn", "passwords are easy to guess", {
    why: t.cheapPasswords(PASSWORD_COST, usualPasswordCostLog2),
  });
}

function warnOfReaders(places: ReadablePlace[]): void {
  for (const { path, reason } of places) {
    log("warn", "other users can read the data", {
      why: t.readableData(path, reason),
    });
  }
}

/** Reports a failure; `failure` is a fixed sentence. Trouble of the storage has its own two lines in the log. */
function report(failure: string, error: unknown): void {
  telemetry.recordFailure(failure);
  if (!storageHealth?.explains(error)) logBug(error, failure);
}

/** An uncaught exception must not end the server: everything announced is stored (SYNC-1). */
function catchStrays(): void {
  process.on("unhandledRejection", (error) => report("uncaught", error));
  process.on("uncaughtException", (error) => report("uncaught", error));
}

async function serve(): Promise<void> {
  const { PORT, HOST } = app.settings;
  // Some errors, such as a permission that a name lacks, are thrown outside of `listen`.
  const strays = ["uncaughtException", "unhandledRejection"] as const;
  for (const stray of strays) process.prependListener(stray, endUnheard);
  try {
    const { address, port } = await server.listen(PORT, HOST ?? "0.0.0.0");
    for (const stray of strays) process.off(stray, endUnheard);
    storeAddress({ hostname: address, port });
    const host = address.includes(":") ? `[${address}]` : address;
    console.log(`Listening on http://${host}:${port}/`);
  } catch (error) {
    endUnheard(error);
  }
}

function endUnheard(error: unknown): never {
  console.error(whyNotListening(error));
  process.exit(1);
}

/** Stores the address. A failure only affects the operator's commands, so the server continues. */
function storeAddress(address: { hostname: string; port: number }): void {
  try {
    writeAddressFile(app.settings, address, doctor.key);
  } catch (error) {
    report("the server's address could not be stored", error);
  }
}

function forget(): void {
  try {
    deleteAddressFile();
  } catch (error) {
    report("the server's address could not be removed", error);
  }
}

function whyNotListening(error: unknown): string {
  const { PORT, HOST } = app.settings;
  const { code } = error as { code?: string };
  if (code === "EADDRINUSE") return t.portTaken(PORT);
  if (code === "EACCES") return t.portForbidden(PORT);
  return t.cannotListen(HOST ?? "0.0.0.0", PORT, errorMessage(error));
}

function handle(req: Request, peer: string): Promise<Response> {
  // Routes read it as `ctx.runtime`.
  const info = { remoteAddr: { hostname: peer } };
  const runtime = { name: "deno", deno: { info } };
  Object.defineProperty(req, "runtime", { value: runtime });
  const answer = (request: Request) => {
    const address = () => clientAddress(request.headers, peer, app.settings);
    if (isSyncRequest(request)) return sockets.answer(request, address());
    if (isCallRequest(request)) return calls.answer(request, address());
    const diagnosis = doctor.answer(request, address());
    if (diagnosis !== null) return diagnosis;
    return isMetricsRequest(request)
      ? answerMetrics(request, peer)
      : web.fetch(request);
  };
  return telemetry.traceRequest(req, () => respond(req, answer, app.settings));
}

function isMetricsRequest(req: Request): boolean {
  return metrics !== null && new URL(req.url).pathname === metricsPath;
}

async function answerMetrics(req: Request, peer: string): Promise<Response> {
  return await metrics!.answer(req, peer) ?? await web.fetch(req);
}

async function shutDown(reason: string): Promise<void> {
  if (app.stopping) return;
  app.stopping = true;
  log("info", "stopping", { why: reason });
  const patience = delay(closesWithin);
  // However late the timers are, this one begins after the sockets have been closed.
  void patience.then(() => setTimeout(() => process.exit(0), endsAfterCloses));
  // LiveKit continues meanwhile, so calls survive a restart.
  app.livekit?.stop();
  calls.close();
  // While the store still takes what they write.
  await Promise.all([
    // Ends answers in progress; what is stored of them stays.
    soon(app.assistant.close()),
    // Records people who have just joined, and does not count the stop as their leaving.
    soon(app.attendance.checkAll()),
    soon(app.stopDeliveries()),
  ]);
  // Stopped before the HTTP server, which would close sockets with 1001.
  await app.sync.stop(patience);
  await soon(gate.whenAllClosed());
  await soon(server.stop());
  await app.close();
  forget();
  releaseLocks();
  telemetry.flushCloses();
  log("info", "stopped");
  process.exit(0);
}

async function soon(work: Promise<void>): Promise<void> {
  await Promise.race([work, delay(partEndsWithin)]).catch(logBug);
}

/** The launcher holds the other end of stdin, which closes however the launcher ends. */
async function endWithLauncher(): Promise<void> {
  for await (const _ of process.stdin);
  await shutDown("launcher");
}

async function sweep(): Promise<void> {
  try {
    const tokens = await app.tokens.deleteExpired();
    const sessions = await app.retention.runRound();
    await app.images.sweepAll()
      .catch((error) => report("a sweep of pictures failed", error));
    const files = await app.files.sweepBytes();
    if (tokens + files + sessions > 0) {
      log("info", "swept", { tokens, files, sessions });
    }
  } catch (error) {
    report("a sweep failed", error);
  }
}
