/**
 * Records actions of teachers that the activity of the class shows (M-4) and no other document keeps. Writes `deeds` of
 * the staff's document.
 */
import type * as Y from "yjs";
import { sessionInfo } from "./layout.ts";
import type { ActivityEvent } from "./monitoring/activity.ts";
import type { SessionInfo } from "./session.ts";
import { activityEventsOf } from "./staff_roots.ts";

const maxEvents = 1000;

export function recordActivityEvent(staff: Y.Doc, event: ActivityEvent): void {
  const events = activityEventsOf(staff);
  if (events.length < maxEvents) events.push([event]);
}

/** New values of switches; absent: unchanged. */
type Switches = Partial<
  Pick<SessionInfo, "chatPaused" | "assistantPaused" | "eyesOnMe">
>;

export function recordSwitchEvents(
  session: Y.Doc,
  staff: Y.Doc,
  next: Switches,
  now: number,
): void {
  const recordSwitch = (
    name: keyof Switches,
    onKind: ActivityEvent["kind"],
    offKind: ActivityEvent["kind"],
  ) => {
    const to = next[name];
    // A new text for **Eyes on me** is no new event.
    if (
      to === undefined || Boolean(to) === Boolean(sessionInfo(session, name))
    ) {
      return;
    }
    recordActivityEvent(staff, { kind: to ? onKind : offKind, at: now });
  };
  recordSwitch("eyesOnMe", "eyes-on", "eyes-off");
  recordSwitch("chatPaused", "chat-paused", "chat-resumed");
  recordSwitch("assistantPaused", "assistant-paused", "assistant-resumed");
}
