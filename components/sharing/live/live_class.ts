/** A class as the teacher's parts for resources see it. */
import type { MarkedRoom } from "../../groups/marks.ts";
import type { ClassSession } from "../../client/class_session.ts";
import type { Student } from "../../people/students.ts";
import type { LiveActions } from "./live_actions.ts";
import { LiveResources } from "./live_resources.ts";

export interface LiveClass {
  readonly id: string;
  readonly session: ClassSession;
  readonly resources: LiveResources;
  readonly actions: LiveActions;
  /** Students in the class, by name. */
  readonly students: readonly Student[];
  readonly online: ReadonlySet<string>;
  readonly rooms: Readonly<Record<string, MarkedRoom>>;
  /** Nothing can be shared while the class is starting or ending. */
  readonly idle: boolean;
  /** The class has not started; things are prepared for it (S-7). */
  readonly ahead?: boolean;
  /** The class has ended; marking and results remain. */
  readonly over?: boolean;
  readonly reads?: boolean;
  readonly zone: string;
  readonly now: number;
  readonly offset: number;
}

type FromSession = "id" | "session" | "resources" | "rooms" | "offset" | "now";

/** Null until the page has opened the session. */
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
    // A getter, so that only its readers render every second.
    get now() {
      return given.clock.value;
    },
  };
}
