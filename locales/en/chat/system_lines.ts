/** The lines of the system in a room (C-12), wherever a room is shown. */
import type { SystemEvent } from "../../../classroom/schema/messages.ts";

/** What each of them says. */
export const lines: Readonly<Record<SystemEvent, string>> = {
  "session-started": "The class started.",
  "groups-opened": "The groups are open.",
  "groups-closed": "The groups are closed. Everyone is in the main room.",
};
