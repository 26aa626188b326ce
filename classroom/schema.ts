/**
 * The layout of the documents, the commands and the refusals: the map of the system. Plain types and
 * constants that both the server and the browser import, so this file imports nothing.
 */

/** What {@link SessionInfo.state} can be; `ending` lasts the 10 s in which the end can be undone. */
export type SessionState = "scheduled" | "active" | "ending" | "ended";

/** `info` of `<s>/session`. Times in milliseconds since 1970. */
export interface SessionInfo {
  name: string;
  code: string;
  state: SessionState;
  startsAt: number;
  endsAt: number;
  rejoin: boolean;
  collect: boolean;
  joinLocked: boolean;
  chatPaused: boolean;
  assistantPaused: boolean;
  eyesOnMe: { text: string } | null;
  /** Whether new display names pass the name filter. */
  nameFilter: boolean;
  /** How many students the class takes (J-9); absent: as many as is usual. */
  mostStudents?: number;
  /** While `ending`: until when the end can be undone. */
  undoUntil?: number;
  /** Changes when a backup is restored; clients name their caches by it (S17). */
  epoch: string;
}

/** What somebody is in a session. */
export type Role = "student" | "teacher" | "observer";

/** An entry of `members` of `<s>/session`. */
export interface Member {
  name: string;
  role: Role;
  joinedAt: number;
  /** The assigned breakout room, also while the rooms are closed. */
  room: string | null;
  removed?: true;
  /** The removal of many at once that they were part of (J-4): others may bear their name from then on. */
  removedWith?: string;
  /** The room that a removed member had, and gets back where it has room when they are allowed back. */
  was?: string;
  muted?: true;
  /**
   * This member and that one are one child (J-7): then `name` is that one's, and `removed` is set, so that nobody
   * is counted twice. What they wrote is that one's; see {@link personOf}.
   */
  mergedInto?: string;
  /** Of a merged one: the name under which they joined. */
  joinedAs?: string;
  /**
   * Of a merged one: a browser that came back by this name alone, which is no proof (J-2). It speaks as the one whose
   * name it is, and has a document and conversations apart until the teacher lets it in; see {@link seatOf}.
   */
  byName?: true;
  /** Of one that came by a name: the teacher has put it out, and nothing counts that it still sends. */
  refused?: true;
}

/** Whether nobody else may bear a member's name: true of all but those who were removed with many (J-4). */
export function keepsName(
  entryOf: (member: string) => Member | undefined,
  member: string,
): boolean {
  return entryOf(personOf(entryOf, member))?.removedWith === undefined;
}

/** Who a member is now: the one that they were merged into (J-7), or they themselves. */
export function personOf(
  entryOf: (member: string) => Member | undefined,
  member: string,
): string {
  let person = member;
  // So often at most: nothing that a document says makes this go on forever.
  for (let step = 0; step < 100; step++) {
    const into = entryOf(person)?.mergedInto;
    if (into === undefined) break;
    person = into;
  }
  return person;
}

/** Where what a member keeps to themselves stands: as {@link personOf}, but who came by a name alone is nobody else yet. */
export function seatOf(
  entryOf: (member: string) => Member | undefined,
  member: string,
): string {
  let seat = member;
  for (let step = 0; step < 100; step++) {
    const entry = entryOf(seat);
    if (entry?.mergedInto === undefined || entry.byName) break;
    seat = entry.mergedInto;
  }
  return seat;
}

/** How students get into rooms that are made by hand. */
export type RoomEntry = "automatic" | "assigned" | "free";

/** `breakouts` of `<s>/session`, a Y.Map with a key a field. Times in ms. */
export interface Breakouts {
  /** Groups fill themselves; no room is made by hand. */
  auto: boolean;
  /** Null: any number, by hand only. */
  capacity: number | null;
  entry: RoomEntry;
  open: boolean;
  /** When the rooms were opened last. */
  openedAt?: number;
  /** For how long the rooms are open when they are started; absent: until they are ended. */
  minutes?: number;
  /** While open: when the countdown is at zero. */
  endsAt?: number;
  /** Whether the rooms close by themselves at zero. */
  stopAtZero: boolean;
  /** In the grace after **End breakout sessions**: when the rooms close. */
  stopsAt?: number;
  /** Instructions for every room that has none of its own, and a file with them. */
  instructions?: string;
  file?: Attached;
}

