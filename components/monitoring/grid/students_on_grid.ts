import type { AttentionKey } from "../../../classroom/model/monitoring/attention.ts";
import type { WithListPlace } from "../../../classroom/model/class_list.ts";
import type { HelpRequest } from "../../../classroom/model/groups.ts";
import { nameKey } from "../../../formats/name_keys.ts";
import {
  type Member,
  resolvePerson,
} from "../../../classroom/model/members.ts";
import type { StudentActivity } from "../../../classroom/model/monitoring/activity.ts";
import { compareMembers } from "../../../classroom/model/member_order.ts";
import type { Student } from "../../people/students.ts";
import { sumByMinute } from "../activity_counts.ts";
import { waitingIndicatorKinds } from "../indicator_kinds.ts";

export type StudentGridOrder = "activity" | "name";

export interface StudentOnGrid extends Student {
  readonly activity?: StudentActivity;
  readonly actedAt?: number;
  /** Keys by which teachers claim the student's worrying words (S-9). */
  readonly attention: readonly AttentionKey[];
  readonly hand?: HelpRequest;
  /** Answers in the queue before the student's. */
  readonly ahead?: number;
}

export interface SortableStudent extends WithListPlace {
  readonly id: string;
  readonly name: string;
  readonly joinedAt: number;
  readonly activity?: StudentActivity;
  readonly actedAt?: number;
  /** Since when the student has been waiting (ms). */
  readonly waitsSince?: number;
}

/** From this many students on, the grid has a search field. */
export const minStudentsForSearch = 15;

/**
 * Students with the activity of themselves and their aliases (J-7).
 *
 * @param hands raised hands by student; absent after the class
 * @param queues answers queued before each member's
 * @param acted time of each member's last action (ms)
 */
export function studentsOnGrid(
  students: readonly Student[],
  members: Readonly<Record<string, Member>>,
  activities: Readonly<Record<string, StudentActivity>>,
  hands?: ReadonlyMap<string, HelpRequest>,
  queues: Readonly<Record<string, number>> = {},
  acted: Readonly<Record<string, number>> = {},
): StudentOnGrid[] {
  const personOf = (id: string) =>
    resolvePerson((member) => members[member], id);
  const places = mergeByPerson(queues, personOf, Math.min);
  const lastActions = mergeByPerson(acted, personOf, Math.max);
  const byPerson = Map.groupBy(
    Object.entries(activities),
    ([id]) => personOf(id),
  );
  return students.map((student) => {
    const memberActivities = byPerson.get(student.id) ?? [];
    const activity = mergeActivities(
      memberActivities.map(([, memberActivity]) => memberActivity),
    );
    const hand = hands?.get(student.id);
    const ahead = places.get(student.id);
    const lastPromptAt = activity && activity.turns > 0 ? activity.lastAt : 0;
    const actedAt = Math.max(
      lastPromptAt,
      lastActions.get(student.id) ?? 0,
      hand?.at ?? 0,
    );
    const waitsSince = hands && waitingSince(activity, hand);
    return {
      ...student,
      ...activity && { activity },
      ...hand && { hand },
      ...ahead !== undefined && { ahead },
      ...waitsSince !== undefined && { waitsSince },
      ...actedAt > 0 && { actedAt },
      attention: memberActivities.filter(([, memberActivity]) =>
        isWorrying(memberActivity)
      )
        .map(([member]): AttentionKey => `words-${member}`),
    };
  });
}

function mergeByPerson(
  values: Readonly<Record<string, number>>,
  personOf: (member: string) => string,
  pick: (one: number, other: number) => number,
): Map<string, number> {
  const merged = new Map<string, number>();
  for (const [member, value] of Object.entries(values)) {
    const id = personOf(member);
    merged.set(id, pick(value, merged.get(id) ?? value));
  }
  return merged;
}

/** Merges the activities of a student and their aliases (J-7). */
export function mergeActivities(
  activities: readonly StudentActivity[],
): StudentActivity | undefined {
  // Without questions, `lastAt` is the time of joining.
  const askedAt = ({ turns, lastAt }: StudentActivity) =>
    turns > 0 ? lastAt : 0;
  const sorted = [...activities].sort((a, b) => askedAt(b) - askedAt(a));
  const [first, ...olderActivities] = sorted;
  if (!first || olderActivities.length === 0) return first;
  const { slots: _, ...latest } = first;
  return {
    ...latest,
    turns: sorted.reduce((sum, { turns }) => sum + turns, 0),
    minutes: sumByMinute(sorted),
    signals: sorted.flatMap(({ signals: indicators }) => indicators),
  };
}

/**
 * Sorts students by class list and name, or by urgency: worrying ones, then those who wait (longest first), then
 * by last activity.
 *
 * @param fixedIds ids that keep their order; others follow
 * @param entryOf the entry of the class list whose place a student takes
 */
export function sortStudents<T extends SortableStudent>(
  allStudents: readonly T[],
  order: StudentGridOrder,
  fixedIds: readonly string[] = [],
  entryOf: ReadonlyMap<string, string> = new Map(),
): T[] {
  const placeById = new Map(fixedIds.map((id, i) => [id, i]));
  const place = ({ id }: T) =>
    placeById.get(id) ?? placeById.get(entryOf.get(id) ?? "") ?? placeById.size;
  return [...allStudents].sort((a, b) =>
    place(a) - place(b) ||
    (order === "activity"
      ? rank(a) - rank(b) ||
        (rank(a) === 1 ? a.waitsSince! - b.waitsSince! : 0) ||
        (b.actedAt ?? 0) - (a.actedAt ?? 0)
      : 0) ||
    compareMembers(a, b)
  );
}

export function nameIncludes(name: string, query: string): boolean {
  return nameKey(name).includes(nameKey(query));
}

/** The order by urgency. Students of rank 1 have `waitsSince`. */
function rank({ activity, waitsSince }: SortableStudent): 0 | 1 | 2 {
  if (isWorrying(activity)) return 0;
  return waitsSince === undefined ? 2 : 1;
}

function waitingSince(
  activity: StudentActivity | undefined,
  hand: HelpRequest | undefined,
): number | undefined {
  const since = (activity?.signals ?? [])
    .filter(({ kind }) => waitingIndicatorKinds.includes(kind))
    .map(({ at }) => at);
  if (hand) since.push(hand.at);
  return since.length > 0 ? Math.min(...since) : undefined;
}

function isWorrying(activity: StudentActivity | undefined): boolean {
  return activity?.signals.some(({ kind }) => kind === "worrying") ?? false;
}
