/**
 * All services of a process. They are in `globalThis`, as routes and server are bundles with their own copies of
 * modules.
 */
import type { KvWatch } from "../sync/kv/kv_watch.ts";
import { StorageHealth } from "../sync/kv/storage_health.ts";
import type { Settings } from "./settings.ts";
import type { Kv } from "../sync/kv/kv.ts";
import type { ClassMeter } from "./meter.ts";
import { ArrivingBytes } from "./limits/arriving_bytes.ts";
import {
  type AccountServices,
  makeAccountServices,
} from "./account_services.ts";
import { type ClassServices, makeClassServices } from "./class_services.ts";
import {
  type AppHooks,
  type CoreServices,
  type EngineServices,
  makeCoreServices,
  makeEngineServices,
} from "./core_services.ts";

export type App = Awaited<ReturnType<typeof makeApp>>;

/**
 * Makes an app and takes over running sessions. The app closes `kv` at its end. `watch` is given if other instances
 * share the store.
 */
export async function makeApp(
  settings: Settings,
  kv: Kv,
  clock: () => number = Date.now,
  watch?: KvWatch,
  hooks: AppHooks = {},
) {
  const storageHealth = hooks.storageHealth ?? new StorageHealth(kv);
  if (!hooks.storageHealth) kv = storageHealth.kv;
  const core = makeCoreServices(
    settings,
    kv,
    clock,
    watch,
    hooks,
    storageHealth,
  );
  const engine = await makeEngineServices(core, kv, watch, () => classes);
  const people = makeAccountServices(core, engine, hooks.deliver);
  const classes = makeClassServices(core, engine, people, hooks);
  await start(core, engine, people, classes);
  const endRounds = startSweeps(core, classes);
  const { base, spending, assistant, trials, liveWork } = core;
  return {
    settings,
    kv: base.kv,
    storageHealth,
    tokens: base.tokens,
    report: base.report,
    meter: base.meter,
    spending,
    assistant,
    trials,
    liveWork,
    machine: hooks.machine ?? null,
    arriving: new ArrivingBytes(),
    ...engine,
    ...people,
    ...classes,
    /** Set during shutdown, so that no new work is sent here. */
    stopping: false,
    stopDeliveries: () => stopDeliveries(people, classes),
    /** Stops the app with its sockets (SYNC-15), and closes the store. */
    async close(): Promise<void> {
      endRounds();
      await stop(core, engine, people, classes);
      watch?.stop();
      storageHealth.stop();
      kv.close();
    },
  };
}

async function start(
  { spending, assistant, liveWork }: CoreServices,
  { sync, livekit }: EngineServices,
  { mails }: AccountServices,
  { alerts, monitor, attendance, sessions, breakouts, versions }: ClassServices,
): Promise<void> {
  await spending.start();
  liveWork.start((document) => sync.sendEphemeral(document));
  await assistant.start(sync, (...args) => alerts.schedule(...args));
  monitor.start();
  attendance.start();
  await sessions.start();
  livekit?.sweeper.start();
  await breakouts.start();
  mails?.start();
  await alerts.start();
  await versions.start();
}

/** Starts regular work; what fails is repeated by the next round. Returns a function that stops it. */
function startSweeps(
  { spending, base: { report } }: CoreServices,
  { roster, files, library, images }: ClassServices,
): () => void {
  const reportFailure = (error: unknown) => report("a round failed", error);
  const rosterTimer = setInterval(
    () => roster.sweep().catch(reportFailure),
    30_000,
  );
  const storageTimer = setInterval(
    () => {
      files.sweep().catch(reportFailure);
      library.sweep((teacher) => images.sweep(teacher)).catch(reportFailure);
      void spending.sweep();
    },
    600_000,
  );
  return () => {
    clearInterval(rosterTimer);
    clearInterval(storageTimer);
  };
}

/** Stops the sending of mails and alerts, while the store and the documents can still note what was sent. */
async function stopDeliveries(
  { mails }: AccountServices,
  { alerts }: ClassServices,
): Promise<void> {
  await Promise.all([mails?.stop(), alerts.stop()]);
}

async function stop(
  { spending, assistant, liveWork }: CoreServices,
  { sync, livekit }: EngineServices,
  people: AccountServices,
  classes: ClassServices,
): Promise<void> {
  await stopDeliveries(people, classes);
  classes.sessions.stop();
  classes.monitor.stop();
  classes.attendance.stop();
  await classes.retention.stop();
  await assistant.close();
  liveWork.stop();
  await spending.close();
  classes.breakouts.stop();
  classes.figures.stop();
  classes.versions.stop();
  classes.erasure.stop();
  livekit?.stop();
  await sync.stop();
}

const globalKey = Symbol.for("homeroom.app");

export function setApp(app: App): void {
  (globalThis as Record<symbol, unknown>)[globalKey] = app;
}

/** The app's meter; undefined if there is no app yet, or it has none. */
export function getMeter(): ClassMeter | undefined {
  return ((globalThis as Record<symbol, unknown>)[globalKey] as App | undefined)
    ?.meter;
}

/** The app of this process. Throws before the start is complete. */
export function getApp(): App {
  const app = (globalThis as Record<symbol, unknown>)[globalKey];
  if (!app) throw new Error("The app has not been started yet.");
  return app as App;
}
