/**
 * Keys of the store for sessions, in addition to their documents; most change in the same commits. Times in ms.
 *
 * | key | value |
 * |---|---|
 * | `["session", s]` | {@link SessionRecord} |
 * | `["owned", teacher, s]` | `true`: a teacher's sessions |
 * | `["seat", s, teacher]` | {@link StaffSeat} of a moderator or observer; never the owner |
 * | `["helps", teacher, s]` | `true`: sessions with such a seat, now or formerly |
 * | `["helps-now", teacher, s]` | `true`: sessions that a moderator helps in, until their end is noticed |
 * | `["invited", s, email]` | {@link Invitation} |
 * | `["invited-to", email, s]` | `true`: invitations by address |
 * | `["code", code]` | `s`, while the code is valid |
 * | `["active", teacher]` | `s`: the running one (S-3) |
 * | `["running", s]` | when something is next due |
 * | `["starts", time, s]` | the owner; `time`: scheduled start (S-7), padded to 16 digits |
 * | `["starts-of", teacher, time, s]` | the same, by owner |
 * | `["scheduling", teacher]` | a counter that makes concurrent scheduling conflict |
 * | `["waiting", id]` | {@link WaitingRecord} |
 * | `["rooms-due", s]` | when its breakout rooms close |
 * | `["alerts-due", s]` | when to look for notes and worrying words that nobody has taken (T-2) |
 * | `["alert", s, id, channel]` | `{at}`: an alert that is in no message yet (T-2) |
 * | `["alert-mail", id]`, `["alert-webhook", id]` | messages with alerts, which wait; see `delivery_queue.ts` |
 * | `["alert-pace", channel]` | when the messages of an hour were made: `MessagePace` |
 * | `["unread-page", s, page, p]` | since when a page has unread changes of the process `p` (M-4) |
 * | `["waiting-seen", id]` | when the waiting page last asked |
 * | `["purge-due", s]` | when to fold its log, which still has the words of a stopped answer (T-3) |
 * | `["answering", s, turn]` | {@link AnswerLease} of a running answer |
 * | `["instance", i]` | end of an instance's lease |
 * | `["file", f]` | {@link FileRecord} |
 * | `["file-of", s, f]` | `true`: a session's files |
 * | `["unposted", f]` | since when a file waits for its bytes, or to be posted |
 * | `["space", s, "removed", id, v, n]` | see `message_versions.ts`; the rest of `["space", s]` is the sync layer's |
 * | `["space", s, "tally", r, n]` | counts of the n-th five votes of an anonymous poll, without voters; without n, of all, from before 0.20 |
 * | `["template", teacher, id]`, `["quiz", teacher, id]` | see `library/library.ts` |
 * | `["kept", kind, teacher, id, n]` | n-th piece of such an item, apart from its listed part |
 * | `["discarded", kind, teacher, id]` | when such an item was deleted; it can be restored |
 * | `["image", i]` | {@link ImageRecord}; `["image-of", teacher, i]` → `true` |
 * | `["browser", b, s, m]` | when the browser became that member |
 * | `["left", b, s, m]` | when the browser left; a removed student is recognised by it (J-4) |
 * | `["left-at", b]` | when the browser last left a class; hides former work until a member joins |
 * | `["seen-of", b]` | creation of the browser's newest seen cookie; older ones are void |
 * | `["entered", s, m, name]` | {@link JoinRecord}, by the name of the member's token |
 * | `["merged", s, m]` | {@link MergedInto}: the member that this one was merged into, with its cookies (J-2, J-7) |
 * | `["waiting-of", s, id]` | name of the token of a waiting request |
 * | `["erasing", s, m]` | a running erasure |
 * | `["leaving", teacher]` | start of an account's deletion; its sessions go first |
 * | `["deleting", s]` | start of a session's deletion; the rest is swept |
 */
import type { AssistantLimits } from "../model/assistant.ts";
import type { WaitingEntry } from "../model/members.ts";
import type { SessionInfo } from "../model/session.ts";
import { isId } from "../model/ids.ts";
import type { Kv } from "../../sync/kv/kv.ts";

/** Makes the keys of a row; without its last parts a key is a prefix. */
function key<Parts extends readonly (string | undefined)[]>(name: string) {
  return (...parts: Parts): string[] => [
    name,
    ...parts.filter((part) => part !== undefined),
  ];
}

function timedKey(time?: number, s?: string): string[] {
  return [
    ...time === undefined ? [] : [String(time).padStart(16, "0")],
    ...s === undefined ? [] : [s],
  ];
}

