import { KvBusyRetry, makeRetryingKv } from "../sync/kv/busy_retry.ts";
import { KvPresenceExchange } from "../sync/kv/kv_presence_exchange.ts";
import { KvStore } from "../sync/kv/kv_store.ts";
import type { KvWatch } from "../sync/kv/kv_watch.ts";
import type { StorageHealth } from "../sync/kv/storage_health.ts";
import { SyncEngine } from "../sync/sync_engine.ts";
import { Assistant } from "./assistant/assistant.ts";
import { SessionAuthority } from "./session_authority.ts";
import type { Breakouts } from "./groups/breakouts.ts";
import { type LiveKitCalls, loadLiveKitCalls } from "./calls/livekit_calls.ts";
import type { Alerts, AlertSenders } from "./alerts/alerts.ts";
import type { AttendanceRecorder } from "./monitoring/attendance_recorder.ts";
import type { RoomFiguresUpdater } from "./monitoring/room_figures.ts";
import { SharedTries } from "./limits/shared_tries.ts";
import { LiveWork } from "./monitoring/live_work.ts";
import type { Identity } from "./model/members.ts";
import { makeGuard } from "./assistant/guard/guard.ts";
import { makeModel } from "./assistant/openai_model.ts";
import type { Machine } from "./operator/machine.ts";
import type { Monitor } from "./monitoring/monitor.ts";
import type { PageVersions } from "./pages/page_versions.ts";
import { meshLimits } from "./model/calls.ts";
import type { Settings } from "./settings.ts";
import { KvCircuitBreaker, NoAnswer } from "./storage/kv_circuit_breaker.ts";
import { makeGuardedKv, type ReportFailure } from "./storage/storage.ts";
import { ModelQueue, readQueueOptions } from "./assistant/model_queue.ts";
import { AssistantSpending, readOperatorLimits } from "./assistant/spending.ts";
import { TemplateTrials } from "./assistant/trials.ts";
import { WorryingWords } from "./model/words/worrying_words.ts";
import { Tokens } from "./tokens.ts";
import type { Kv } from "../sync/kv/kv.ts";
import type { DeliverMail } from "./accounts/mail/outgoing_mail.ts";
import type { ReadInWorker } from "./library/imports.ts";
import type { RunPageJob } from "./pages/page_work.ts";
import type { RunSearchJob } from "./record/text_search.ts";
import type { ClassMeter } from "./meter.ts";
import type { Model } from "./assistant/model.ts";

/** Timeout of a KV that instances share (ms). */
const kvTimeoutMs = 5000;

export interface AppHooks {
  meter?: ClassMeter;
  /** Reports failures, never contents of documents. */
  report?: ReportFailure;
  onDeleted?: () => void;
  kvBusyRetry?: KvBusyRetry;
  /** Observes the KV that the app gets; absent: the app makes its own. */
  storageHealth?: StorageHealth;
  /** Absent: no mails. */
  deliver?: DeliverMail;
  /** Tells a second adult (T-2); absent: nobody. */
  alertSenders?: AlertSenders;
  /** For tests; absent: the model in the settings. */
  model?: Model;
  /** For operators' pages; absent: they show nothing of the machine. */
  machine?: Machine;
  /** Reads imported files in a worker; absent: no imports. */
  readInWorker?: ReadInWorker;
  /** Runs page jobs in a worker; absent: on this thread. */
  runPageJob?: RunPageJob;
  /** Searches texts in a worker; absent: on this thread. */
  runSearchJob?: RunSearchJob;
}

/** Parts that the sync engine calls, although they are made after it. */
interface EngineListeners {
  alerts: Pick<Alerts, "schedule">;
  breakouts: Pick<Breakouts, "lowerAnsweredFlags">;
  figures: Pick<RoomFiguresUpdater, "roomChanged">;
  monitor: Pick<Monitor, "noteActivity">;
  attendance: Pick<AttendanceRecorder, "notePresence">;
  versions: Pick<PageVersions, "noteWritten">;
}

export type CoreServices = ReturnType<typeof makeCoreServices>;
export type EngineServices = Awaited<ReturnType<typeof makeEngineServices>>;

