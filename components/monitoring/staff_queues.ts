import { type Member, resolvePerson } from "../../classroom/model/members.ts";
import type {
  SignalKind,
  StudentSignal,
} from "../../classroom/model/monitoring/activity.ts";
import { handsLoweredHere } from "../groups/desk/lowered_hands.ts";
import { waitingSignalKinds } from "./signal_kinds.ts";
import { ClassMonitoring } from "./class_monitoring.ts";
import type { ClassSession } from "../client/class_session.ts";

/** Kinds of waits, the most urgent first. */
export const staffQueueKinds = [
  "worrying",
  "note",
  "hand",
  "stuck",
  "door",
  "held",
] as const;

export type StaffQueueKind = (typeof staffQueueKinds)[number];

/** The kinds of students' signals (M-4) that belong to a kind of wait. */
const signalsOf: Partial<Record<StaffQueueKind, readonly SignalKind[]>> = {
  worrying: ["worrying"],
  stuck: waitingSignalKinds,
};

/** Whether the kind comes from students' signals, not from a note, a hand, a join request or a held message. */
export function isSignalQueue(kind: StaffQueueKind): boolean {
  return kind in signalsOf;
}

/** Whether a signal belongs to the kind. Raised hands and notes do not: they are kinds of their own. */
export function isSignalOfKind(
  kind: StaffQueueKind,
  signal: StudentSignal,
): boolean {
  if (signal.for === "teacher" || signal.where === "note") return false;
  return signalsOf[kind]?.includes(signal.kind) ?? false;
}

/** Students with a signal of the kind, without removed ones. */
export function listMembersWithSignal(
  session: ClassSession,
  members: Readonly<Record<string, Member>>,
  kind: StaffQueueKind,
): string[] {
  const personIds = new Set<string>();
  const students = session.part(ClassMonitoring).students.value;
  for (const [id, { signals }] of Object.entries(students)) {
    if (!signals.some((it) => isSignalOfKind(kind, it))) continue;
    const person = resolvePerson((member) => members[member], id);
    if (members[person] && !members[person].removed) personIds.add(person);
  }
  return [...personIds];
}

/** Members with a note to staff that no teacher has dealt with (T-1). */
export function listMembersWithNote(session: ClassSession): string[] {
  return Object.entries(session.staff?.noteThreads.value ?? {})
    .flatMap(([member, { since }]) => since === undefined ? [] : [member]);
}

/** Members who wait. At the door: those whose name a join request has. */
export function listMembersWaiting(
  session: ClassSession,
  members: Readonly<Record<string, Member>>,
  kind: StaffQueueKind,
): readonly string[] {
  const staff = session.staff!;
  switch (kind) {
    case "hand":
      return [
        ...staff.helpRequests.value.map(({ member }) => member),
        ...handsLoweredHere.value.keys(),
      ];
    case "held":
      return staff.heldMessages.value.map(([, { message }]) => message.from);
    case "note":
      return listMembersWithNote(session);
    case "door":
      return [
        ...Object.values(staff.joinRequests.value),
        ...Object.values(staff.membersByName.value),
      ].flatMap((it) => "member" in it ? [it.member] : []);
    default:
      return listMembersWithSignal(session, members, kind);
  }
}

export function countInStaffQueues(
  session: ClassSession | null,
  members: Readonly<Record<string, Member>>,
): Record<StaffQueueKind, number> {
  const staff = session?.staff;
  if (!session || !staff) {
    return { note: 0, worrying: 0, stuck: 0, hand: 0, door: 0, held: 0 };
  }
  // Students who wait for the class to start ask for nothing.
  const waitingCount = Object.values(staff.joinRequests.value)
    .filter(({ kind }) => kind !== "start").length;
  const byName = Object.values(staff.membersByName.value)
    .filter(({ member }) => !members[member]?.removed).length;
  return {
    note: listMembersWithNote(session).length,
    worrying: listMembersWithSignal(session, members, "worrying").length,
    stuck: listMembersWithSignal(session, members, "stuck").length,
    hand: staff.helpRequests.value.length,
    door: waitingCount + byName,
    held: staff.heldMessages.value.length,
  };
}
