/**
 * The KV's keys of sessions, beside their documents. All of them change in the same atomic commits as the documents.
 *
 * | key | value |
 * |---|---|
 * | `["session", s]` | {@link SessionRecord} |
 * | `["owned", teacher, s]` | `true`: the sessions of a teacher |
 * | `["seat", s, teacher]` | {@link StaffSeat}: a moderator or an observer; never the owner |
 * | `["helps", teacher, s]` | `true`: the sessions in which a teacher has, or had, such a seat |
 * | `["helps-now", teacher, s]` | `true`: those of them that a moderator helps in, until it is noticed that they are over |
 * | `["invited", s, email]` | {@link Invitation} |
 * | `["invited-to", email, s]` | `true`: the same, by whom |
 * | `["code", code]` | `s`, while the code is good |
 * | `["active", teacher]` | `s`, the one that runs (S-3) |
 * | `["running", s]` | when something is next due there, in ms |
 * | `["starts", time, s]` | the owner: when it begins by itself (S-7), in ms of 16 digits, so that the next are first |
 * | `["starts-of", teacher, time, s]` | the same, by whose they are |
 * | `["scheduling", teacher]` | how often they have scheduled a class: of two at once one finds it changed |
 * | `["waiting", id]` | {@link WaitingRecord} |
 * | `["rooms-due", s]` | when the breakout rooms of it close by themselves, in ms |
 * | `["waiting-seen", id]` | when their page last asked, in ms |
 * | `["answering", s, turn]` | {@link AnswerClaim}: which instance gives an answer that is being written |
 * | `["instance", i]` | until when an instance is held to be alive, in ms |
 * | `["file", f]` | {@link FileRecord} |
 * | `["file-of", s, f]` | `true`: the files of a session |
 * | `["unposted", f]` | since when a file waits for its bytes, or to be posted, in ms |
 * | `["space", s, "removed", id, v, n]` | see `message_versions.ts`; the rest of `["space", s]` is the sync layer's |
 * | `["space", s, "tally", r, n]` | how often each answer to an anonymous poll was given among the n-th five votes; and nothing of who gave it. Without n: among all, as versions before 0.20 counted |
 * | `["template", teacher, id]`, `["quiz", teacher, id]` | see `resources/library.ts` |
 * | `["kept", kind, teacher, id, n]` | the n-th piece of such a thing, apart from what is read of all of them |
 * | `["discarded", kind, teacher, id]` | since when such a thing is deleted and can be brought back, in ms |
 * | `["image", i]` | {@link ImageRecord}; `["image-of", teacher, i]` → `true` |
 * | `["browser", b, s, m]` | when that browser became that member, in ms |
 * | `["left", b, s, m]` | when that browser left, in ms: it is not theirs any more, but a removed one is known by it (J-4) |
 * | `["left-at", b]` | when that browser left a class last, in ms: until somebody comes in, nobody's is shown there |
 * | `["seen-of", b]` | when the newest cookie of that browser was made that was seen, in ms: older ones are void |
 * | `["entered", s, m, name]` | {@link EntryRecord}: by which token, known by its name, somebody came in as that member |
 * | `["merged", s, m]` | {@link MergedInto}: the member that this one was merged into, whose their cookies are (J-2, J-7) |
 * | `["waiting-of", s, id]` | the name of the token of who waits, or has waited, under that id |
 * | `["erasing", s, m]` | what is known of a student who is being erased |
 * | `["leaving", teacher]` | since when an account is being deleted, in ms; its sessions go first |
 * | `["deleting", s]` | since when a session is being deleted, in ms; what of it is left is swept |
 */
import type { AssistantLimits } from "../model/assistant.ts";
import type { Waiting } from "../model/members.ts";
import type { SessionInfo } from "../model/session.ts";
import { isId } from "../model/ids.ts";
import type { Kv } from "../../sync/kv/kv.ts";

/** Makes the keys of one row of the table; without its last parts a key is the prefix of several. */
function key<Parts extends readonly (string | undefined)[]>(name: string) {
  return (...parts: Parts): string[] => [
    name,
    ...parts.filter((part) => part !== undefined),
  ];
}

function timed(at?: number, s?: string): string[] {
  return [
    ...at === undefined ? [] : [String(at).padStart(16, "0")],
    ...s === undefined ? [] : [s],
  ];
}

