/**
 * The one app: made once at the start, given its settings, shared through `globalThis`, because routes
 * and the server are bundled apart and each has its own copy of every module. Tests make several.
 */
import { KvBusyRetry, waitingKv } from "../sync/kv/busy_retry.ts";
import { KvPeers } from "../sync/kv/kv_peers.ts";
import { KvStore } from "../sync/kv/kv_store.ts";
import type { KvWatch } from "../sync/kv/kv_watch.ts";
import { Sync } from "../sync/sync.ts";
import { AccountStore } from "./accounts/account_store.ts";
import { Accounts, type VoidedSignIns } from "./accounts/accounts.ts";
import { SchoolAccounts } from "./accounts/school/school_accounts.ts";
import { schoolSignIn } from "./accounts/school/school_sign_in.ts";
import { AddressProofs } from "./accounts/mail/address_proofs.ts";
import type { Deliver } from "./accounts/mail/letters.ts";
import { Mails } from "./accounts/mail/mails.ts";
import { Assistant } from "./assistant/assistant.ts";
import { SessionAuthority } from "./session_authority.ts";
import { Breakouts } from "./groups/breakouts.ts";
import { Calls } from "./calls/calls.ts";
import { type LiveKitCalls, liveKitCalls } from "./calls/livekit_calls.ts";
import { AttendanceRecorder } from "./monitoring/attendance_recorder.ts";
import { ClassLists } from "./people/class_list.ts";
import { BulkDeletion } from "./chat/bulk_deletion.ts";
import { Deletion } from "./deletion/deletion.ts";
import { Erasure } from "./deletion/erasure.ts";
import { Figures } from "./monitoring/figures.ts";
import { Files } from "./files/files.ts";
import { Images } from "./library/images.ts";
import { Imports, type ReadApart } from "./library/imports.ts";
import { GuessLimiter } from "./limits/guesses.ts";
import { RecentExtras } from "./chat/revising.ts";
import { Identities } from "./identity.ts";
import type { Who } from "./model/who.ts";
import { Membership } from "./people/membership.ts";
import type { ClassMeter } from "./meter.ts";
import type { Model } from "./assistant/model.ts";
import { modelOf } from "./assistant/openai_model.ts";
import { Moderation } from "./chat/moderation.ts";
import { Monitor } from "./monitoring/monitor.ts";
import { SignalClaims } from "./monitoring/signal_claims.ts";
import { Colleagues } from "./people/staff/colleagues.ts";
import { JoinRequests } from "./people/staff/join_requests.ts";
import { Leaving } from "./people/leaving.ts";
import { MyWork } from "./assistant/my_work.ts";
import { ExitTickets } from "./checks/exit_tickets.ts";
import { Library } from "./library/library.ts";
import { AnonymousVotes } from "./checks/answering.ts";
import { Picks } from "./checks/picks.ts";
import { Resources } from "./sharing/resources.ts";
import { Drawings } from "./drawings/drawings.ts";
import { BringingBack } from "./pages/bringing_back.ts";
import { PageVersions } from "./pages/page_versions.ts";
import { PagePictures } from "./pages/page_pictures.ts";
import { Pages } from "./pages/pages.ts";
import {
  PageWork,
  type RunPageJob,
  runPageJobHere,
} from "./pages/page_work.ts";
import { Walls } from "./walls/walls.ts";
import { Retention } from "./deletion/retention.ts";
import { Nicknames } from "./people/nicknames.ts";
import { Roster } from "./people/roster.ts";
import { meshMost } from "./model/calls.ts";
import { Sessions } from "./sessions/sessions.ts";
import type { Settings } from "./settings.ts";
import { KvCircuitBreaker } from "./storage/kv_circuit_breaker.ts";
import { refusing, type Report } from "./storage/storage.ts";
import { ModelQueue, queueOptions } from "./assistant/model_queue.ts";
import { AssistantSpending, operatorLimits } from "./assistant/spending.ts";
import { Trials } from "./assistant/trials.ts";
import { Tokens } from "./tokens.ts";
import type { AppServices } from "./app_services.ts";
import type { Kv } from "../sync/kv/kv.ts";

/** How long a KV that instances share may take to answer before people are refused, in ms. */
const kvTimeout = 5000;

/** What routes and the server work with. */
export type App = Awaited<ReturnType<typeof makeApp>>;

