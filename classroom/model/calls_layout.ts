import type * as Y from "yjs";
import { breakouts, rooms } from "./breakouts_layout.ts";
import { info } from "./layout.ts";
import type { CallFacts, CallSituation, MutedAlone } from "./calls.ts";

export function callFacts(session: Y.Doc): CallFacts {
  return session.getMap("call").toJSON();
}

/** Changes values of `call`; undefined deletes one, and unchanged values are not written. */
export function setCall(session: Y.Doc, values: Partial<CallFacts>): void {
  const map = session.getMap("call");
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) {
      if (map.has(key)) map.delete(key);
    } else if (map.get(key) !== value) map.set(key, value);
  }
}

/** `callAsked` of a session's document: times of requests to unmute, by member. */
export function callAsked(session: Y.Doc): Y.Map<number> {
  return session.getMap<number>("callAsked");
}

/** `callMuted` of a session's document: students muted alone. */
export function callMuted(session: Y.Doc): Y.Map<MutedAlone> {
  return session.getMap<MutedAlone>("callMuted");
}

/** `callOut` of a session's document: times of removal from the call, by member. */
export function callOut(session: Y.Doc): Y.Map<number> {
  return session.getMap<number>("callOut");
}

export function isAnyCallOn(session: Y.Doc): boolean {
  const { main, groups } = callFacts(session);
  return main !== undefined || groups !== undefined;
}

export function situationIn(session: Y.Doc): CallSituation {
  return {
    call: callFacts(session),
    info: {
      state: info(session, "state"),
      eyesOnMe: info(session, "eyesOnMe"),
    },
    breakouts: { open: breakouts(session, "open") === true },
    room: (id) => rooms(session).get(id),
    isOut: (member) => callOut(session).has(member),
  };
}