/** An entry of `rooms` of `<s>/session`: a breakout room. */
export interface Room {
  name: string;
  /** Rooms are shown by it, and ties of the allocator are decided by it. */
  order: number;
  archived?: true;
  /** When it was archived, in ms. */
  archivedAt?: number;
  /** Its own, instead of those for all. */
  instructions?: string;
  file?: Attached;
}

/** What a line of the system says has happened (C-12). */
export type SystemEvent =
  | "session-started"
  | "groups-opened"
  | "groups-closed";

/**
 * An element of `messages` of a room's document. What an edit or a retraction changes is replaced in its place:
 * a message keeps its id and where it stands.
 */
export type Message =
  & {
    id: string;
    /** Who said it; of a line of the system, whose doing it tells of. */
    from: string;
    /** Under which id, where somebody said it who had come by that one's name alone (J-2). */
    seat?: string;
    at: number;
    /** When its words were last changed, and the ids of the edits that made them, in order. */
    editedAt?: number;
    edits?: string[];
  }
  & (
    | { kind: "text"; text: string; replyTo?: string; brought?: Brought }
    | { kind: "file"; file: Attached; text?: string; replyTo?: string }
    /** The same words in several rooms have the same `broadcast`. */
    | { kind: "broadcast"; text: string; broadcast: string }
    | {
      kind: "assistant";
      text: string;
      /** What the answer answers. */
      prompt?: string;
      model: string;
      /** Whose answer it is, where a teacher shared it with the name. */
      student?: string;
    }
    | { kind: "system"; event: SystemEvent }
    /** Who took it away: its author, or a teacher. `at` stays when it was said. */
    | { kind: "deleted"; by: string }
  );

/** The reactions (C-10), in the order in which they are offered. */
export const emojis = ["👍", "❤️", "😂", "😮", "🎉", "❓"] as const;

/** One of the reactions. */
export type Emoji = typeof emojis[number];

/**
 * An entry of `reactions` of a room's document, by the message's id, is a Y.Map with a key
 * {@link reactionKey} for each reaction that stands. There is no entry without any.
 */
export type Reactions = Record<string, true>;

/** The key of somebody's reaction. */
export function reactionKey(emoji: Emoji, member: string): string {
  return `${emoji} ${member}`;
}

/** What a {@link reactionKey} stands for; null: it is none. */
export function readReaction(
  key: string,
): { emoji: Emoji; member: string } | null {
  const [emoji, member, ...rest] = key.split(" ");
  const known = emojis.find((it) => it === emoji);
  return known && isId(member) && rest.length === 0
    ? { emoji: known, member }
    : null;
}

/** An entry of `pins` of a room's document, by the message's id. */
export interface Pin {
  by: string;
  at: number;
}

/**
 * An entry of `held` of `<s>/staff`, by the id of the command: what has a blocked word in it and waits for the
 * teacher (C-11), and what the teacher has rejected. What is allowed leaves its words to the room.
 */
export interface Held {
  room: string;
  /** As it would stand in the room; for an edit, as the message would be with it. */
  message: Extract<Message, { kind: "text" | "file" | "assistant" }>;
  /** The words of the message before, where it is an edit. */
  edits?: { before: string };
  /** Which of the blocked words are in it. */
  words: string[];
  at: number;
  /** The member in whose own document it is told to whoever wrote it, where that is not `from` of the message. */
  by?: string;
  /** Absent: it waits. After the end of the class what waits counts as rejected. */
  rejected?: Pin;
}

