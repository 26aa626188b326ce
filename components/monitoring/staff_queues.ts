import { type Member, resolvePerson } from "../../classroom/model/members.ts";
import type {
  IndicatorKind,
  StudentIndicator,
} from "../../classroom/model/monitoring/activity.ts";
import { handsLoweredHere } from "../groups/desk/lowered_hands.ts";
import { waitingIndicatorKinds } from "./indicator_kinds.ts";
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

/** The kinds of students' indicators (M-4) that belong to a kind of wait. */
const indicatorKindsOf: Partial<
  Record<StaffQueueKind, readonly IndicatorKind[]>
> = {
  worrying: ["worrying"],
  stuck: waitingIndicatorKinds,
};

/** Whether the kind comes from students' indicators, not from a note, a hand, a join request or a held message. */
export function isIndicatorQueue(kind: StaffQueueKind): boolean {
  return kind in indicatorKindsOf;
}

/** Whether an indicator belongs to the kind. Raised hands and notes do not: they are kinds of their own. */
export function isIndicatorOfKind(
  kind: StaffQueueKind,
  indicator: StudentIndicator,
): boolean {
  if (indicator.for === "teacher" || indicator.where === "note") return false;
  return indicatorKindsOf[kind]?.includes(indicator.kind) ?? false;
}

/** Students with an indicator of the kind, without removed ones. */
export function listMembersWithIndicator(
  session: ClassSession,
  members: Readonly<Record<string, Member>>,
  kind: StaffQueueKind,
): string[] {
  const personIds = new Set<string>();
  const students = session.part(ClassMonitoring).students.value;
  for (const [id, { signals: indicators }] of Object.entries(students)) {
    if (!indicators.some((it) => isIndicatorOfKind(kind, it))) continue;
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
      return listMembersWithIndicator(session, members, kind);
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
    worrying: listMembersWithIndicator(session, members, "worrying").length,
    stuck: listMembersWithIndicator(session, members, "stuck").length,
    hand: staff.helpRequests.value.length,
    door: waitingCount + byName,
    held: staff.heldMessages.value.length,
  };
}
