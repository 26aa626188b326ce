/**
 * Decides whether anything has happened in a running class (N-3). Until then the teacher's page shows how students
 * join.
 */
import type * as Y from "yjs";
import type { CallsState } from "./calls.ts";
import type { StudentActivity } from "./monitoring/activity.ts";
import type { BreakoutsState } from "./groups.ts";
import type { Member } from "./members.ts";
import type { Message } from "./messages.ts";
import type {
  ResourceSecret,
  SharedResource,
} from "./resources/shared_resources.ts";

/** Times in ms. */
export interface ClassProgress {
  readonly startsAt: number;
  /** Number of messages of staff in the main room. Students' greetings do not count. */
  readonly messages: number;
  readonly questions: number;
  readonly hands: number;
  /** When each resource was shared, including those taken back. */
  readonly shared: readonly number[];
  readonly breakouts: Partial<BreakoutsState>;
  readonly call: CallsState;
  readonly hasEyes: boolean;
}

/**
 * Whether anything has happened. Students joining, preparations before the start, and automatic groups do not count.
 */
export function hasAnythingHappened(it: ClassProgress): boolean {
  const { auto, open, endsAt } = it.breakouts;
  return it.messages + it.questions + it.hands > 0 ||
    it.shared.some((at) => at > it.startsAt) ||
    open === true && auto !== true || endsAt !== undefined ||
    it.call.main !== undefined || it.call.groups !== undefined ||
    it.hasEyes;
}

export function readClassProgress(
  session: Y.Doc,
  staff: Y.Doc,
  main: Y.Doc,
): ClassProgress {
  const info = session.getMap("info");
  const members = session.getMap<Member>("members");
  const messages = main.getArray<Message>("messages").toArray()
    .filter(({ kind, from }) =>
      kind !== "system" && members.get(from)?.role === "teacher"
    ).length;
  const taken = [...staff.getMap<ResourceSecret>("resources").values()]
    .flatMap(({ taken }) => taken ?? []);
  return {
    startsAt: Number(info.get("startsAt") ?? 0),
    messages,
    questions: [...staff.getMap<StudentActivity>("students").values()]
      .reduce((sum, { turns }) => sum + turns, 0),
    hands: staff.getArray("help").length,
    shared: [...session.getArray<SharedResource>("resources"), ...taken]
      .map(({ at }) => at),
    breakouts: session.getMap("breakouts").toJSON(),
    call: session.getMap("call").toJSON(),
    hasEyes: info.get("eyesOnMe") != null,
  };
}