/** A file in a message. */
export interface Attached {
  id: string;
  /** Safe to show and to save under. */
  name: string;
  /** In bytes. */
  size: number;
  /** Of an image of {@link inlineTypes}, as its bytes say; else as whoever uploaded it said. */
  type: string;
  /** Of such an image, as it is shown. */
  width?: number;
  height?: number;
}

/** The images that are shown in messages; everything else is a download. */
export const inlineTypes: readonly string[] = [
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/avif",
];

/** An entry of `files` of `<s>/staff`, by the file's id: an upload, from its first request on. */
export interface FileEntry extends Omit<Attached, "id"> {
  by: string;
  /** When it was begun, and from then on when its last byte came, in ms. */
  at: number;
  /** All its bytes are here. */
  done?: true;
  /** Until then: how many bytes have come, at least; up to which one room was kept for it, and when that was, in ms. */
  arrived?: number;
  granted?: number;
  grantedAt?: number;
  /** The rooms in which it was posted; `breakouts`: with the instructions for all groups. */
  rooms: string[];
}

/** Of a message in the main room: that it was said in a breakout room, marked there and brought back. */
export interface Brought {
  room: string;
  message: string;
  /** The teacher who posted it; `from` stays who said it. */
  by: string;
}

/** An entry of `marks` of a room's document: this message is to be brought back to the main room. */
export interface Mark {
  by: string;
  at: number;
  /** When it was posted to the main room, in ms; from then on the mark stays. */
  postedAt?: number;
}

/** A command that a member puts in the outbox of `<s>/member/<m>`. */
export type MemberCommand =
  & { id: string }
  & (
    | {
      kind: "say";
      room: string;
      text: string;
      replyTo?: string;
      /** A finished upload of the same member; then the text may be empty. */
      file?: string;
    }
    | {
      kind: "react";
      room: string;
      message: string;
      emoji: Emoji;
      on: boolean;
    }
    /** One's own message: new words for it, or away with it. */
    | { kind: "edit"; room: string; message: string; text: string }
    | { kind: "retract"; room: string; message: string }
    | { kind: "help"; on: boolean; note?: string }
    | { kind: "choose-room"; room: string | null }
    | { kind: "bring-back"; room: string; message: string; on: boolean }
    | ConversationCommand
  );

/** The commands about what was said. */
export type ChatCommand = Extract<
  MemberCommand,
  { kind: "say" | "react" | "edit" | "retract" }
>;

/** The command with which something is said. */
export type Say = Extract<MemberCommand, { kind: "say" }>;

/** `help` of `<s>/member/<m>`, a Y.Map with a key a field, empty while the flag is down. */
export interface OwnHelp {
  at: number;
  note?: string;
}

/** The commands about conversations. The id becomes that of the turn, the message or the submission. */
export type ConversationCommand =
  & { conversation: string }
  & (
    /** A conversation that is not there yet is opened. */
    | { kind: "ask"; text: string; template?: string }
    /** `message`: the answer that is to be given anew. */
    | { kind: "retry"; message: string }
    | { kind: "stop" }
    | { kind: "share"; message: string; room: string; named?: boolean }
    | { kind: "submit"; message: string; note?: string }
  );

/** A refused command, in `receipts` of `<s>/member/<m>`. */
export interface Receipt {
  at: number;
  refused: RefusalKind;
  detail: string;
  command?: Record<string, unknown>;
}

/** One member's awareness state on `<s>/session`. */
export interface PresenceState {
  member: string;
  since: number;
  idle?: true;
  typing?: string;
}

/** An entry of `waiting` of `<s>/staff`: somebody who asks to be let in. */
export type Waiting =
  & {
    name: string;
    at: number;
    /** One of 256, by which those of one address are counted; it tells nothing of the address. */
    network?: number;
  }
  & (
    | {
      /** `return`: as somebody of the class before who is not here yet (S-6). */
      kind: "rejoin" | "return";
      /** Whose name it is; with `return`, their id in the class before. */
      member: string;
    }
    /** As somebody new, while many are joining (J-9). */
    | { kind: "new" }
  );

