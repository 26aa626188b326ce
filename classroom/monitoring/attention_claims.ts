/**
 * Which teacher has claimed a hand, a join request, worrying words or a note to staff (S-9); of two claims at once, the
 * first counts. A claim ends with the need, on request, or when its teacher loses the role or is offline for two
 * minutes. Writes `taken` and, for the record (T-2), `claims` of the staff's document.
 */
import { z } from "zod";
import type * as Y from "yjs";
import { refusal } from "../model/refuse.ts";
import { requireRunning, requireTeacherRole } from "../model/permissions.ts";
import { recordClaim, recordClaimEnd } from "../model/alerts.ts";
import type { Identity } from "../model/members.ts";
import {
  type ClassDocuments,
  decideOnClass,
  isClassRunning,
} from "../model/layout.ts";
import type { AppServices } from "../app_services.ts";
import {
  type AttentionClaim,
  type AttentionKey,
  claimantOf,
  findAttention,
} from "../model/monitoring/attention.ts";
import { toIsoString } from "../../formats/times.ts";
import { members } from "../model/roots.ts";
import {
  attentionClaimsOf,
  helpRequests,
  noteThreads,
  studentActivities,
  unconfirmedDevices,
  waitingEntries,
} from "../model/staff_roots.ts";
import { defineActsFor, emptyBody } from "../define_act.ts";
import {
  type AttentionClaimView,
  attentionClaimViewSchema,
} from "../model/views.ts";

/** Time offline after which a claim is released (ms). */
const goneAfterMs = 2 * 60_000;

export class AttentionClaims {
  readonly #sync: AppServices["sync"];
  readonly #onCause: AppServices["onCause"];

  constructor({ sync, onCause }: Pick<AppServices, "sync" | "onCause">) {
    this.#sync = sync;
    this.#onCause = onCause;
  }

  /** Claims what has this key; returns the valid claim, which may be an earlier one of another teacher. */
  async claim(who: Identity, key: string): Promise<AttentionClaimView> {
    requireTeacherRole(who);
    return await decideOnClass(this.#sync, who, (docs, { now }) => {
      requireRunning(docs.session, now);
      const since = attentionMap(docs.staff).get(key as AttentionKey);
      if (since === undefined) throw refusal("not-found");
      const claim = { by: who.member, at: now, of: since };
      const { by: teacherId, at } = claimAttention(
        docs,
        key as AttentionKey,
        claim,
      );
      const name = members(docs.session).get(teacherId)?.name ?? "";
      return { by: teacherId, name, at: toIsoString(at) };
    });
  }

  /** Releases a claim. Refuses that of another teacher. */
  async release(who: Identity, key: string): Promise<void> {
    requireTeacherRole(who);
    await decideOnClass(this.#sync, who, ({ staff }, tx) => {
      const since = attentionMap(staff).get(key as AttentionKey);
      const claimant = claimantOf(attentionClaimsOf(staff).get(key), since);
      if (claimant === undefined) return;
      if (claimant !== who.member) throw refusal("not-allowed");
      endClaim(staff, key, tx.now);
      this.#onCause(tx, who.session);
    });
  }
}

/** Writes a claim unless there is a valid one; returns the valid one. */
export function claimAttention(
  { session, staff }: ClassDocuments,
  key: AttentionKey,
  claim: AttentionClaim,
): AttentionClaim {
  const claims = attentionClaimsOf(staff);
  const earlierClaim = claims.get(key);
  const holds = earlierClaim?.of === claim.of && !isGone(session, earlierClaim);
  if (holds) return earlierClaim;
  claims.set(key, claim);
  recordClaim(staff, { key, of: claim.of }, claim);
  return claim;
}

/** Deletes a claim, and records that it ended at `now`. */
export function endClaim(staff: Y.Doc, key: string, now: number): void {
  const claim = attentionClaimsOf(staff).get(key);
  if (!claim) return;
  attentionClaimsOf(staff).delete(key);
  const { of: since, by: teacherId } = claim;
  recordClaimEnd(
    staff,
    { key: key as AttentionKey, of: since, by: teacherId },
    now,
  );
}

/** Changes that claims of a running class need now: an entry to write; null: delete it. */
export function dueClaimChanges(
  { session, staff }: ClassDocuments,
  online: ReadonlySet<string>,
  now: number,
): [key: string, taken: AttentionClaim | null][] {
  const changed: [string, AttentionClaim | null][] = [];
  if (attentionClaimsOf(staff).size === 0 || !isClassRunning(session, now)) {
    return changed;
  }
  const attention = attentionMap(staff);
  for (const [key, entry] of attentionClaimsOf(staff)) {
    const { away: awaySince, ...claim } = entry;
    const isHere = online.has(entry.by);
    const isOver = entry.of !== attention.get(key as AttentionKey) ||
      isGone(session, entry) ||
      !isHere && awaySince !== undefined && now - awaySince >= goneAfterMs;
    if (isOver) changed.push([key, null]);
    else if (isHere && awaySince !== undefined) changed.push([key, claim]);
    else if (!isHere && awaySince === undefined) {
      changed.push([key, { ...entry, away: now }]);
    }
  }
  return changed;
}

/** The students, requests and notes that need a teacher now, with the time since when. */
export function attentionMap(staff: Y.Doc) {
  return findAttention({
    help: helpRequests(staff).toArray(),
    waiting: waitingEntries(staff).toJSON(),
    byName: unconfirmedDevices(staff).toJSON(),
    students: studentActivities(staff).toJSON(),
    notes: noteThreads(staff).toJSON(),
  });
}

function isGone(session: Y.Doc, { by: teacherId }: AttentionClaim): boolean {
  const member = members(session).get(teacherId);
  return member?.role !== "teacher" || member.removed === true;
}

const act = defineActsFor<{ attentionClaims: AttentionClaims }>();

export const attentionClaimActs = [
  act("PUT /taken/:key", "teacher", async ({ app, who, params }) => ({
    taken: await app.attentionClaims.claim(who, params.key),
  }), {
    body: emptyBody,
    result: z.object({ taken: attentionClaimViewSchema }),
  }),
  act(
    "DELETE /taken/:key",
    "teacher",
    ({ app, who, params }) => app.attentionClaims.release(who, params.key),
  ),
] as const;
