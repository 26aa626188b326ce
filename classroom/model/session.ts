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
  /** The line that students read while chat and assistant are paused; "": none. */
  eyesOnMe: { text: string } | null;
  nameFilter: boolean;
  /** Maximum number of students (J-9); absent: the usual number. */
  mostStudents?: number;
  /** End of undo, while `ending`, or `scheduled` and cancelled. */
  undoUntil?: number;
  /** The time zone in which it was scheduled (S-7). */
  zone?: string;
  /** Planned hours from the start, before extensions. */
  hours?: number;
  /** While `scheduled`: it is due, but another class of the teacher still runs (S-7). */
  late?: true;
  /** `ended` without having begun: its time passed, or it was cancelled. */
  missed?: true;
  cancelled?: true;
  /** Number of changes to its calendar entry: name, times, cancellation. Absent: none (S-7). */
  revision?: number;
  /** Changes when a backup is restored; clients put it into the names of their caches (SYNC-17). */
  epoch: string;
}