/**
 * An entry of `cameByName` of `<s>/staff`: somebody who is in by a name alone, and not to what was kept under it before
 * (J-2); by the id of their own member, which is merged into `member`.
 */
export interface CameByName {
  member: string;
  at: number;
}

/** An element of `help` of `<s>/staff`, in the order in which they asked. */
export interface Help {
  member: string;
  /** Where they are; `"main"`: a hand raised in the main room. */
  room: string;
  at: number;
  /** Only staff see it. */
  note?: string;
  /** The member in whose own document it stands, where that is another one. */
  by?: string;
}

/** An entry of `rooms` of `<s>/staff`, at most 5 s old. */
export interface RoomFigures {
  /** The newest message, its text cut to one short line; null: nothing was said yet. */
  last: { from: string; at: number; text: string } | null;
  /** Messages of the last minute. */
  perMinute: number;
}

/** Why somebody's room changed. */
export type PlacedBy =
  | "join"
  | "choice"
  | "move"
  | "distribute"
  | "undo"
  | "start"
  | "delete"
  | "remove"
  | "allow"
  | "merge"
  | "unmerge";

/** An element of `placements` of `<s>/staff`: the record of who was in which room when. */
export type Placement =
  & { at: number }
  & (
    | { kind: "placed"; how: PlacedBy; rooms: Record<string, string | null> }
    | { kind: "opened" | "closed" }
  );

/** An element of `broadcasts` of `<s>/staff`: what was said to all groups since they were opened, for those made later. */
export interface Said {
  broadcast: string;
  from: string;
  at: number;
  text: string;
}

/** `last` in `undo` of `<s>/staff`: the move or distribution that can be taken back; absent: none. */
export interface Undoable {
  at: number;
  how: "move" | "distribute";
  /** Member → from where, to where. */
  moved: Record<string, [from: string | null, to: string | null]>;
  /** Rooms that it made, and rooms that it archived. */
  made: string[];
  archived: string[];
}

/** `last` in `removal` of `<s>/staff`: the removal of many at once that can be taken back (J-4). Times in ms. */
export interface Removal {
  id: string;
  at: number;
  /** Those who joined then or later. */
  since: number;
  /** What they wrote was deleted with them. */
  messages?: true;
  /** Groups that it left empty. */
  archived: string[];
  /** Who was on the class list: entry → member; and who was somebody of the class before: their id there → member. */
  listed: Record<string, string>;
  returned: Record<string, string>;
}

/** An entry of `attendance` of `<s>/staff`, by member. Times in ms; those of a server's crash are up to a minute early. */
export interface Attended {
  /** Since when they are in; absent: they are out. */
  since?: number;
  /** When they were last out, if ever. */
  last?: number;
  /** How long they were in before `since`. */
  ms: number;
}

/** An entry of `merges` of `<s>/staff`, by the member who was merged: what is needed to take it back (J-7). */
export interface Merge {
  into: string;
  at: number;
  /** How the member stood in `members` before. */
  before: Member;
  /** The room that went over to the other one, who had none. */
  gave?: string;
  /** The other one is muted because this one was. */
  silenced?: true;
  /** They came by that one's name, and what they use of the assistant is theirs until they are let in. */
  byName?: true;
  /** What went over to the other one's {@link AssistantUsage}. */
  usage: Pick<AssistantUsage, "tokens" | "conversations">;
}

/** An entry of `classList` of `<s>/staff` (J-8), by an id of its own. */
export interface Listed {
  name: string;
  order: number;
  /** The room in which they are put when they join, by hand only. */
  room?: string;
  /** Who joined under this name; absent: missing. */
  member?: string;
}

/** An entry of `returning` of `<s>/staff` (S-6), by the member's id in the class before. */
export interface Returning {
  name: string;
  /** The group that is theirs again. */
  room?: string;
  /** Who they are now; absent: not here yet. */
  member?: string;
}

