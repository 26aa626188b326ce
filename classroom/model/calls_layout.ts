import type * as Y from "yjs";
import { breakoutSetting, rooms } from "./breakouts_layout.ts";
import { sessionInfo } from "./layout.ts";
import type { CallSituation, CallsState, SingleMute } from "./calls.ts";

export function callsState(session: Y.Doc): CallsState {
  return session.getMap("call").toJSON();
}

/** Changes values of `call`: undefined deletes a value, and an equal one is not written again. */
export function setCallsState(
  session: Y.Doc,
  values: Partial<CallsState>,
): void {
  const map = session.getMap("call");
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) {
      if (map.has(key)) map.delete(key);
    } else if (map.get(key) !== value) map.set(key, value);
  }
}

/** `callAsked` of a session's document: times of requests to unmute, by member. */
export function unmuteRequests(session: Y.Doc): Y.Map<number> {
  return session.getMap<number>("callAsked");
}

/** `callMuted` of a session's document: students muted by name. */
export function singleMutes(session: Y.Doc): Y.Map<SingleMute> {
  return session.getMap<SingleMute>("callMuted");
}

/** `callOut` of a session's document: times of removal from the call, by member. */
export function callRemovals(session: Y.Doc): Y.Map<number> {
  return session.getMap<number>("callOut");
}

export function isAnyCallOn(session: Y.Doc): boolean {
  const { main, groups } = callsState(session);
  return main !== undefined || groups !== undefined;
}

export function callSituationOf(session: Y.Doc): CallSituation {
  return {
    call: callsState(session),
    info: {
      state: sessionInfo(session, "state"),
      eyesOnMe: sessionInfo(session, "eyesOnMe"),
    },
    breakouts: { open: breakoutSetting(session, "open") === true },
    room: (id) => rooms(session).get(id),
    isOut: (member) => callRemovals(session).has(member),
  };
}
