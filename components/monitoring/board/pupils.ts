/** Whom the board of a class shows, and in which order. Pure. */
import type { AttentionKey } from "../../../classroom/model/monitoring/attention.ts";
import type { Placed } from "../../../classroom/model/listed.ts";
import type { Help } from "../../../classroom/model/groups.ts";
import { type Member, personOf } from "../../../classroom/model/members.ts";
import type { StudentActivity } from "../../../classroom/model/monitoring/activity.ts";
import { compareMembers } from "../../people/name_order.ts";
import type { Student } from "../../people/students.ts";
import { together } from "../plot.ts";
import { waitingKinds } from "../signal_kinds.ts";

export type BoardOrder = "activity" | "name";

/** A student as the board shows them. */
export interface Pupil extends Student {
  readonly activity?: StudentActivity;
  /** When they last did anything (ms); undefined: nothing so far. */
  readonly actedAt?: number;
  /** What of theirs calls a teacher (S-9). */
  readonly attention: readonly AttentionKey[];
  /** Their hand, while it is up. */
  readonly hand?: Help;
  /** How many answers come before theirs, while they wait for their turn. */
  readonly ahead?: number;
}

/** What has a place among others on the board. */
export interface BoardPlaced extends Placed {
  readonly id: string;
  readonly name: string;
  readonly joinedAt: number;
  readonly activity?: StudentActivity;
  /** When they last did anything (ms); undefined: nothing so far. */
  readonly actedAt?: number;
  /** Since when they wait for anything (ms); undefined: they do not. */
  readonly waitsSince?: number;
}

/** From so many students on one of them is looked for by name. */
export const manyPupils = 15;

/**
 * Students with all that they did, whatever members they were meanwhile (J-7).
 *
 * @param hands whose hand is up in a class that runs; without it the class is over, and nobody waits
 * @param queues how many answers come before a member's
 * @param acted when a member last did anything
 */
export function pupilsOf(
  all: readonly Student[],
  members: Readonly<Record<string, Member>>,
  students: Readonly<Record<string, StudentActivity>>,
  hands?: ReadonlyMap<string, Help>,
  queues: Readonly<Record<string, number>> = {},
  acted: Readonly<Record<string, number>> = {},
): Pupil[] {
  const person = (id: string) => personOf((member) => members[member], id);
  const places = byPersons(queues, person, Math.min);
  const last = byPersons(acted, person, Math.max);
  const byPerson = Map.groupBy(
    Object.entries(students),
    ([id]) => person(id),
  );
  return all.map((student) => {
    const own = byPerson.get(student.id) ?? [];
    const activity = asOne(own.map(([, it]) => it));
    const hand = hands?.get(student.id);
    const ahead = places.get(student.id);
    const asked = activity && activity.turns > 0 ? activity.lastAt : 0;
    const actedAt = Math.max(asked, last.get(student.id) ?? 0, hand?.at ?? 0);
    const waitsSince = hands && sinceWhen(activity, hand);
    return {
      ...student,
      ...activity && { activity },
      ...hand && { hand },
      ...ahead !== undefined && { ahead },
      ...waitsSince !== undefined && { waitsSince },
      ...actedAt > 0 && { actedAt },
      attention: own.filter(([, it]) => isWorrying(it))
        .map(([member]): AttentionKey => `words-${member}`),
    };
  });
}

/** What is known of members, by the person that each is: of several the least, or the most. */
function byPersons(
  known: Readonly<Record<string, number>>,
  person: (member: string) => string,
  pick: (one: number, other: number) => number,
): Map<string, number> {
  const all = new Map<string, number>();
  for (const [member, value] of Object.entries(known)) {
    const id = person(member);
    all.set(id, pick(value, all.get(id) ?? value));
  }
  return all;
}

/** The activities of one student, who joined as several members (J-7), as one; undefined where there is none. */
export function asOne(
  activities: readonly StudentActivity[],
): StudentActivity | undefined {
  const all = [...activities].sort((a, b) => b.lastAt - a.lastAt);
  const [first, ...others] = all;
  if (!first || others.length === 0) return first;
  const { slots: _, ...latest } = first;
  return {
    ...latest,
    turns: all.reduce((sum, { turns }) => sum + turns, 0),
    minutes: together(all),
    signals: all.flatMap(({ signals }) => signals),
  };
}

/**
 * Students in their order: that of the class list, or by name; or whoever worries first, then who waits, the longest first, then whoever did something last.
 *
 * @param still in which order they stand and are to stay; who is not in it comes last
 * @param entryOf by which id of the class list somebody stood there until they came: that place is theirs
 */
export function tilesInOrder<T extends BoardPlaced>(
  pupils: readonly T[],
  by: BoardOrder,
  still: readonly string[] = [],
  entryOf: ReadonlyMap<string, string> = new Map(),
): T[] {
  const known = new Map(still.map((id, i) => [id, i]));
  const place = ({ id }: T) =>
    known.get(id) ?? known.get(entryOf.get(id) ?? "") ?? known.size;
  return [...pupils].sort((a, b) =>
    place(a) - place(b) ||
    (by === "activity"
      ? rank(a) - rank(b) ||
        (rank(a) === 1 ? a.waitsSince! - b.waitsSince! : 0) ||
        (b.actedAt ?? 0) - (a.actedAt ?? 0)
      : 0) ||
    compareMembers(a, b)
  );
}

/** Whether a name has these letters in it, large or small. */
export function isCalled(name: string, sought: string): boolean {
  const plain = (text: string) => text.normalize("NFKC").toLowerCase().trim();
  return plain(name).includes(plain(sought));
}

/** What cannot wait comes first, then who does; of those of 1 it is known since when. */
function rank({ activity, waitsSince }: BoardPlaced): 0 | 1 | 2 {
  if (isWorrying(activity)) return 0;
  return waitsSince === undefined ? 2 : 1;
}

function sinceWhen(
  activity: StudentActivity | undefined,
  hand: Help | undefined,
): number | undefined {
  const since = (activity?.signals ?? [])
    .filter(({ kind }) => waitingKinds.includes(kind))
    .map(({ at }) => at);
  if (hand) since.push(hand.at);
  return since.length > 0 ? Math.min(...since) : undefined;
}

function isWorrying(activity: StudentActivity | undefined): boolean {
  return activity?.signals.some(({ kind }) => kind === "worrying") ?? false;
}
