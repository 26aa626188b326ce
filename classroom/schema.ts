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
  /** The assigned breakout room. */
  room: string | null;
  removed?: true;
  muted?: true;
}

/** `breakouts` of `<s>/session`. */
export interface Breakouts {
  auto: boolean;
  capacity: number | null;
  entry: "automatic" | "assigned" | "free";
  open: boolean;
  endsAt?: number;
  stopAtZero?: boolean;
}

/** An element of `messages` of a room's document. */
export type Message =
  & { id: string; from: string; at: number; editedAt?: number }
  & (
    | { kind: "text"; text: string; replyTo?: string }
    | { kind: "system"; event: string }
    | { kind: "deleted"; by: string }
  );

/** A command that a member puts in the outbox of `<s>/member/<m>`. */
export type MemberCommand = {
  id: string;
  kind: "say";
  room: string;
  text: string;
  replyTo?: string;
};

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
export interface Waiting {
  kind: "rejoin";
  name: string;
  /** Whose name it is. */
  member: string;
  at: number;
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
  displayName: 40,
  sessionName: 80,
  password: { least: 8, most: 200 },
  hours: { usual: 3, most: 24 },
  capacity: { least: 2, usual: 4, most: 30 },
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
  nameFilter: boolean;
  /** While `ending`: until when the end can be undone. */
  undoUntil?: string;
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
  muted?: true;
}
