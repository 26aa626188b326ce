/** `ending` lasts the 10 s in which the end can be undone. */
export type SessionState = "scheduled" | "active" | "ending" | "ended";

/** `info` of `<s>/session`. Times in milliseconds since 1970. */
export interface SessionInfo {
  name: string;
  code: string;
  state: SessionState;
  startsAt: number;
  endsAt: number;
  rejoin: boolean;
  collect: boolean;
  joinLocked: boolean;
  chatPaused: boolean;
  assistantPaused: boolean;
  /** The text that students read during **Eyes on me**, "" for none; null: it is off. */
  eyesOnMe: { text: string } | null;
  nameFilter: boolean;
  /** Maximum number of students (J-9); absent: the default. */
  mostStudents?: number;
  /** Until when the end or the cancellation of the class can be undone (ms). */
  undoUntil?: number;
  /** The time zone in which it was scheduled (S-7). */
  zone?: string;
  /** Planned hours from the start, before extensions. */
  hours?: number;
  /** While `scheduled`: the class is due, but another class of its owner still runs (S-7). */
  late?: true;
  /** `ended` without having begun, as its time passed. */
  missed?: true;
  cancelled?: true;
  /** Number of changes to the class's calendar entry: name, times, cancellation (S-7). Absent: none. */
  revision?: number;
  /** Changes when a backup is restored; clients put it into the names of their caches (SYNC-17). */
  epoch: string;
}

/** Whether a class has begun. */
export function wasHeld(
  { state, missed, cancelled }: Partial<
    Pick<SessionInfo, "state" | "missed" | "cancelled">
  >,
): boolean {
  return state !== "scheduled" && !missed && !cancelled;
}
