/** Every kind of refusal. */

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

/** A refused command, in `receipts` of `<s>/member/<m>`. */
export interface Receipt {
  at: number;
  refused: RefusalKind;
  detail: string;
  command?: Record<string, unknown>;
}
