/**
 * Changes calls in the same commit as their cause (K-2): groups open or close, the class ends, members
 * become aliases or leave. Writes `call`, `callAsked`, `callMuted` and `callOut` of the session's document.
 */
import type * as Y from "yjs";
import { callsState, setCallsState } from "./calls_layout.ts";
import {
  callRemovals,
  callsMap,
  singleMutes,
  unmuteRequests,
} from "./roots.ts";

/** Starts calls in groups that open while the main room has one. */
export function startGroupCalls(session: Y.Doc, now: number): void {
  const { main, groups } = callsState(session);
  if (main !== undefined && groups === undefined) {
    setCallsState(session, { groups: now });
  }
}

export function moveCallToMainRoom(session: Y.Doc, now: number): void {
  const { main, groups } = callsState(session);
  if (groups === undefined) return;
  setCallsState(session, { main: main ?? now, groups: undefined });
}

export function clearCalls(session: Y.Doc): void {
  callsMap(session).clear();
  unmuteRequests(session).clear();
  singleMutes(session).clear();
  callRemovals(session).clear();
}

/**
 * Clears mutes, requests to unmute and removals after the last call, so that everyone can join the next. Permitted
 * devices stay as set.
 */
export function resetAfterLastCall(session: Y.Doc): void {
  setCallsState(session, { mutedAt: undefined });
  unmuteRequests(session).clear();
  singleMutes(session).clear();
  callRemovals(session).clear();
}

/** When a member becomes an alias (J-7), its removal from calls passes to `into`; forgets its mute and request. */
export function moveCallRemoval(
  session: Y.Doc,
  from: string,
  into: string,
): void {
  forgetRequests(session, from);
  const removal = callRemovals(session).get(from);
  if (removal !== undefined && !callRemovals(session).has(into)) {
    callRemovals(session).set(into, removal);
  }
}

/** Forgets requests, mutes and removal of a leaving member, who may join calls if let back in. */
export function forgetMemberInCalls(session: Y.Doc, member: string): void {
  forgetRequests(session, member);
  if (callRemovals(session).has(member)) callRemovals(session).delete(member);
}

function forgetRequests(session: Y.Doc, member: string): void {
  for (const map of [unmuteRequests(session), singleMutes(session)]) {
    if (map.has(member)) map.delete(member);
  }
}
