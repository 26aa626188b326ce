/** What waits for a teacher in a class that runs, by kind; each kind has its own place on the page, and its own list. */
import { type Member, personOf } from "../../classroom/model/members.ts";
import type {
  SignalKind,
  StudentSignal,
} from "../../classroom/model/monitoring/activity.ts";
import { waitingKinds } from "../monitoring/signal_kinds.ts";
import { Watching } from "../monitoring/watching.ts";
import type { ClassSession } from "../client/class_session.ts";

/** In the order in which they stand: what cannot wait comes first. */
export const waitKinds = ["worrying", "stuck", "hand", "door", "held"] as const;

export type WaitKind = (typeof waitKinds)[number];

/** Which signals of a student (M-4) belong to which kind. */
const signalsOf: Partial<Record<WaitKind, readonly SignalKind[]>> = {
  worrying: ["worrying"],
  stuck: waitingKinds,
};

/** Whether what waits of this kind is students with signals. */
export function hasSignals(kind: WaitKind): boolean {
  return kind in signalsOf;
}

/** Whether a signal belongs to a kind; who waits for a teacher has a hand up, and is counted there. */
export function isOfKind(kind: WaitKind, it: StudentSignal): boolean {
  return it.for !== "teacher" && (signalsOf[kind]?.includes(it.kind) ?? false);
}

/** The students with a signal of this kind, as the roster knows them now; nobody who is out. */
export function withSignals(
  session: ClassSession,
  members: Readonly<Record<string, Member>>,
  kind: WaitKind,
): string[] {
  const found = new Set<string>();
  const students = session.part(Watching).students.value;
  for (const [id, { signals }] of Object.entries(students)) {
    if (!signals.some((it) => isOfKind(kind, it))) continue;
    const person = personOf((member) => members[member], id);
    if (members[person] && !members[person].removed) found.add(person);
  }
  return [...found];
}

export function countWaits(
  session: ClassSession | null,
  members: Readonly<Record<string, Member>>,
): Record<WaitKind, number> {
  const staff = session?.staff;
  if (!session || !staff) {
    return { worrying: 0, stuck: 0, hand: 0, door: 0, held: 0 };
  }
  // Who comes before a class begins does not ask for anything.
  const atDoor = Object.values(staff.waiting.value)
    .filter(({ kind }) => kind !== "start").length;
  const byName = Object.values(staff.byName.value)
    .filter(({ member }) => !members[member]?.removed).length;
  return {
    worrying: withSignals(session, members, "worrying").length,
    stuck: withSignals(session, members, "stuck").length,
    hand: staff.help.value.length,
    door: atDoor + byName,
    held: staff.held.value.length,
  };
}

/**
 * Which kind stands in which place of the line, counted from its end: what is there stays where it came to stand, what
 * comes takes the first free place, and what has gone leaves its place free.
 */
export function placesOf(
  shown: readonly WaitKind[],
  before: readonly (WaitKind | null)[],
): (WaitKind | null)[] {
  const places = before.map((kind) =>
    kind !== null && shown.includes(kind) ? kind : null
  );
  for (const kind of shown) {
    if (places.includes(kind)) continue;
    const free = places.indexOf(null);
    places[free < 0 ? places.length : free] = kind;
  }
  while (places.at(-1) === null) places.pop();
  return places;
}