/** The keys of the table above. */
export const keys = {
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
  starts: (at?: number, s?: string) => ["starts", ...timed(at, s)],
  startsOf: (
    teacher: string,
    at?: number,
    s?: string,
  ) => ["starts-of", teacher, ...timed(at, s)],
  scheduling: key<[teacher: string]>("scheduling"),
  roomsDue: key<[s?: string]>("rooms-due"),
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
  tally: (s: string, r: string, n?: number) => [
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
  image: key<[i: string]>("image"),
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
 * A session as lists and access need it, without loading its documents: what its document says, and more. Times in ms.
 * Records that are older than a feature lack its fields.
 */
export interface SessionRecord
  extends Omit<SessionInfo, "epoch" | "assistantPaused" | "eyesOnMe"> {
  id: string;
  owner: string;
  /** The owner's member id. */
  member: string;
  createdAt: number;
  /** The classes that were scheduled with it, week by week, have the same (S-7). */
  series?: string;
  /** The class before, where this one is held again (S-6). */
  restartOf?: string;
  blockedWords?: string[];
  assistantPaused?: boolean;
  eyesOnMe?: SessionInfo["eyesOnMe"];
  prompt?: string;
  limits?: AssistantLimits;
  /** How many students were in it, of one that is over. */
  students?: number;
}

/** The record of a session; null: there is none. */
export async function sessionRecord(
  kv: Kv,
  session: string,
): Promise<SessionRecord | null> {
  if (!isId(session)) return null;
  return (await kv.get<SessionRecord>(keys.session(session))).value;
}

/** What a colleague is in a session that is another teacher's: a moderator (S-9) or an observer (S-8). Times in ms. */
export interface StaffSeat {
  member: string;
  role: "teacher" | "observer";
  email: string;
  at: number;
  /** Since when it is taken back, or given back: kept, so that they hear what has become of it (A5). */
  gone?: number;
}

/** To whom a session is open without asking; whether they have an account, nobody learns. `at` in ms. */
export interface Invitation {
  /** By which the staff's document has it, without the address. */
  id: string;
  as: "moderator" | "observer";
  at: number;
}

/** A colleague's seat in a session, also one that is gone; null: they never had one. */
export async function seatRecord(
  kv: Kv,
  session: string,
  teacher: string,
): Promise<StaffSeat | null> {
  return (await kv.get<StaffSeat>(keys.seat(session, teacher))).value;
}

/** A browser that came in as a member. */
export interface EntryRecord {
  browser: string;
  /** When, in ms. */
  at: number;
  /** Under which id it has waited, if it has. */
  waiting?: string;
  /** Who they were in the class before, where the teacher has let them in as that one (S-6). */
  former?: FormerMember;
  /** The cookie is good for a later class, and only ties the browser to this one. */
  later?: true;
  /** They have left: the cookie is void, and this is kept to find what is to be deleted with the session (O-3). */
  left?: true;
}

/** Somebody in the class before the one that is held again. */
interface FormerMember {
  session: string;
  member: string;
}

/** Who a member is now; `byName`: a device that is in by that one's name, and that nobody has confirmed (J-2). */
export type MergedInto = string | { into: string; byName: true };

/** Who gives an answer: exactly one instance, as long as it lives. */
export interface AnswerClaim {
  instance: string;
  conversation: string;
}

/** Where a file belongs, and how large it is to be, in bytes. */
export interface FileRecord {
  session: string;
  size: number;
}

/** A picture of a teacher's questions, as its bytes say; `at` in ms. */
export interface ImageRecord {
  teacher: string;
  type: string;
  size: number;
  width?: number;
  height?: number;
  at: number;
}

/** Somebody who waits, or has waited, to be let in. */
export interface WaitingRecord {
  session: string;
  /** As in `Waiting`; absent: `rejoin`. */
  kind?: Waiting["kind"];
  name: string;
  /** Of a teacher who wants to look on: their account. */
  teacher?: string;
  /** Whose name it is, as in `Waiting`; absent: nobody's. */
  member?: string;
  at: number;
  /** One of 256 numbers by which those of one address are counted; it tells nothing of the address. */
  network?: number;
  known?: true;
  held?: true;
  /**
   * What came of it; undefined: nothing yet. `away`: their page has stopped asking. `former`: as whom of the class
   * before the teacher has let them in. `at`: when it was refused, in ms.
   */
  outcome?:
    | { in: string; rejoined: boolean; former?: string }
    | { refused: "removed" | "not-allowed"; at?: number }
    | { away: true };
}
