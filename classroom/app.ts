/**
 * The one app: made once at the start, given its settings, shared through `globalThis`, because routes
 * and the server are bundled apart and each has its own copy of every module. Tests make several.
 */
import type { KvWatch } from "../sync/kv/kv_watch.ts";
import type { Settings } from "./settings.ts";
import type { Kv } from "../sync/kv/kv.ts";
import type { ClassMeter } from "./meter.ts";
import { type AccountServices, accountServices } from "./account_services.ts";
import { type ClassServices, classServices } from "./class_services.ts";
import {
  type AppHooks,
  type CoreServices,
  coreServices,
  type EngineServices,
  engineServices,
} from "./core_services.ts";

/** What routes and the server work with. */
export type App = Awaited<ReturnType<typeof makeApp>>;

/**
 * Makes an app, and takes over the sessions that run. `kv` is closed with it; `clock` is given by tests,
 * `watch` where other instances share that KV.
 */
export async function makeApp(
  settings: Settings,
  kv: Kv,
  clock: () => number = Date.now,
  watch?: KvWatch,
  hooks: AppHooks = {},
) {
  const core = coreServices(settings, kv, clock, watch, hooks);
  const engine = await engineServices(core, kv, watch, () => classes);
  const people = accountServices(core, engine, hooks.deliver);
  const classes = classServices(core, engine, people, hooks);
  await start(core, engine, people, classes);
  const endRounds = startRounds(core, classes);
  const { base, spending, assistant, trials } = core;
  return {
    settings,
    kv: base.kv,
    tokens: base.tokens,
    /** Told of failures that are nobody's request; never of contents. */
    report: base.report,
    meter: base.meter,
    spending,
    assistant,
    trials,
    ...engine,
    ...people,
    ...classes,
    /** Set when the server goes down, so that no new work is sent here. */
    stopping: false,
    /** Ends what the app itself has running, its sockets included (S15), and closes the store. */
    async close(): Promise<void> {
      endRounds();
      await stop(core, engine, people, classes);
      watch?.stop();
      kv.close();
    },
  };
}

/** Takes over what was under way when the process before stopped, and begins the rounds of each service. */
async function start(
  { spending, assistant }: CoreServices,
  { sync, livekit }: EngineServices,
  { mails }: AccountServices,
  { monitor, attendance, sessions, breakouts }: ClassServices,
): Promise<void> {
  await spending.start();
  await assistant.start(sync);
  monitor.start();
  attendance.start();
  await sessions.start();
  livekit?.rounds.start();
  await breakouts.begin();
  mails?.start();
}

/** Sweeps at fixed times; what one round leaves undone the next one does. Returns how to end that. */
function startRounds(
  { spending, base: { report } }: CoreServices,
  { roster, files, library, images }: ClassServices,
): () => void {
  const failed = (error: unknown) => report("a round failed", error);
  const sweeping = setInterval(
    () => roster.sweep().catch(failed),
    30_000,
  );
  const tidying = setInterval(
    () => {
      files.sweep().catch(failed);
      library.sweep((teacher) => images.sweep(teacher)).catch(failed);
      void spending.sweep();
    },
    600_000,
  );
  return () => {
    clearInterval(sweeping);
    clearInterval(tidying);
  };
}

/** Ends all that runs, the sync engine last. */
async function stop(
  { spending, assistant }: CoreServices,
  { sync, livekit }: EngineServices,
  { mails }: AccountServices,
  classes: ClassServices,
): Promise<void> {
  await mails?.stop();
  classes.sessions.stop();
  classes.monitor.stop();
  classes.attendance.stop();
  await classes.retention.stop();
  await assistant.close();
  await spending.close();
  classes.breakouts.end();
  classes.figures.stop();
  classes.versions.stop();
  classes.erasure.stop();
  livekit?.stop();
  await sync.stop();
}

const place = Symbol.for("homeroom.app");

/** Makes an app the one that {@link theApp} gives. */
export function setApp(app: App): void {
  (globalThis as Record<symbol, unknown>)[place] = app;
}

/** The meter of this process's app; undefined where there is none, or no app yet. */
export function theMeter(): ClassMeter | undefined {
  return ((globalThis as Record<symbol, unknown>)[place] as App | undefined)
    ?.meter;
}

/** The app of this process. Throws before the start is through. */
export function theApp(): App {
  const app = (globalThis as Record<symbol, unknown>)[place];
  if (!app) throw new Error("The app has not been started yet.");
  return app as App;
}
