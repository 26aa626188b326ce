import type * as Y from "yjs";
import { breakoutSetting } from "./breakouts_layout.ts";
import { sessionInfo } from "./layout.ts";
import type { CallSituation, CallsState } from "./calls.ts";
import { callRemovals, callsMap, rooms } from "./roots.ts";

export function callsState(session: Y.Doc): CallsState {
  return callsMap(session).toJSON();
}

/** Changes values of `call`: undefined deletes a value, and an equal one is not written again. */
export function setCallsState(
  session: Y.Doc,
  values: Partial<CallsState>,
): void {
  const map = callsMap(session);
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) {
      if (map.has(key)) map.delete(key);
    } else if (map.get(key) !== value) map.set(key, value);
  }
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
