/** The students of a page with all that is known of them. */
import { useComputed } from "@preact/signals";
import type { BoardFacts } from "../../../classroom/model/monitoring/activity.ts";
import type { Member } from "../../../classroom/model/members.ts";
import { raisedHands } from "../../groups/desk/raised_hands.ts";
import { studentsAmong } from "../../people/students.ts";
import type { ClassSession } from "../../client/class_session.ts";
import type { Seat } from "../../client/seat.ts";
import { useClassSession } from "../../client/use_class_session.ts";
import { Watching } from "../watching.ts";
import { type Pupil, pupilsOf } from "./pupils.ts";

/**
 * @param rendered facts from the server, shown until the staff's document is
 * open; without it `facts` is null until then
 */
export function usePupils(
  seat: Seat,
  members: Readonly<Record<string, Member>>,
  rendered: BoardFacts | null = null,
): {
  session: ClassSession | null;
  watching: Watching | null;
  facts: BoardFacts | null;
  present: Pupil[];
  removed: Pupil[];
} {
  const session = useClassSession(seat);
  const watching = useComputed(() => session.value?.part(Watching) ?? null);
  const facts = !rendered || session.value?.staff?.isKnown
    ? watching.value?.facts ?? rendered
    : rendered;
  const { students = {}, acted } = facts ?? {};
  const queues = watching.value?.queues.value ?? {};
  const { present, removed } = studentsAmong(members);
  const isLive = session.value?.facts.live.value;
  const hands = isLive ? raisedHands(session.value) : undefined;
  return {
    session: session.value,
    watching: watching.value,
    facts,
    present: pupilsOf(present, members, students, hands, queues, acted),
    removed: pupilsOf(removed, members, students, hands),
  };
}
