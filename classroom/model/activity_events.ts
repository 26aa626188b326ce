/**
 * When a teacher did what shows in a class's activity (M-4) and leaves no other trace of when: eyes on me, pauses,
 * results. Writes `deeds` of the staff's document.
 */
import type * as Y from "yjs";
import { info } from "./layout.ts";
import type { ActivityEvent } from "./monitoring/activity.ts";
import type { SessionInfo } from "./session.ts";

/** No more are kept: who presses a switch so often has no use for when. */
const mostEvents = 1000;

/** `deeds` of the staff's document. */
export function deedsOf(staff: Y.Doc): Y.Array<ActivityEvent> {
  return staff.getArray<ActivityEvent>("deeds");
}

/** Writes one down. */
export function noteActivityEvent(staff: Y.Doc, deed: ActivityEvent): void {
  const deeds = deedsOf(staff);
  if (deeds.length < mostEvents) deeds.push([deed]);
}

/** The switches that show in a class's activity; an absent one is not changed. */
type Switches = Partial<
  Pick<SessionInfo, "chatPaused" | "assistantPaused" | "eyesOnMe">
>;

/** Writes down which switches are about to be turned. */
export function noteSwitches(
  session: Y.Doc,
  staff: Y.Doc,
  next: Switches,
  now: number,
): void {
  const turned = (
    name: keyof Switches,
    on: ActivityEvent["kind"],
    off: ActivityEvent["kind"],
  ) => {
    const to = next[name];
    // A new line of **Eyes on me** is the same attention.
    if (to === undefined || Boolean(to) === Boolean(info(session, name))) {
      return;
    }
    noteActivityEvent(staff, { kind: to ? on : off, at: now });
  };
  turned("eyesOnMe", "eyes-on", "eyes-off");
  turned("chatPaused", "chat-paused", "chat-resumed");
  turned("assistantPaused", "assistant-paused", "assistant-resumed");
}
