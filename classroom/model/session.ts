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
  /** While `ending`, or `scheduled` and cancelled: until when that can be undone. */
  undoUntil?: number;
  /** The zone by whose clocks it was scheduled (S-7). */
  zone?: string;
  /** How long it is to last from its start, in hours, before anybody extends or ends it. */
  hours?: number;
  /** While `scheduled`: its time has come, and another class of the teacher still runs (S-7). */
  late?: true;
  /** It `ended` without having begun: its time passed, or it was cancelled. */
  missed?: true;
  cancelled?: true;
  /** How often what stands in calendars has changed: its name, its times, or that it is held. Absent: never (S-7). */
  revision?: number;
  /** Changes when a backup is restored; clients name their caches by it (S17). */
  epoch: string;
}
