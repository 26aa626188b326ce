/** What `<s>/session` says of the session itself. */

/** The values of {@link SessionInfo.state}; `ending` lasts the 10 s in which the end can be undone. */
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
  /** While chat and assistant are paused for students: the line that they read; "": none. */
  eyesOnMe: { text: string } | null;
  /** Whether new display names pass the name filter. */
  nameFilter: boolean;
  /** How many students the class takes (J-9); absent: as many as is usual. */
  mostStudents?: number;
  /** While `ending`: until when the end can be undone. */
  undoUntil?: number;
  /** Changes when a backup is restored; clients name their caches by it (S17). */
  epoch: string;
}
