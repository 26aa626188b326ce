import type { HelpRequest } from "../../../classroom/model/groups.ts";
import type { ClassSession } from "../../client/class_session.ts";

/** Raised hands (B-12) by student; an alias's hand counts as its student's (J-7). Of several, the first. */
export function raisedHandsByStudent(
  session: ClassSession | null,
): ReadonlyMap<string, HelpRequest> {
  const hands = new Map<string, HelpRequest>();
  for (const hand of session?.staff?.helpRequests.value ?? []) {
    const person = session!.facts.personOf(hand.member);
    if (!hands.has(person)) hands.set(person, hand);
  }
  return hands;
}
