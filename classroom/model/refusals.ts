export const refusalStatuses = {
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

export type RefusalKind = keyof typeof refusalStatuses;

export type ValueTypes = Readonly<Record<string, "string" | "number">>;

type ValuesOf<T extends ValueTypes> = {
  readonly [name in keyof T]: T[name] extends "number" ? number : string;
};

/** Reasons of each kind, with the values of their sentences. All names differ, also between kinds. */
export const refusalReasons = {
  "malformed": {
    "not-json": {},
    "quiz-unfinished": {},
    "no-image": {},
    "not-form": {},
    "not-json-type": {},
    "socket-only": {},
    "wrong-as": {},
    "file-query": {},
    "wrong-method": { allowed: "string" },
    "no-method": {},
    "body-too-slow": {},
    "wrong-host": {},
    "wrong-encoding": {},
    "upload-without-session": {},
    "no-upload-request": {},
    "upload-extension": {},
    "weak-password": {},
    "wrong-command": { path: "string" },
    "unreadable-command": {},
    "command-failed": {},
    "unreadable-frame": {},
    "name-unshowable": { of: "string" },
    "line-unshowable": {},
    "capacity-when-auto": { least: "number", most: "number" },
    "over-class-quota": { most: "number" },
    "no-such-answer": {},
    "nothing-to-keep": {},
    "import-form": {},
    "no-step": {},
    "starts-in-past": {},
    "over-by-now": {},
    "starts-too-late": { days: "number" },
  },
  "empty": {
    "name-missing": { of: "string" },
    "name-invisible": { of: "string" },
    "no-words-in-message": {},
    "no-words-in-question": {},
    "no-words-in-answer": {},
    "no-answer": {},
  },
  "too-long": {
    "name-too-long": { of: "string", most: "number" },
    "message-too-long": { most: "number", length: "number" },
    "question-too-long": { most: "number", length: "number" },
    "line-too-long": { most: "number", length: "number" },
    "help-note-too-long": { most: "number", length: "number" },
    "instructions-too-long": { most: "number", length: "number" },
    "conversation-too-long": {},
    "note-too-long": { most: "number" },
    "prompt-too-long": { most: "number" },
    "mark-too-long": { most: "number" },
  },
  "name-refused": {
    "name-filtered": {},
    "name-like-teacher": {},
    "name-like-badge": {},
    "listed-like-teacher": { name: "string" },
    "listed-like-badge": { name: "string" },
  },
  "not-signed-in": {
    "wrong-sign-in": {},
  },
  "not-allowed": {
    "foreign-origin": {},
    "staff-only": {},
    "sign-up-closed": {},
    "no-place-for-files": {},
    "passwords-off": {},
    "school-sign-in-old": { minutes: "number" },
    "wrong-old-password": {},
    "wrong-password": {},
    "account-disabled": {},
    "own-account": {},
    "unproved-operator": {},
    "other-address": {},
    "plan-needed": {},
    "prove-first": {},
    "observers-read-only": {},
    "owner-only": {},
    "seat-gone": {},
    "not-let-in": {},
    "not-let-observe": {},
    "students-submit": {},
    "students-note": {},
    "students-answer": {},
    "blocked-answer": {},
    "students-wish": {},
    "students-draw": {},
    "own-wish": {},
    "not-confirmed": { name: "string" },
    "page-locked": {},
    "students-deleted-only": {},
    "students-erased-only": {},
    "students-muted-only": {},
    "students-removed-only": {},
    "students-merged-only": {},
    "students-help-only": {},
    "students-in-call-only": {},
    "out-of-call": {},
    "students-in-rooms-only": {},
    "rejected": {},
    "not-editable": {},
    "nobodys-message": {},
    "not-your-message": {},
    "teacher-chooses-rooms": {},
  },
  "removed": {},
  "not-found": {
    "link-used": {},
    "not-yours": {},
    "no-such-message": {},
    "reply-gone": {},
    "nothing-held": {},
    "no-such-file": {},
    "file-lost": {},
    "no-such-rooms": {},
    "no-such-room": {},
    "no-such-member": {},
    "template-gone": {},
  },
  "not-in-room": {
    "template-of-others": {},
    "not-in-call-room": {},
  },
  "no-such-code": {
    "not-that-code": {},
  },
  "room-full": {
    "class-full": {},
    "class-full-for-teacher": {},
  },
  "rooms-closed": {
    "rooms-not-open-yet": {},
    "open-rooms-first": {},
    "open-groups-for-call": {},
  },
  "auto-breakouts": {
    "rooms-made-automatically": {},
  },
  "name-taken": {
    "room-name-taken": { name: "string" },
    "listed-twice": { name: "string" },
    "member-name-taken": {},
    "name-like-student": { name: "string" },
  },
  "active-session-exists": {
    "other-class-running": { name: "string" },
  },
  "ended": {
    "class-cancelled": {},
    "class-missed": {},
    "poll-closed": {},
  },
  "already-answered": {
    "shared-already": {},
  },
  "conflict": {
    "own-class": {},
    "invitations-full": { most: "number" },
    "upload-offset": {},
    "upload-taken-over": {},
    "email-taken": {},
    "id-taken": {},
    "answer-still-written": {},
    "too-late-to-undo": {},
    "decided-already": {},
    "file-gone": {},
    "pins-full": { most: "number" },
    "message-deleted": {},
    "file-posted": {},
    "marked-full": { most: "number" },
    "library-full": { most: "number" },
    "images-full": { most: "number" },
    "pictures-full": { most: "number" },
    "item-changed-elsewhere": {},
    "resources-full": { most: "number" },
    "hidden-words-full": { most: "number" },
    "shown-already": {},
    "wishes-full": { most: "number" },
    "nothing-drawn": {},
    "board-full": {},
    "nobody-to-pick": {},
    "no-group-to-pick": {},
    "ticket-runs": {},
    "begun-already": {},
    "scheduled-full": { most: "number" },
    "scheduled-full-new": { most: "number" },
    "ticket-too-long": { most: "number" },
    "no-rooms-for-broadcast": {},
    "no-rooms-to-spread": {},
    "groups-there-already": {},
    "nobody-to-group": {},
    "pairs-together": {},
    "no-move-to-undo": {},
    "no-rooms-to-start": {},
    "call-not-on": {},
    "rooms-open-too-long": { hours: "number" },
    "rooms-at-most": { most: "number" },
    "now-somebody-else": { name: "string" },
    "merge-with-self": {},
    "merged-already": { name: "string" },
    "removed-not-merged": { name: "string" },
    "no-merge-to-undo": {},
    "teacher-has-a-minute": {},
    "settled-already": {},
    "class-too-many-hours": { hours: "number" },
    "changed-meanwhile": {},
  },
  "too-large": {
    "body-too-large": { kibibytes: "number" },
    "file-too-large": { megabytes: "number" },
    "import-too-heavy": {},
    "item-too-long": {},
    "image-too-large": { megabytes: "number" },
    "image-too-wide": { side: "number", megapixels: "number" },
    "resources-too-long": {},
    "upload-too-large": { megabytes: "number" },
    "own-files-full": {},
    "class-files-full": {},
    "server-files-full": {},
  },
  "too-often": {
    "signing-in-crowded": {},
    "sign-in-tries": {},
    "many-mails": {},
    "mailed-already": {},
    "wrong-codes": { seconds: "number" },
    "conversations-full": { most: "number" },
    "submissions-full": { most: "number" },
    "notes-full": { most: "number" },
    "server-budget-used": { count: "number", unit: "string" },
    "network-budget-used": { count: "number", unit: "string" },
    "many-asking": { seconds: "number" },
    "own-answer-coming": {},
    "own-share-used": {},
    "own-pace": { times: "number", seconds: "number" },
    "class-answers-coming": {},
    "class-share-used": {},
    "class-pace": { seconds: "number" },
    "held-full": { most: "number" },
    "edits-used": { most: "number" },
    "own-wishes-full": { most: "number" },
    "files-on-their-way": {},
    "waiting-crowded": {},
    "waiting-as-another": {},
  },
  "storage-unavailable": {
    "no-free-code": {},
    "codes-scheduled": {},
    "erasure-unfinished": {},
  },
} as const satisfies Partial<
  Record<RefusalKind, Readonly<Record<string, ValueTypes>>>
>;

type ByKind = typeof refusalReasons;

export type RefusalReason = {
  [K in keyof ByKind]: keyof ByKind[K];
}[keyof ByKind];

export type ReasonValues<R extends RefusalReason> = ValuesOf<
  {
    [K in keyof ByKind]: R extends keyof ByKind[K] ? ByKind[K][R] : never;
  }[keyof ByKind]
>;

const kinds = new Map<string, RefusalKind>(
  Object.entries(refusalReasons).flatMap(([kind, reasons]) =>
    Object.keys(reasons).map((reason) => [reason, kind as RefusalKind])
  ),
);

export const refusalKindOf = (reason: RefusalReason): RefusalKind =>
  kinds.get(reason)!;

/** A refused command, in `receipts` of `<s>/member/<m>`. */
export interface Receipt {
  at: number;
  refused: RefusalKind;
  /** The reason, or the kind if there is none; in old receipts a sentence. */
  detail: string;
  values?: Readonly<Record<string, string | number>>;
  command?: Record<string, unknown>;
}
