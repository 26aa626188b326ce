import type { CallPresence } from "./calls.ts";

export interface PresenceState {
  member: string;
  since: number;
  idle?: true;
  typing?: string;
  /** None of the member's devices answers (V-6). */
  silent?: true;
  /** The member's state in a call, set by the server. */
  call?: CallPresence;
}

/** Names of a session's documents; the part before the first slash is the space. */
export const documentNames = {
  session: (s: string) => `${s}/session`,
  room: (s: string, room: string) => `${s}/room/${room}`,
  member: (s: string, m: string) => `${s}/member/${m}`,
  staff: (s: string) => `${s}/staff`,
  conversation: (s: string, c: string) => `${s}/conversation/${c}`,
  page: (s: string, page: string) => `${s}/page/${page}`,
  /** Earlier versions of a page, read only by the server. */
  versions: (s: string, resource: string, owner: string) =>
    `${s}/versions/${resource}-${owner}`,
  drawing: (s: string, resource: string, m: string) =>
    `${s}/drawing/${resource}-${m}`,
  /** A student's notes to staff, and the answers (T-1). */
  note: (s: string, m: string) => `${s}/note/${m}`,
  shown: (s: string, copy: string) => `${s}/shown/${copy}`,
} as const;
