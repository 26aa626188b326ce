import type { RoomWithEmblem } from "../../client/group_emblems.ts";
import type { ClassSession } from "../../client/class_session.ts";
import type { Student } from "../../people/students.ts";
import type { ResourceActions } from "./resource_actions.ts";
import { DeskResources } from "./desk_resources.ts";

export interface LiveClass {
  readonly id: string;
  readonly session: ClassSession;
  readonly resources: DeskResources;
  readonly actions: ResourceActions;
  readonly students: readonly Student[];
  readonly online: ReadonlySet<string>;
  readonly rooms: Readonly<Record<string, RoomWithEmblem>>;
  /** Whether nothing can be shared: the class is ending or over, or the page is an observer's. */
  readonly isIdle: boolean;
  /** Whether the class has not started; resources are prepared for it (S-7). */
  readonly isAhead?: boolean;
  /** Whether the class has ended; what remains is grading and results. */
  readonly isOver?: boolean;
  readonly isReadOnly?: boolean;
  readonly zone: string;
  readonly now: number;
  readonly offset: number;
}

type FromSession = "id" | "session" | "resources" | "rooms" | "offset" | "now";

/** Null until the page has opened the session. */
export function makeLiveClass(
  session: ClassSession | null,
  options: Omit<LiveClass, FromSession> & {
    readonly offset?: number;
    readonly clock: { readonly value: number };
  },
): LiveClass | null {
  return session && {
    id: session.seat.session,
    session,
    resources: session.part(DeskResources),
    rooms: session.facts.rooms.value,
    offset: session.facts.clockOffset.value,
    ...options,
    // A getter, so that only what reads it renders every second.
    get now() {
      return options.clock.value;
    },
  };
}