/** Hooks for what happens and what fails; the way to the mail server, where there is one; and the model, for tests. */
export interface AppHooks {
  meter?: ClassMeter;
  /** Failures that are nobody's request; never contents. */
  report?: Report;
  /** Something was deleted from the store for good. */
  deleted?: () => void;
  /** How the KV's file is waited for while another process writes to it. */
  busy?: KvBusyRetry;
  /** Hands a mail to the mail server; without it no mail is sent. */
  deliver?: Deliver;
  /** The assistant's model; without it the one that the settings name. */
  model?: Model;
  /** Reads what people bring from elsewhere, apart from this thread; without it nothing is read. */
  readApart?: ReadApart;
  /** Does the work on whole pages, outside of this thread; without it, it is done here. */
  runPageJob?: RunPageJob;
}

/**
 * Makes an app, and takes over the sessions that run. `kv` is closed with it; `clock` is given by tests,
 * `watch` where other instances share that KV.
 */
export async function makeApp(
  settings: Settings,
  kv: Kv,
  clock: () => number = Date.now,
  watch?: KvWatch,
  {
    meter,
    report = reportPlainly,
    deleted,
    busy = new KvBusyRetry(),
    deliver,
    model = modelOf(settings),
    readApart = () => Promise.resolve({ ended: "there is no reader" }),
    runPageJob = runPageJobHere,
  }: AppHooks = {},
) {
  // Over a network nobody else's process is waited for, and what became of a write is unknown.
  const file = watch === undefined;
  const store = refusing(
    file ? waitingKv(kv, busy) : kv,
    report,
    new KvCircuitBreaker(file ? Infinity : kvTimeout),
  );
  const tokens = new Tokens(store, clock);
  const shared = watch !== undefined;
  const limits = operatorLimits(settings);
  const onRoomChanged = (session: string, room: string) =>
    figures.roomChanged(session, room);
  const apart = { kv: store, tokens, clock, report, meter, shared, deleted };
  const spending = new AssistantSpending({ ...apart, limits });
  const queue = new ModelQueue(queueOptions(settings));
  const assistant = new Assistant({ ...apart, model, spending, queue });
  const authority = new SessionAuthority(
    {
      answering: assistant,
      onRoomChanged,
      onAnswered: (...it) =>
        void breakouts.lowerAnswered(...it).catch((error) =>
          report("an answered flag could not be lowered", error)
        ),
      onActed: (...it) => monitor.acted(...it),
    },
    settings.STUDENT_PACE,
    // A LiveKit server takes as many as there are.
    settings.LIVEKIT_URL === undefined ? meshMost : null,
  );
  const sync = new Sync<Who>({
    store: new KvStore(kv, watch, busy, clock),
    ...(watch && { peers: new KvPeers(kv, watch, undefined, clock, report) }),
    authority,
    clock,
    report,
    passed: (session, passage) => attendance.passed(session, passage),
    gathered: (...it) => livekit?.gathered(...it),
    written: (...it) => versions.written(...it),
    ephemeral: (document) => queue.ephemeral(document),
    meter,
    foldAfter: settings.FOLD_AFTER,
  });
  const livekit: LiveKitCalls | null = await liveKitCalls(settings, {
    sync,
    report,
  });
  const figures = new Figures(sync);
  const signedOut = (voided: VoidedSignIns) => {
    const { teacher } = voided;
    const came = (by: (signIn: string | undefined) => boolean) => (who: Who) =>
      who.teacher === teacher && by(who.signIn);
    const out = came((signIn) =>
      "only" in voided ? signIn === voided.only : signIn !== voided.renewed
    );
    sync.close(null, out, 4401, "not-signed-in");
    if ("only" in voided || voided.renewed === null) return;
    // They come back by their new cookie; who has a copy of the old one does not.
    const renewed = came((signIn) => signIn === voided.renewed);
    sync.close(null, renewed, 1012, "renewed");
  };
  const accounts = new Accounts(store, tokens, settings, signedOut, {
    clock,
    cost: 2 ** settings.PASSWORD_COST,
  });
  const school = schoolSignIn({
    settings,
    tokens,
    accounts: new SchoolAccounts(new AccountStore(store), accounts, clock),
    report,
    clock,
  });
  const proofs = new AddressProofs(store, tokens, clock);
  const mails = deliver
    ? new Mails({ ...apart, accounts, proofs, deliver })
    : null;
  const colleagues = new Colleagues({ kv: store, sync, accounts });
  const identities: Identities = new Identities(
    store,
    tokens,
    accounts,
    (session, teacher) => colleagues.seat(session, teacher),
    clock,
  );
  const guesses = new GuessLimiter(
    clock,
    async (cookie) =>
      (await tokens.find<{ browser: string }>("browser", cookie))?.browser ??
        null,
  );
  const breakouts = new Breakouts({ ...apart, sync, onRoomChanged });
  const parts: AppServices = {
    ...apart,
    sync,
    onRoomChanged,
    seated: (session) => breakouts.deliverMissedBroadcasts(session),
  };
  const pageWork = new PageWork(runPageJob, report);
  const versions = new PageVersions({ ...parts, pageWork });
  const monitor = new Monitor({ ...parts, most: limits.class });
  const sessions = new Sessions({
    ...parts,
    most: limits.class,
    accounts,
    identities,
    files: { bytes: () => files.bytes() },
    discard: (session) => deletion.session(session),
  });
  const files: Files = new Files({ ...parts, authority, settings });
  const extras = new RecentExtras();
  const bulkDeletion = new BulkDeletion({ ...parts, extras });
  const joining = { ...parts, sessions, identities, guesses };
  const knocks = new JoinRequests({ ...joining, accounts, colleagues });
  const roster = new Roster({ ...joining, knocks });
  const membership = new Membership({
    ...parts,
    bulkDeletion,
    removed: (session, member) =>
      files.release(session, member)
        .catch((error) =>
          report("uploads of a removed student could not be ended", error)
        ),
  });
  const library = new Library(parts);
  const images = new Images({ ...parts, files, library });
  const deletion: Deletion = new Deletion({
    ...parts,
    assistant,
    files,
    library,
    images,
    colleagues,
    knocks,
  });
  const erasure = new Erasure({ ...parts, assistant, files, deletion });
  const retention = new Retention({ ...parts, deletion, erasure, settings });
  await spending.start();
  await assistant.start(sync);
  monitor.start();
  const attendance = new AttendanceRecorder(parts);
  attendance.start();
  await sessions.start();
  livekit?.rounds.start();
  await breakouts.begin();
  mails?.start();
  // The next round does what this one leaves undone.
  const sweeping = setInterval(
    () => roster.sweep().catch((error) => report("a round failed", error)),
    30_000,
  );
  const tidying = setInterval(
    () => {
      files.sweep().catch((error) => report("a round failed", error));
      library.sweep((teacher) => images.sweep(teacher))
        .catch((error) => report("a round failed", error));
      void spending.sweep();
    },
    600_000,
  );
  return {
    settings,
    kv: store,
    pageWork,
    tokens,
    accounts,
    /** Sign-in by the school; null where it is not set up. */
    school,
    proofs,
    /** Null where no mail is sent. */
    mails,
    sync,
    sessions,
    identities,
    colleagues,
    knocks,
    roster,
    membership,
    authority,
    assistant,
    trials: new Trials({ ...apart, model, spending, queue }),
    spending,
    breakouts,
    calls: new Calls({ ...parts, settings }),
    /** The calls that a LiveKit server carries; null where none is set up. */
    livekit,
    /** Told of failures that are nobody's request; never of contents. */
    report,
    classLists: new ClassLists(joining),
    nicknames: new Nicknames(joining),
    moderation: new Moderation({ ...parts, extras }),
    bulkDeletion,
    monitor,
    taking: new SignalClaims(parts),
    attendance,
    library,
    images,
    imports: new Imports({ readApart, report, clock }),
    resources: new Resources({ ...parts, library, images, files }),
    walls: new Walls(parts),
    pages: new Pages({ ...parts, pageWork }),
    pagePictures: new PagePictures({ ...parts, authority }),
    versions,
    drawings: new Drawings(parts),
    broughtBack: new BringingBack(parts),
    picks: new Picks(parts),
    votes: new AnonymousVotes(parts),
    exitTickets: new ExitTickets({ ...parts, library, images, files }),
    myWork: new MyWork({ ...joining, pageWork }),
    leaving: new Leaving({
      ...joining,
      left: (session, member) => assistant.leave(session, member),
    }),
    meter,
    files,
    deletion,
    erasure,
    retention,
    /** Set when the server goes down, so that no new work is sent here. */
    stopping: false,
    /** Ends what the app itself has running, its sockets included (S15), and closes the store. */
    async close(): Promise<void> {
      clearInterval(sweeping);
      clearInterval(tidying);
      await mails?.stop();
      sessions.stop();
      monitor.stop();
      attendance.stop();
      await retention.stop();
      await assistant.close();
      await spending.close();
      breakouts.end();
      figures.stop();
      versions.stop();
      erasure.stop();
      livekit?.stop();
      await sync.stop();
      watch?.stop();
      kv.close();
    },
  };
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

function reportPlainly(what: string, error: unknown): void {
  console.error(what, error);
}