export const kvKeys = {
  account: key<[teacher: string]>("account"),
  session: key<[s?: string]>("session"),
  owned: key<[teacher: string, s?: string]>("owned"),
  seat: key<[s: string, teacher?: string]>("seat"),
  helps: key<[teacher: string, s?: string]>("helps"),
  helpsNow: key<[teacher: string, s?: string]>("helps-now"),
  invited: key<[s: string, email?: string]>("invited"),
  invitedTo: key<[email: string, s?: string]>("invited-to"),
  code: key<[code: string]>("code"),
  active: key<[teacher: string]>("active"),
  running: key<[s?: string]>("running"),
  starts: (at?: number, s?: string) => ["starts", ...timedKey(at, s)],
  startsOf: (
    teacher: string,
    time?: number,
    s?: string,
  ) => ["starts-of", teacher, ...timedKey(time, s)],
  scheduling: key<[teacher: string]>("scheduling"),
  roomsDue: key<[s?: string]>("rooms-due"),
  alertsDue: key<[s?: string]>("alerts-due"),
  purgeDue: key<[s?: string]>("purge-due"),
  alert: key<[s?: string, id?: string, channel?: string]>("alert"),
  alertPace: key<[channel: string]>("alert-pace"),
  unreadPage: key<[s?: string, page?: string, process?: string]>("unread-page"),
  waiting: key<[id?: string]>("waiting"),
  waitingSeen: key<[id: string]>("waiting-seen"),
  waitingOf: key<[s: string, id?: string]>("waiting-of"),
  file: key<[f?: string]>("file"),
  fileOf: key<[s: string, f?: string]>("file-of"),
  unposted: key<[f?: string]>("unposted"),
  removed: (s: string, id?: string, v?: string, n = 0) => [
    "space",
    s,
    "removed",
    ...id === undefined ? [] : v === undefined ? [id] : [id, v, n],
  ],
  voteBatch: (s: string, r: string, n?: number) => [
    "space",
    s,
    "tally",
    r,
    ...n === undefined ? [] : [n],
  ],
  library: (kind: "template" | "quiz", teacher: string, id?: string) => [
    kind,
    teacher,
    ...id === undefined ? [] : [id],
  ],
  kept: (kind: string, teacher: string, id: string, n: number) => [
    "kept",
    kind,
    teacher,
    id,
    n,
  ],
  discarded: key<[kind?: string, teacher?: string, id?: string]>("discarded"),
  image: key<[i?: string]>("image"),
  imageOf: key<[teacher?: string, i?: string]>("image-of"),
  browser: key<[b: string, s?: string, m?: string]>("browser"),
  left: key<[b: string, s: string, m?: string]>("left"),
  leftAt: key<[b: string]>("left-at"),
  seenOf: key<[b: string]>("seen-of"),
  entered: key<[s: string, m?: string, token?: string]>("entered"),
  merged: key<[s: string, m?: string]>("merged"),
  erasing: key<[s?: string, m?: string]>("erasing"),
  leaving: key<[teacher?: string]>("leaving"),
  deleting: key<[s?: string]>("deleting"),
  answering: key<[s?: string, turn?: string]>("answering"),
  instance: key<[i: string]>("instance"),
} as const;

/**
 * Facts of a session that lists and access need without its documents. Times in ms. Records of older versions lack
 * newer fields.
 */
export interface SessionRecord
  extends Omit<SessionInfo, "epoch" | "assistantPaused" | "eyesOnMe"> {
  id: string;
  owner: string;
  member: string;
  createdAt: number;
  /** Id that classes have in common which were scheduled together, weekly (S-7). */
  series?: string;
  /** The earlier class that this one repeats (S-6). */
  restartOf?: string;
  blockedWords?: string[];
  assistantPaused?: boolean;
  eyesOnMe?: SessionInfo["eyesOnMe"];
  prompt?: string;
  limits?: AssistantLimits;
  /** Number of students, once the class is over. */
  students?: number;
}

export async function readSessionRecord(
  kv: Kv,
  session: string,
): Promise<SessionRecord | null> {
  if (!isId(session)) return null;
  return (await kv.get<SessionRecord>(kvKeys.session(session))).value;
}

/** A colleague's seat in another teacher's session: moderator (S-9) or observer (S-8). Times in ms. */
export interface StaffSeat {
  member: string;
  role: "teacher" | "observer";
  email: string;
  at: number;
  /** When the seat was taken away or given back; kept, so that the teacher learns what happened (ACCESS-5). */
  gone?: number;
}

/** A session's invitation of an address, with or without an account. `at` in ms. */
export interface Invitation {
  /** Used in the staff's document instead of the address. */
  id: string;
  as: "moderator" | "observer";
  at: number;
}

/** A teacher's seat in a session, present or former; null: there was none. */
export async function readSeatRecord(
  kv: Kv,
  session: string,
  teacher: string,
): Promise<StaffSeat | null> {
  return (await kv.get<StaffSeat>(kvKeys.seat(session, teacher))).value;
}

export interface JoinRecord {
  browser: string;
  at: number;
  waiting?: string;
  /** The member in the repeated class, if a teacher confirmed it (S-6). */
  former?: FormerMember;
  /** The cookie is of a class that repeats this one; deletion finds it by this entry (O-3). */
  later?: true;
  /** A link has made the member at once, by the browser's student in an earlier class (J-1). */
  atOnce?: true;
  /** The browser has left, so the cookie is void; kept for the deletion of the session (O-3). */
  left?: true;
}

interface FormerMember {
  session: string;
  member: string;
}

/** The member to whom an alias belongs. `byName`: the browser is unconfirmed (J-2). */
export type MergedInto = string | { into: string; byName: true };

/** The server instance that generates an answer of the assistant (`answer_leases.ts`). */
export interface AnswerLease {
  instance: string;
  conversation: string;
}

/** `size`: bytes of the whole file. */
export interface FileRecord {
  session: string;
  size: number;
}

export interface ImageRecord {
  teacher: string;
  type: string;
  size: number;
  width?: number;
  height?: number;
  at: number;
}

export interface WaitingRecord {
  session: string;
  /** As in `WaitingEntry`; absent: `rejoin`. */
  kind?: WaitingEntry["kind"];
  name: string;
  teacher?: string;
  /** The member with that name, as in `WaitingEntry`; absent: none. */
  member?: string;
  at: number;
  /** Number from `networkNumber`, which does not reveal the network address. */
  network?: number;
  known?: true;
  held?: true;
  tied?: true;
  /**
   * Undefined: undecided. `away`: the page has stopped asking, or (`unlisted`) has not asked yet. `former`: the
   * confirmed member in the repeated class. `at`: time of refusal (ms).
   */
  outcome?:
    | { in: string; rejoined: boolean; former?: string }
    | { refused: "removed" | "not-allowed"; at?: number }
    | { away: true; unlisted?: true };
}
