import type { SessionAuthority } from "./session_authority.ts";
import { Alerts } from "./alerts/alerts.ts";
import { Breakouts } from "./groups/breakouts.ts";
import { Calls } from "./calls/calls.ts";
import { AttendanceRecorder } from "./monitoring/attendance_recorder.ts";
import { ClassLists } from "./people/class_list.ts";
import { BulkDeletion } from "./chat/bulk_deletion.ts";
import { Deletion } from "./deletion/deletion.ts";
import { Erasure } from "./deletion/erasure.ts";
import { RoomFiguresUpdater } from "./monitoring/room_figures.ts";
import { Files } from "./files/files.ts";
import { Images } from "./library/images.ts";
import { Imports } from "./library/imports.ts";
import { RecentExtras } from "./chat/message_changes.ts";
import type { Identities } from "./identity.ts";
import { OperatorDesk } from "./operator/operator_desk.ts";
import { OperatorLog } from "./operator/operator_log.ts";
import { AccountStore } from "./accounts/account_store.ts";
import { Membership } from "./people/membership.ts";
import { Moderation } from "./chat/moderation.ts";
import { Monitor } from "./monitoring/monitor.ts";
import { AttentionClaims } from "./monitoring/attention_claims.ts";
import { StaffNotes } from "./notes/staff_notes.ts";
import { JoinRequests } from "./people/staff/join_requests.ts";
import { Leaving } from "./people/leaving.ts";
import { MyWork } from "./my/my_work.ts";
import { ExitTickets } from "./checks/exit_tickets.ts";
import { Library } from "./library/library.ts";
import { AnonymousVoteCounter } from "./checks/answers.ts";
import { StudentPicker } from "./checks/picks.ts";
import { Resources } from "./resources/resources.ts";
import { Drawings } from "./drawings/drawings.ts";
import { BroughtBackPages } from "./pages/brought_back_pages.ts";
import { PageVersions } from "./pages/page_versions.ts";
import { PagePictures } from "./pages/page_pictures.ts";
import { Pages } from "./pages/pages.ts";
import { PageWork, runPageJobHere } from "./pages/page_work.ts";
import { Walls } from "./walls/walls.ts";
import { Retention } from "./deletion/retention.ts";
import { Nicknames } from "./people/nicknames.ts";
import { runSearchHere, TextSearch } from "./record/text_search.ts";
import { Roster } from "./people/roster.ts";
import { Sessions } from "./sessions/sessions.ts";
import type { AppServices } from "./app_services.ts";
import type { GuessLimiter } from "./limits/guesses.ts";
import type { AccountServices } from "./account_services.ts";
import type {
  AppHooks,
  CoreServices,
  EngineServices,
} from "./core_services.ts";

export type ClassServices = ReturnType<typeof makeClassServices>;

export function makeClassServices(
  core: CoreServices,
  engine: EngineServices,
  people: AccountServices,
  {
    alertSenders = {},
    readInWorker,
    runPageJob = runPageJobHere,
    runSearchJob = runSearchHere,
  }: Pick<
    AppHooks,
    "alertSenders" | "readInWorker" | "runPageJob" | "runSearchJob"
  >,
) {
  const { settings, base, limits, liveWork, assistant } = core;
  const { kv, clock, report } = base;
  const { authority, sync, onRoomChanged } = engine;
  const { accounts, identities, guesses, colleagues } = people;
  const figures = new RoomFiguresUpdater(sync);
  const breakouts = new Breakouts({ ...base, sync, onRoomChanged });
  const alerts = new Alerts({ ...base, sync }, alertSenders);
  const parts: AppServices = {
    ...base,
    sync,
    onRoomChanged,
    onCause: (...args) => alerts.schedule(...args),
    onJoined: (session) => breakouts.deliverMissedBroadcasts(session),
  };
  const sessions = new Sessions({
    ...parts,
    quota: limits.class,
    accounts,
    identities,
    files: { bytes: () => files.bytes() },
    discard: (session) => deletion.deleteSession(session),
  });
  const files: Files = new Files({ ...parts, authority, settings });
  const extras = new RecentExtras();
  const bulkDeletion = new BulkDeletion({ ...parts, extras });
  const joining = { ...parts, sessions, identities, guesses };
  const joinRequests = new JoinRequests({ ...joining, accounts, colleagues });
  const membership = new Membership({
    ...parts,
    bulkDeletion,
    onRemoved: (session, member) =>
      files.releaseUploads(session, member)
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
    joinRequests,
  });
  const operatorLog = new OperatorLog(kv, settings, clock);
  const erasure = new Erasure({ ...parts, assistant, files, deletion });
  return {
    alerts,
    figures,
    breakouts,
    sessions,
    files,
    bulkDeletion,
    joinRequests,
    membership,
    library,
    images,
    deletion,
    erasure,
    roster: new Roster({ ...joining, joinRequests }),
    retention: new Retention({ ...parts, deletion, erasure, settings }),
    monitor: new Monitor({ ...parts, quota: limits.class, liveWork }),
    attendance: new AttendanceRecorder(parts),
    calls: new Calls({ ...parts, settings }),
    classLists: new ClassLists(joining),
    nicknames: new Nicknames(joining),
    moderation: new Moderation({ ...parts, extras }),
    attentionClaims: new AttentionClaims(parts),
    notes: new StaffNotes(parts),
    imports: new Imports({
      readInWorker: readInWorker ??
        (() => Promise.resolve({ ended: "there is no reader" })),
      report,
      clock,
    }),
    textSearch: new TextSearch(runSearchJob, report),
    walls: new Walls(parts),
    drawings: new Drawings(parts),
    picks: new StudentPicker(parts),
    votes: new AnonymousVoteCounter(parts),
    resources: new Resources({ ...parts, library, images, files }),
    exitTickets: new ExitTickets({ ...parts, library, images, files }),
    operatorLog,
    operatorDesk: new OperatorDesk({
      ...parts,
      accounts,
      deletion,
      store: new AccountStore(kv),
      log: operatorLog,
    }),
    leaving: new Leaving({
      ...joining,
      onLeft: (session, seat) => assistant.dropSeat(session, seat),
    }),
    ...makePageServices(joining, authority, new PageWork(runPageJob, report)),
  };
}

function makePageServices(
  joining: AppServices & {
    sessions: Sessions;
    identities: Identities;
    guesses: GuessLimiter;
  },
  authority: SessionAuthority,
  pageWork: PageWork,
) {
  return {
    pageWork,
    versions: new PageVersions({ ...joining, pageWork }),
    pages: new Pages({ ...joining, pageWork }),
    pagePictures: new PagePictures({ ...joining, authority }),
    broughtBack: new BroughtBackPages(joining),
    myWork: new MyWork({ ...joining, pageWork }),
  };
}