/** How it stands with a turn. Only an answer is ever anything but `done`. */
export type TurnState = "streaming" | "done" | "stopped" | "failed";

/** Why an answer failed, or ended before its end; the page has a sentence for each. */
export type Failure =
  | "interrupted"
  | "unreachable"
  | "too-slow"
  | "cut-off"
  | "overloaded"
  | "no-quota"
  | "wrong-key"
  | "no-model"
  | "refused"
  | "too-long"
  | "unknown";

/** `info` of `<s>/conversation/<c>`. */
export interface ConversationInfo {
  /** Whose it is: a student, or the teacher. */
  member: string;
  /** From the first prompt. */
  title: string;
  template?: string;
}

/**
 * An element of `turns` of `<s>/conversation/<c>`: a Y.Map with these keys, whose `text` is a Y.Text.
 * Answers given anew stand after the ones before, all with the same `prompt`; the last one counts.
 */
export interface Turn {
  /** Of a prompt: its command's id; of an answer given anew: that of the `retry`. */
  id: string;
  role: "user" | "assistant";
  text: string;
  at: number;
  state: TurnState;
  /** Answers: which model gives it. */
  model?: string;
  /** Answers: the id of the turn that it answers. */
  prompt?: string;
  /** Answers that failed, or that were cut at their greatest length (`too-long`). */
  failure?: Failure;
}

/** An entry of `conversations` of `<s>/member/<m>`, by the conversation's id. */
export interface ConversationEntry {
  title: string;
  /** When it was opened, and when something was last asked in it. */
  at: number;
  lastAt: number;
}

/** An entry of `conversations` of `<s>/staff`; there is none while collection is off (A2). */
export interface StaffConversation extends ConversationEntry {
  member: string;
}

/** An entry of `submissions` of `<s>/staff`, by the `submit` command's id. */
export interface Submission {
  member: string;
  conversation: string;
  /** The answer's turn. */
  message: string;
  prompt: string;
  text: string;
  model: string;
  note?: string;
  at: number;
  grade?: string;
  comment?: string;
  gradedAt?: number;
}

/** An entry of `submissions` of `<s>/member/<m>`: the same without the words of the assistant. */
export type SubmissionEntry = Omit<Submission, "member" | "text">;

/** What a signal to the teacher is about (M-4). */
export type SignalKind =
  /** Has asked and still has no word of the answer. */
  | "waiting"
  /** Asks the same question again. */
  | "stuck"
  /** Is online and has long not asked anything. */
  | "idle"
  /** Writes of something else. */
  | "off-task"
  /** Writes something that a grown-up should read; stays until dealt with. */
  | "worrying";

/** A signal to the teacher; `conversation` and `message` where it is about a prompt. */
export interface StudentSignal {
  kind: SignalKind;
  at: number;
  conversation?: string;
  message?: string;
}

/** The pieces of time in which prompts are counted, for plots (M-4), in ms. */
export const slotLength = 5 * 60_000;

/** An entry of `students` of `<s>/staff`. With collection off there are no conversation and no signals (A2). */
export interface StudentActivity {
  /** When they last asked something. */
  lastAt: number;
  /** How many prompts. */
  turns: number;
  /** How many of them in which {@link slotLength} since the class began; none where nothing was asked. */
  slots?: Readonly<Record<string, number>>;
  /** The conversation in which they last asked. */
  conversation?: string;
  /** While they have no word of an answer yet: since when. */
  askedAt?: number;
  signals: StudentSignal[];
}

/** How much of the assistant each student has, and the class together. */
export interface AssistantLimits {
  /** Prompts a minute of each student; null: no limit but that of the class. */
  perMinute: number | null;
  /** Tokens a session of each student, as the model's provider counts them, else as estimated. */
  tokens: number | null;
  /** Prompts a minute of the class, and its tokens a session; absent or null: what the operator gives. */
  classPerMinute?: number | null;
  classTokens?: number | null;
}

