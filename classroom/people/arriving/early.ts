/**
 * Students who come before their class begins (S-7): they wait for it with a name that can be used, and get in by the
 * ordinary rule once it runs. Those whom a teacher has refused meanwhile wait for a teacher. Pure.
 */
import type * as Y from "yjs";
import { bounds } from "../../model/bounds.ts";
import type { Tx } from "../../../sync/authority.ts";
import { Refusal } from "../../../sync/refusal.ts";
import { requireRunning } from "../../model/acting.ts";
import {
  type ClassDocuments,
  classList,
  info,
  members,
  returning,
  waitingIn,
} from "../../model/layout.ts";
import { refusal } from "../../model/refuse.ts";
import { nameKey } from "../../model/names.ts";
import { formerSelf } from "../../sessions/returning.ts";
import type { WaitingRecord } from "../../storage/session_keys.ts";
import { type Admission, admissionFacts, admit } from "../admission.ts";
import type { Known } from "./known_browser.ts";
import { requireGoodName } from "../names/impersonation.ts";

/** For so long after the start those who were early wait for their turn (J-9), and then for the teacher, in ms. */
export const turnsLast = 60_000;
/** How soon a browser that was refused before the start may wait again, in ms: as whoever knocks (S-8). */
export const waitsAgainAfter = bounds.refusedMinutes * 60_000;

/** What comes of a login, now or once the class begins. */
export type Arrival =
  | Admission
  /** `known`: the class has their name, or their browser: no crowd takes their place. */
  | { kind: "wait"; as: "start"; name: string; known?: true };

/** Decides on somebody who logs in; `early`: as whom they have waited for the class to begin. */
export function arrive(
  docs: ClassDocuments,
  moment: Pick<Tx, "online" | "now">,
  name: string,
  { tied, here, mine, waits }: Known,
  early?: WaitingRecord,
): Arrival {
  const { session, staff } = docs;
  const { now } = moment;
  const wait = { kind: "wait", as: "start", name } as const;
  const held = isHeldForTeacher(waits?.record);
  if (info(session, "state") === "scheduled") {
    if (refusedAt(waits?.record) + waitsAgainAfter > now) {
      throw refusal("not-let-in");
    }
    const former = formerSelf(new Map(returning(staff)), name, tied)?.by;
    // Who comes back has a name that was good before.
    if (!former || !info(session, "rejoin")) {
      // Nobody is to wait for what they will not get (S-11); who waited before that sees how it stands at the start.
      if (!early && info(session, "joinLocked")) {
        throw new Refusal("join-locked");
      }
      const nameFilter = info(session, "nameFilter");
      requireGoodName({ nameFilter, members: members(session) }, name);
    }
    const known = former === "both" || isListed(staff, name);
    return known && !held ? { ...wait, known } : wait;
  }
  if (early) requireRunning(session, now);
  const facts = admissionFacts(docs, moment, tied, here, mine);
  // Who came back early goes before strangers, also where nobody gets their name and work again.
  if (early?.known && tied.length > 0) {
    const { openings } = facts;
    const listed = new Set([...openings.listed, nameKey(name)]);
    facts.openings = { ...openings, listed };
  }
  const admission = admit({ ...facts, waitedSince: early?.at }, name);
  if (held) return heldBack(admission, name);
  const isCrowd = admission.kind === "wait" && admission.as === "new";
  const hasTurn = early && now < info(session, "startsAt") + turnsLast;
  return isCrowd && hasTurn ? wait : admission;
}

/** Whether a teacher has refused somebody who came early: from then on a teacher decides on them. */
export function isHeldForTeacher(record?: WaitingRecord): boolean {
  if (!record || record.outcome && "in" in record.outcome) return false;
  return record.held === true || refusedAt(record) > -Infinity;
}

/** When a teacher refused somebody who came early; -Infinity: nobody did. */
function refusedAt({ kind, at, outcome }: Partial<WaitingRecord> = {}): number {
  if (kind !== "start" || !outcome || !("refused" in outcome)) return -Infinity;
  return outcome.at ?? at ?? -Infinity;
}

/** Has somebody wait for the teacher who would be in. Who is in already, in this browser, is. */
function heldBack(admission: Admission, name: string): Admission {
  switch (admission.kind) {
    case "new":
      return admission.former === undefined
        ? { kind: "wait", as: "new", name }
        : { kind: "wait", as: "return", member: admission.former, name };
    case "by-name":
      return { kind: "wait", as: "rejoin", member: admission.member, name };
    case "back":
    case "wait":
      return admission;
  }
}

/** Whether a name is on the class list, and nobody is in under it yet. */
function isListed(staff: Y.Doc, name: string): boolean {
  const key = nameKey(name);
  return [...classList(staff).values()]
    .some((it) => it.member === undefined && nameKey(it.name) === key);
}

/**
 * Whether somebody still waits for the class to begin as they did when they were looked up. Of all who ask under one id
 * at once, the first one gets in by it; nobody does whom the teacher has turned away meanwhile.
 */
export function isEarly(
  { staff }: ClassDocuments,
  { id, record }: { id: string; record: WaitingRecord },
): boolean {
  const entry = waitingIn(staff).get(id);
  return entry?.kind === "start" && entry.name === record.name;
}

/**
 * Refuses a browser of which it was settled, since it was looked up, what comes of its waiting: when it asks again it hears
 * of that.
 */
export function requireStillSo(
  { staff }: ClassDocuments,
  waits: Known["waits"],
): void {
  if (!waits || waits.record.outcome || waitingIn(staff).has(waits.id)) return;
  throw refusal("waiting-as-another", {}, { retryAfter: 2 });
}

/** Whether somebody gets in as who they were before. */
export function isBack(admission: Arrival): boolean {
  if (admission.kind === "new") return admission.rejoined === true;
  return admission.kind !== "wait";
}
