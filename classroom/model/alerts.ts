/**
 * Alerts (T-2): what was sent to a second adult about notes to staff and worrying words that no teacher took in time.
 * Also which teacher took each of them, and when. All of it is in the staff's document, so only staff read it.
 */
import type * as Y from "yjs";
import {
  callsForWords,
  findAttention,
  isAlertKey,
} from "./monitoring/attention.ts";
import type { AlertCause, CauseClaim } from "./alert_entries.ts";
import type { NoteThread } from "./staff_notes.ts";
import {
  alertsOf,
  causeClaims,
  noteThreads,
  studentActivities,
} from "./staff_roots.ts";

/** A cause that nobody has dealt with, and when its student last wrote a note or worrying words (ms). */
export interface OpenCause extends AlertCause {
  lastAt: number;
}

/** The notes and worrying words that nobody has dealt with; a page that was not read is none. */
export function openCauses(staff: Y.Doc): OpenCause[] {
  const students = [...studentActivities(staff)].map((
    [id, { signals: indicators }],
  ) => [id, { signals: indicators.filter(({ unread }) => !unread) }] as const);
  const attention = findAttention({
    help: [],
    waiting: {},
    byName: {},
    students: Object.fromEntries(students),
    notes: noteThreads(staff).toJSON(),
  });
  return [...attention].map(([key, since]) => ({
    ...{ key, of: since },
    lastAt: lastTimeOf(staff, { key, of: since }),
  }));
}

function lastTimeOf(staff: Y.Doc, cause: AlertCause): number {
  const member = memberOfCause(cause);
  const times = kindOfCause(cause) === "note"
    ? [noteThreads(staff).get(member)?.lastAt ?? 0]
    : studentActivities(staff).get(member)?.signals.filter(callsForWords)
      .map(({ at }) => at) ?? [];
  return Math.max(cause.of, ...times);
}

/** Whether one of these members has a cause that began or went on at `timeMs`. */
export function hasCauseSince(
  staff: Y.Doc,
  members: readonly string[],
  timeMs: number,
): boolean {
  return members.some((m) =>
    isOpenAt(noteThreads(staff).get(m), timeMs) ||
    studentActivities(staff).get(m)?.signals.some((indicator) =>
      indicator.kind === "worrying" && !indicator.unread &&
      indicator.at === timeMs
    )
  );
}

function isOpenAt(thread: NoteThread | undefined, timeMs: number): boolean {
  return thread?.since !== undefined && thread.lastAt === timeMs;
}

/** Records that a teacher took a cause, unless it is recorded. Ignores keys that have no alerts. */
export function recordClaim(
  staff: Y.Doc,
  { key, of }: AlertCause,
  { by, at }: Pick<CauseClaim, "by" | "at">,
): void {
  if (!isAlertKey(key)) return;
  const id = claimId({ key, of, by });
  const previousClaim = causeClaims(staff).get(id);
  if (previousClaim && previousClaim.until === undefined) return;
  causeClaims(staff).set(id, { key, of, by, at: previousClaim?.at ?? at });
}

export function recordClaimEnd(
  staff: Y.Doc,
  { key, of, by }: Pick<CauseClaim, "key" | "of" | "by">,
  until: number,
): void {
  const id = claimId({ key, of, by });
  const claim = causeClaims(staff).get(id);
  if (claim) causeClaims(staff).set(id, { ...claim, until });
}

export function memberOfCause({ key }: Pick<AlertCause, "key">): string {
  return key.slice(key.indexOf("-") + 1);
}

export function kindOfCause(
  { key }: Pick<AlertCause, "key">,
): "note" | "words" {
  return key.startsWith("note-") ? "note" : "words";
}

/** Takes members out of alerts, and deletes alerts that were about them alone. */
export function scrubAlerts(staff: Y.Doc, members: readonly string[]): void {
  for (const [id, alert] of [...alertsOf(staff)]) {
    const causes = alert.causes.filter((cause) =>
      !members.includes(memberOfCause(cause))
    );
    if (causes.length === alert.causes.length) continue;
    if (causes.length === 0) alertsOf(staff).delete(id);
    else alertsOf(staff).set(id, { ...alert, causes });
  }
}

const claimId = ({ key, of, by }: Pick<CauseClaim, "key" | "of" | "by">) =>
  `${key} ${of} ${by}`;