export function makeCoreServices(
  settings: Settings,
  kv: Kv,
  clock: () => number,
  watch: KvWatch | undefined,
  hooks: AppHooks,
  storageHealth: StorageHealth,
) {
  const { kvBusyRetry = new KvBusyRetry(), model = makeModel(settings) } =
    hooks;
  const { meter, report = logError, onDeleted } = hooks;
  const isKvShared = watch !== undefined;
  // A store over a network is never locked by other processes, and its writes must not be retried, as their outcome may
  // be unknown.
  const store = makeGuardedKv(
    isKvShared ? kv : makeRetryingKv(kv, kvBusyRetry),
    (message, error) => {
      if (error instanceof NoAnswer) storageHealth.noteSilence(error);
      report(message, error);
    },
    new KvCircuitBreaker(isKvShared ? kvTimeoutMs : Infinity),
  );
  const tokens = new Tokens(store, clock);
  const limits = readOperatorLimits(settings);
  const base = {
    kv: store,
    tokens,
    worryingWords: new WorryingWords(settings.WORRYING_WORDS),
    clock,
    report,
    meter,
    isKvShared,
    tries: isKvShared ? new SharedTries(store, clock) : undefined,
    onDeleted,
  };
  const spending = new AssistantSpending({ ...base, limits });
  const queue = new ModelQueue(
    model,
    makeGuard(settings, base),
    readQueueOptions(settings),
  );
  const liveWork = new LiveWork();
  const assistant = new Assistant({
    ...base,
    spending,
    queue,
    liveAnswers: liveWork,
  });
  const trials = new TemplateTrials({ ...base, spending, queue });
  return {
    settings,
    base,
    busy: kvBusyRetry,
    limits,
    spending,
    queue,
    liveWork,
    assistant,
    trials,
  };
}

/** Makes the sync engine and LiveKit calls. They do not call `listeners` before a space is opened. */
export async function makeEngineServices(
  { settings, base, busy, queue, liveWork, assistant }: CoreServices,
  kv: Kv,
  watch: KvWatch | undefined,
  listeners: () => EngineListeners,
) {
  const { clock, report, meter } = base;
  const onRoomChanged = (session: string, room: string) =>
    listeners().figures.roomChanged(session, room);
  const authority = new SessionAuthority(
    {
      answerService: assistant,
      worryingWords: base.worryingWords,
      onRoomChanged,
      onCause: (...args) => listeners().alerts.schedule(...args),
      onHelpAnswered: (...args) =>
        void listeners().breakouts.lowerAnsweredFlags(...args).catch((error) =>
          report("an answered flag could not be lowered", error)
        ),
      onActed: (session, member, time, work) => {
        listeners().monitor.noteActivity(session, member, time);
        if (work) liveWork.noteWork(session, member, work);
      },
    },
    settings.STUDENT_PACE,
    // Only calls in a mesh have maxima.
    settings.LIVEKIT_URL === undefined ? meshLimits : null,
  );
  const sync = new SyncEngine<Identity>({
    store: new KvStore(kv, watch, busy, clock),
    ...(watch &&
      {
        presenceExchange: new KvPresenceExchange(
          kv,
          watch,
          undefined,
          clock,
          report,
        ),
      }),
    authority,
    clock,
    report,
    onPresenceChange: (...args) => listeners().attendance.notePresence(...args),
    onPeerState: (...args) => livekit?.notePeerState(...args),
    onSharedWrite: (...args) => listeners().versions.noteWritten(...args),
    ephemeralStateOf(document) {
      const places = queue.ephemeralState(document);
      const work = liveWork.ephemeralState(document);
      return work ? { ...places, ...work } : places;
    },
    meter,
    foldAfterCommits: settings.FOLD_AFTER,
  });
  const livekit: LiveKitCalls | null = await loadLiveKitCalls(settings, {
    sync,
    report,
  });
  return { authority, sync, livekit, onRoomChanged };
}

function logError(message: string, error: unknown): void {
  console.error(message, error);
}
