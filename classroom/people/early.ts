/**
 * Students who come before their class begins (S-7): they wait for it with a name that can be used, and get in by the
 * ordinary rule once it runs. Pure.
 */
import type { Tx } from "../../sync/authority.ts";
import { requireRunning } from "../acting.ts";
import { type ClassDocuments, info, members, returning } from "../layout.ts";
import { formerSelf } from "../sessions/returning.ts";
import { type Admission, admissionFacts, admit } from "./admission.ts";
import { requireGoodName } from "./names/good_names.ts";

/** For so long after the start those who were early wait for their turn (J-9), and then for the teacher, in ms. */
export const turnsLast = 60_000;

/** What of a browser an admission depends on, as in `AdmissionFacts`. */
interface Known {
  tied: readonly string[];
  here: readonly string[];
  mine: readonly string[];
}

/** What comes of a login, now or once the class begins. */
export type Arrival = Admission | { kind: "wait"; as: "start"; name: string };

/** Decides on somebody who logs in; `early`: they have waited for the class to begin. */
export function arrive(
  docs: ClassDocuments,
  moment: Pick<Tx, "online" | "now">,
  name: string,
  { tied, here, mine }: Known,
  early: boolean,
): Arrival {
  const { session, staff } = docs;
  const wait = { kind: "wait", as: "start", name } as const;
  if (info(session, "state") === "scheduled") {
    const former = info(session, "rejoin") &&
      formerSelf(new Map(returning(staff)), name, tied);
    // Who comes back has a name that was good before.
    if (!former) {
      const nameFilter = info(session, "nameFilter");
      requireGoodName({ nameFilter, members: members(session) }, name);
    }
    return wait;
  }
  if (early) requireRunning(session, moment.now);
  const admission = admit(
    admissionFacts(docs, moment, tied, here, mine),
    name,
  );
  const isCrowd = admission.kind === "wait" && admission.as === "new";
  const hasTurn = early &&
    moment.now < info(session, "startsAt") + turnsLast;
  return isCrowd && hasTurn ? wait : admission;
}

/** Whether somebody gets in as who they were before. */
export function isBack(admission: Arrival): boolean {
  if (admission.kind === "new") return admission.rejoined === true;
  return admission.kind !== "wait";
}
