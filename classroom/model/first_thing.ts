/** Whether anything has happened yet in a class that runs (N-3): until then its page is there for those who come in. */
import type * as Y from "yjs";
import type { CallFacts } from "./calls.ts";
import type { StudentActivity } from "./monitoring/activity.ts";
import type { BreakoutsState } from "./groups.ts";
import type { Member } from "./members.ts";
import type { Message } from "./messages.ts";
import type { ResourceSecret, Shared } from "./resources/shared.ts";

/** What there has been in a class so far. Times in ms. */
export interface ClassSoFar {
  readonly startsAt: number;
  /** How many messages staff have written to the class: students greet each other while others still come in. */
  readonly messages: number;
  /** How many questions the assistant was asked. */
  readonly questions: number;
  /** How many hands are up. */
  readonly hands: number;
  /** When each resource was shared, those that were taken back too. */
  readonly shared: readonly number[];
  readonly breakouts: Partial<BreakoutsState>;
  readonly call: CallFacts;
  readonly hasEyes: boolean;
}

/**
 * Whether the first thing has happened. Students coming in are none, nor what was there before the class began, nor the
 * automatic groups into which they come.
 */
export function hasBegun(it: ClassSoFar): boolean {
  const { auto, open, endsAt } = it.breakouts;
  return it.messages + it.questions + it.hands > 0 ||
    it.shared.some((at) => at > it.startsAt) ||
    open === true && auto !== true || endsAt !== undefined ||
    it.call.main !== undefined || it.call.groups !== undefined ||
    it.hasEyes;
}

/** The same, as the documents of the session, of its staff and of its main room have it. */
export function classSoFar(
  session: Y.Doc,
  staff: Y.Doc,
  main: Y.Doc,
): ClassSoFar {
  const info = session.getMap("info");
  const members = session.getMap<Member>("members");
  const said = main.getArray<Message>("messages").toArray()
    .filter(({ kind, from }) =>
      kind !== "system" && members.get(from)?.role === "teacher"
    ).length;
  const taken = [...staff.getMap<ResourceSecret>("resources").values()]
    .flatMap(({ taken }) => taken ?? []);
  return {
    startsAt: Number(info.get("startsAt") ?? 0),
    messages: said,
    questions: [...staff.getMap<StudentActivity>("students").values()]
      .reduce((sum, { turns }) => sum + turns, 0),
    hands: staff.getArray("help").length,
    shared: [...session.getArray<Shared>("resources"), ...taken]
      .map(({ at }) => at),
    breakouts: session.getMap("breakouts").toJSON(),
    call: session.getMap("call").toJSON(),
    hasEyes: info.get("eyesOnMe") != null,
  };
}
