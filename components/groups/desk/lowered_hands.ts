import { type ReadonlySignal, signal } from "@preact/signals";
import type { HelpRequest } from "../../../classroom/model/groups.ts";

/** A lowered hand can be raised again for this long (ms); the server allows slightly more. */
const undoTimeMs = 9_500;

const lowered = signal<ReadonlyMap<string, HelpRequest>>(new Map());

/** Hands lowered on this page that can be raised again, by member. */
export const handsLoweredHere: ReadonlySignal<
  ReadonlyMap<string, HelpRequest>
> = lowered;

export function noteLoweredHand(hand: HelpRequest): void {
  lowered.value = new Map(lowered.peek()).set(hand.member, hand);
  setTimeout(() => {
    if (lowered.peek().get(hand.member) === hand) forgetLoweredHand(hand);
  }, undoTimeMs);
}

export function forgetLoweredHand({ member }: HelpRequest): void {
  const next = new Map(lowered.peek());
  next.delete(member);
  lowered.value = next;
}
