/**
 * What becomes of calls when something else of the class changes (K-2), in the same commit: groups that open and close,
 * the end of the class, members who are merged and who go. Writes `call`, `callAsked`, `callMuted` and `callOut` of
 * the session's document.
 */
import type * as Y from "yjs";
import {
  callAsked,
  callFacts,
  callMuted,
  callOut,
  setCall,
} from "./calls_layout.ts";

/** Groups that open have a call each where there is one in the main room. */
export function carryCallIntoGroups(session: Y.Doc, now: number): void {
  const { main, groups } = callFacts(session);
  if (main !== undefined && groups === undefined) {
    setCall(session, { groups: now });
  }
}

/** Groups that close, or go, bring who talks in them to the main room's call. */
export function bringCallHome(session: Y.Doc, now: number): void {
  const { main, groups } = callFacts(session);
  if (groups === undefined) return;
  setCall(session, { main: main ?? now, groups: undefined });
}

/** The class is over: nothing is left of its calls. */
export function clearCalls(session: Y.Doc): void {
  session.getMap("call").clear();
  callAsked(session).clear();
  callMuted(session).clear();
  callOut(session).clear();
}

/** The last call has ended: who was out of it is not out of the next one. What students may have on stays as it is set. */
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

/** Who goes is not asked to unmute any more; let back into the class, they may be in its calls like everybody. */
export function forgetInCall(session: Y.Doc, member: string): void {
  forgetRequests(session, member);
  if (callOut(session).has(member)) callOut(session).delete(member);
}

function forgetRequests(session: Y.Doc, member: string): void {
  for (const map of [callAsked(session), callMuted(session)]) {
    if (map.has(member)) map.delete(member);
  }
}
