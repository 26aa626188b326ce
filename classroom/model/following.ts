/**
 * Changes calls in the same commit as their cause (K-2): groups open or close, the class ends, members are
 * merged or leave. Writes `call`, `callAsked`, `callMuted` and `callOut` of the session's document.
 */
import type * as Y from "yjs";
import {
  callAsked,
  callFacts,
  callMuted,
  callOut,
  setCall,
} from "./calls_layout.ts";

/** Starts calls in groups that open while the main room has one. */
export function carryCallIntoGroups(session: Y.Doc, now: number): void {
  const { main, groups } = callFacts(session);
  if (main !== undefined && groups === undefined) {
    setCall(session, { groups: now });
  }
}

/** Moves calls of closing groups to the main room. */
export function bringCallHome(session: Y.Doc, now: number): void {
  const { main, groups } = callFacts(session);
  if (groups === undefined) return;
  setCall(session, { main: main ?? now, groups: undefined });
}

export function clearCalls(session: Y.Doc): void {
  session.getMap("call").clear();
  callAsked(session).clear();
  callMuted(session).clear();
  callOut(session).clear();
}

/** After the last call, nobody is kept out of the next; permitted devices stay as set. */
export function endedLast(session: Y.Doc): void {
  setCall(session, { mutedAt: undefined });
  callAsked(session).clear();
  callMuted(session).clear();
  callOut(session).clear();
}

/** A member becomes an alias of another (J-7): the other is out of the call if the member was. */
export function moveCallRemoval(
  session: Y.Doc,
  from: string,
  into: string,
): void {
  forgetRequests(session, from);
  const out = callOut(session).get(from);
  if (out !== undefined && !callOut(session).has(into)) {
    callOut(session).set(into, out);
  }
}

/** Ends requests to a leaving member; if let back in, they may join calls. */
export function forgetInCall(session: Y.Doc, member: string): void {
  forgetRequests(session, member);
  if (callOut(session).has(member)) callOut(session).delete(member);
}

function forgetRequests(session: Y.Doc, member: string): void {
  for (const map of [callAsked(session), callMuted(session)]) {
    if (map.has(member)) map.delete(member);
  }
}
