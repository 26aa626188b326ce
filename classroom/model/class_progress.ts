/**
 * Decides whether anything has happened in a running class (N-3). Until then the teacher's page shows how students
 * join.
 */
import type * as Y from "yjs";
import type { CallsState } from "./calls.ts";
import type { BreakoutsState } from "./groups.ts";
import { callsState } from "./calls_layout.ts";
import { sessionInfo } from "./layout.ts";
import { breakoutsMap, members, messages, sharedResources } from "./roots.ts";
import {
  helpRequests,
  resourceSecrets,
  studentActivities,
} from "./staff_roots.ts";

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
export function hasAnythingHappened(progress: ClassProgress): boolean {
  const { auto, open, endsAt } = progress.breakouts;
  return progress.messages + progress.questions + progress.hands > 0 ||
    progress.shared.some((at) => at > progress.startsAt) ||
    open === true && auto !== true || endsAt !== undefined ||
    progress.call.main !== undefined || progress.call.groups !== undefined ||
    progress.hasEyes;
}

export function readClassProgress(
  session: Y.Doc,
  staff: Y.Doc,
  main: Y.Doc,
): ClassProgress {
  const teacherMessages = messages(main).toArray()
    .filter(({ kind, from }) =>
      kind !== "system" && members(session).get(from)?.role === "teacher"
    );
  const takenBack = [...resourceSecrets(staff).values()]
    .flatMap(({ taken }) => taken ?? []);
  return {
    startsAt: sessionInfo(session, "startsAt") ?? 0,
    messages: teacherMessages.length,
    questions: [...studentActivities(staff).values()]
      .reduce((sum, { turns }) => sum + turns, 0),
    hands: helpRequests(staff).length,
    shared: [...sharedResources(session), ...takenBack].map(({ at }) => at),
    breakouts: breakoutsMap(session).toJSON(),
    call: callsState(session),
    hasEyes: sessionInfo(session, "eyesOnMe") != null,
  };
}