/** Every limit that a teacher sets for a class. */
export interface SessionLimits extends AssistantLimits {
  /** How many students it takes. */
  students: number;
}

/** `assistant` of `<s>/staff`: what the teacher has set for the whole class. */
export interface AssistantSettings {
  /** The class-wide system prompt; "": none. */
  prompt: string;
  limits: AssistantLimits;
}

/** `used` in `assistant` of `<s>/staff`: what the class together has had of the assistant. */
export interface ClassUsage {
  requests: number;
  /** What is being answered is set aside besides: see {@link Asking}. */
  tokens: number;
  /** How many were asked lately. */
  minute?: { since: number; count: number; before: number };
}

/** An entry of `asking` of `<s>/staff`, by the turn of the answer: what is set aside for it, in tokens. */
export interface Asking {
  member: string;
  /** What the model is given, as estimated. */
  prompts: number;
  /** That, and the longest answer. */
  held: number;
}

/** Answer of `GET /api/sessions/:s/assistant`: what the class has had, and can have at the most. */
export interface AssistantUsageView {
  requests: number;
  tokens: number;
  limits: { perMinute: number; tokens: number };
  /** Up to which the teacher can raise the limits. */
  most: { perMinute: number; tokens: number };
}

/** An entry of `usage` of `<s>/staff`, by member: what counts towards the limits. */
export interface AssistantUsage {
  /** When the latest prompts were asked. */
  recent: number[];
  tokens: number;
  /** How many conversations they have opened. */
  conversations: number;
}

/** Every refusal, with its HTTP status. */
export const refusals = {
  "malformed": 400,
  "empty": 400,
  "too-long": 400,
  "name-refused": 400,
  "not-signed-in": 401,
  "not-allowed": 403,
  "removed": 403,
  "muted": 403,
  "chat-paused": 403,
  "assistant-paused": 403,
  "join-locked": 403,
  "not-in-room": 403,
  "not-found": 404,
  "no-such-code": 404,
  "ended": 409,
  "not-started": 409,
  "room-full": 409,
  "rooms-closed": 409,
  "auto-breakouts": 409,
  "name-taken": 409,
  "active-session-exists": 409,
  "already-answered": 409,
  "conflict": 409,
  "held": 409,
  "too-large": 413,
  "too-often": 429,
  "storage-unavailable": 503,
} as const;

/** The name of a refusal. */
export type RefusalKind = keyof typeof refusals;

/** Bounds that the page shows and the server holds. Lengths in UTF-16 code units, after trimming. */
export const bounds = {
  text: 4000,
  /** How often one message can be edited. */
  edits: 50,
  /** How many messages a room has pinned. */
  pins: 20,
  /** How many of one member's messages wait for the teacher at once. */
  held: 20,
  /** Of the list of blocked words: how many, and how long each. */
  blockedWords: 200,
  blockedWord: 40,
  /** Of one file, in bytes, inclusive; and of its name, in characters. */
  file: 52_428_800,
  fileName: 120,
  /** A prompt, and an answer of the assistant. */
  prompt: 4000,
  answer: 40_000,
  note: 1000,
  grade: 20,
  comment: 2000,
  systemPrompt: 4000,
  title: 60,
  /** How many turns a conversation has, and how many characters they have together. */
  turns: 400,
  conversation: 400_000,
  /** How many conversations and submissions a member has. */
  conversations: 200,
  submissions: 60,
  perMinute: { least: 1, usual: 10, most: 60 },
  tokens: { least: 1000, usual: 100_000, most: 100_000_000 },
  displayName: 40,
  /** How many students a class takes, those removed not counted; and how many who are new come in at once and a minute. */
  students: { least: 1, usual: 100, most: 1000, atOnce: 30, perMinute: 60 },
  sessionName: 80,
  password: { least: 8, most: 200 },
  hours: { usual: 3, most: 24 },
  capacity: { least: 2, usual: 4, most: 30 },
  roomName: 40,
  rooms: 50,
  instructions: 4000,
  helpNote: 200,
  breakoutMinutes: 24 * 60,
  graceSeconds: 600,
  broadcast: 4000,
  classList: 1000,
  /** The line of **Eyes on me**. */
  eyesOnMe: 200,
} as const;

