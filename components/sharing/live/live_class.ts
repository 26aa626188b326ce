/** What each part of the teacher's side of resources is given. */
import type { MarkedRoom } from "../../groups/marks.ts";
import type { ClassSession } from "../../client/class_session.ts";
import type { Student } from "../../people/students.ts";
import type { LiveActions } from "./live_actions.ts";
import { LiveResources } from "./live_resources.ts";

/** A class that runs, for whoever shares with it. */
export interface LiveClass {
  readonly id: string;
  readonly session: ClassSession;
  readonly resources: LiveResources;
  readonly actions: LiveActions;
  /** Those in the class, by name. */
  readonly students: readonly Student[];
  readonly online: ReadonlySet<string>;
  /** Also those that are archived. */
  readonly rooms: Readonly<Record<string, MarkedRoom>>;
  /** Nothing can be shared now: the class is about to begin, or to end. */
  readonly idle: boolean;
  /** The class has not begun: what is here is shared at the start (S-7). */
  readonly ahead?: boolean;
  /** The class has ended: what is left is to mark, and to show results. */
  readonly over?: boolean;
  /** Who looks at it can only read (S-8). */
  readonly reads?: boolean;
  readonly zone: string;
  readonly now: number;
  /** What to add to this device's clock to have the server's (ms). */
  readonly offset: number;
}

/** What the session itself says of it. */
type FromSession = "id" | "session" | "resources" | "rooms" | "offset" | "now";

/** The class of a session that a page has opened; null where it has not yet. */
export function liveClass(
  session: ClassSession | null,
  given: Omit<LiveClass, FromSession> & {
    readonly offset?: number;
    readonly clock: { readonly value: number };
  },
): LiveClass | null {
  return session && {
    id: session.seat.session,
    session,
    resources: session.part(LiveResources),
    rooms: session.facts.rooms.value,
    offset: session.facts.clockOffset.value,
    ...given,
    // Only who asks for it is rendered with each second.
    get now() {
      return given.clock.value;
    },
  };
}
