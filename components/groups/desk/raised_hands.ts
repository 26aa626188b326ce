/** Whose hand is up in a class that runs (B-12): raised in the main room, or a call for help from a group. */
import type { Help } from "../../../classroom/model/groups.ts";
import type { ClassSession } from "../../client/class_session.ts";

/** The hands that are up, by who raised them, as whom they are now (J-7); the first of each. */
export function raisedHands(
  session: ClassSession | null,
): ReadonlyMap<string, Help> {
  const hands = new Map<string, Help>();
  for (const hand of session?.staff?.help.value ?? []) {
    const person = session!.facts.personOf(hand.member);
    if (!hands.has(person)) hands.set(person, hand);
  }
  return hands;
}