/** The 58 characters of ids: no 0, O, I or l. */
export const alphabet =
  "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** A new id: 16 characters of base58 (about 93 bits), from the platform's secure randomness. */
export function newId(): string {
  let id = "";
  while (id.length < 16) {
    for (const byte of crypto.getRandomValues(new Uint8Array(24))) {
      if (byte < 232 && id.length < 16) id += alphabet[byte % 58];
    }
  }
  return id;
}

/** An id that follows from another: whoever makes it makes the same. */
export function idAfter(id: string): string {
  const last = alphabet.indexOf(id.at(-1)!);
  return id.slice(0, -1) + alphabet[(last + 1) % alphabet.length];
}

/** Whether a value has the form of an id. */
export function isId(value: unknown): value is string {
  return typeof value === "string" && /^[1-9A-HJ-NP-Za-km-z]{16}$/.test(value);
}

/** The names of a session's documents. */
export const documents = {
  session: (s: string) => `${s}/session`,
  room: (s: string, room: string) => `${s}/room/${room}`,
  member: (s: string, m: string) => `${s}/member/${m}`,
  staff: (s: string) => `${s}/staff`,
  conversation: (s: string, c: string) => `${s}/conversation/${c}`,
} as const;

/** What {@link SessionView} is in answers: the session as its teacher sees it. Times in ISO 8601. */
export interface SessionView {
  id: string;
  code: string;
  name: string;
  state: SessionState;
  rejoin: boolean;
  collect: boolean;
  startsAt: string;
  endsAt: string;
  /** The full address with which a student joins. */
  link: string;
  /** The teacher's own member id. */
  member: string;
  joinLocked: boolean;
  chatPaused: boolean;
  assistantPaused: boolean;
  /** While chat and assistant are paused for students: the line that they read; "": none. */
  eyesOnMe: { text: string } | null;
  nameFilter: boolean;
  /** What holds a student's message for the teacher (C-11). */
  blockedWords: string[];
  /** The class-wide system prompt; how much of the assistant each student has, and how many students there can be. */
  prompt: string;
  limits: SessionLimits;
  /** While `ending`: until when the end can be undone. */
  undoUntil?: string;
  /** The class before, where this one is held again. */
  restartOf?: string;
}

/** A member as the teacher sees them. `joinedAt` in ISO 8601. */
export interface MemberView {
  id: string;
  name: string;
  role: Role;
  joinedAt: string;
  room: string | null;
  online: boolean;
  removed?: true;
  /** The removal of many at once that they were part of. */
  removedWith?: string;
  muted?: true;
  /** The member that they were merged into, and under which name they joined. */
  mergedInto?: string;
  joinedAs?: string;
  /** They came back by their name alone, and were not let in yet. */
  byName?: true;
}

/** The breakout rooms as a whole, in answers. Times in ISO 8601; null: none. */
export interface BreakoutsView {
  auto: boolean;
  capacity: number | null;
  entry: RoomEntry;
  open: boolean;
  openedAt: string | null;
  minutes: number | null;
  endsAt: string | null;
  stopAtZero: boolean;
  stopsAt: string | null;
  instructions: string | null;
  file: Attached | null;
}

/** A breakout room in answers. */
export interface RoomView {
  id: string;
  name: string;
  order: number;
  instructions: string | null;
  file: Attached | null;
  /** Only of an archived one, in ISO 8601. */
  archivedAt?: string;
}

/** Somebody whose room has changed, in answers. */
export interface Moved {
  member: string;
  from: string | null;
  to: string | null;
}

/** A name of the class list in answers; `member` null: missing. */
export interface ListedView {
  id: string;
  name: string;
  room: string | null;
  member: string | null;
  online: boolean;
}
