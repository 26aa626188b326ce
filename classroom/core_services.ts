import { KvBusyRetry, waitingKv } from "../sync/kv/busy_retry.ts";
import { KvPeers } from "../sync/kv/kv_peers.ts";
import { KvStore } from "../sync/kv/kv_store.ts";
import type { KvWatch } from "../sync/kv/kv_watch.ts";
import { Sync } from "../sync/sync.ts";
import { Assistant } from "./assistant/assistant.ts";
import { SessionAuthority } from "./session_authority.ts";
import type { Breakouts } from "./groups/breakouts.ts";
import { type LiveKitCalls, liveKitCalls } from "./calls/livekit_calls.ts";
import type { AttendanceRecorder } from "./monitoring/attendance_recorder.ts";
import type { Figures } from "./monitoring/figures.ts";
import type { Who } from "./model/who.ts";
import { modelOf } from "./assistant/openai_model.ts";
import type { Monitor } from "./monitoring/monitor.ts";
import type { PageVersions } from "./pages/page_versions.ts";
import { meshMost } from "./model/calls.ts";
import type { Settings } from "./settings.ts";
import { KvCircuitBreaker } from "./storage/kv_circuit_breaker.ts";
import { refusing, type Report } from "./storage/storage.ts";
import { ModelQueue, queueOptions } from "./assistant/model_queue.ts";
import { AssistantSpending, operatorLimits } from "./assistant/spending.ts";
import { Trials } from "./assistant/trials.ts";
import { Tokens } from "./tokens.ts";
import type { Kv } from "../sync/kv/kv.ts";
import type { Deliver } from "./accounts/mail/letters.ts";
import type { ReadApart } from "./library/imports.ts";
import type { RunPageJob } from "./pages/page_work.ts";
import type { ClassMeter } from "./meter.ts";
import type { Model } from "./assistant/model.ts";

/** Limit for answers of a KV shared by instances (ms). */
const kvTimeout = 5000;

export interface AppHooks {
  meter?: ClassMeter;
  /** Never receives contents. */
  report?: Report;
  deleted?: () => void;
  busy?: KvBusyRetry;
  /** Absent: no mails. */
  deliver?: Deliver;
  /** For tests; absent: the model in the settings. */
  model?: Model;
  /** Reads imported files in a worker; absent: no imports. */
  readApart?: ReadApart;
  /** Runs page jobs in a worker; absent: on this thread. */
  runPageJob?: RunPageJob;
}

/** Parts that the engine calls; made after it. */
export interface EngineListeners {
  breakouts: Pick<Breakouts, "lowerAnswered">;
  figures: Pick<Figures, "roomChanged">;
  monitor: Pick<Monitor, "acted">;
  attendance: Pick<AttendanceRecorder, "passed">;
  versions: Pick<PageVersions, "written">;
}

export type CoreServices = ReturnType<typeof coreServices>;
export type EngineServices = Awaited<ReturnType<typeof engineServices>>;

export function coreServices(
  settings: Settings,
  kv: Kv,
  clock: () => number,
  watch: KvWatch | undefined,
  hooks: AppHooks,
) {
  const { busy = new KvBusyRetry(), model = modelOf(settings) } = hooks;
  const { meter, report = reportPlainly, deleted } = hooks;
  const shared = watch !== undefined;
  // A KV over a network has no waiting processes, and unknown outcomes of writes.
  const store = refusing(
    shared ? kv : waitingKv(kv, busy),
    report,
    new KvCircuitBreaker(shared ? kvTimeout : Infinity),
  );
  const tokens = new Tokens(store, clock);
  const limits = operatorLimits(settings);
  const base = { kv: store, tokens, clock, report, meter, shared, deleted };
  const spending = new AssistantSpending({ ...base, limits });
  const queue = new ModelQueue(queueOptions(settings));
  const assistant = new Assistant({ ...base, model, spending, queue });
  const trials = new Trials({ ...base, model, spending, queue });
  return { settings, base, busy, limits, spending, queue, assistant, trials };
}

/** Makes the sync engine and LiveKit calls. `listeners` is first called when a space is opened. */
export async function engineServices(
  { settings, base, busy, queue, assistant }: CoreServices,
  kv: Kv,
  watch: KvWatch | undefined,
  listeners: () => EngineListeners,
) {
  const { clock, report, meter } = base;
  const onRoomChanged = (session: string, room: string) =>
    listeners().figures.roomChanged(session, room);
  const authority = new SessionAuthority(
    {
      answering: assistant,
      onRoomChanged,
      onAnswered: (...it) =>
        void listeners().breakouts.lowerAnswered(...it).catch((error) =>
          report("an answered flag could not be lowered", error)
        ),
      onActed: (...it) => listeners().monitor.acted(...it),
    },
    settings.STUDENT_PACE,
    // A LiveKit server has no bound of its own.
    settings.LIVEKIT_URL === undefined ? meshMost : null,
  );
  const sync = new Sync<Who>({
    store: new KvStore(kv, watch, busy, clock),
    ...(watch && { peers: new KvPeers(kv, watch, undefined, clock, report) }),
    authority,
    clock,
    report,
    passed: (...it) => listeners().attendance.passed(...it),
    gathered: (...it) => livekit?.gathered(...it),
    written: (...it) => listeners().versions.written(...it),
    ephemeral: (document) => queue.ephemeral(document),
    meter,
    foldAfter: settings.FOLD_AFTER,
  });
  const livekit: LiveKitCalls | null = await liveKitCalls(settings, {
    sync,
    report,
  });
  return { authority, sync, livekit, onRoomChanged };
}

function reportPlainly(what: string, error: unknown): void {
  console.error(what, error);
}
