/**
 * Notes to staff (T-1): what a student writes to all staff of the class, and what staff answer. Each student has one
 * thread, `<s>/note/<m>`; the staff's document and the student's own document have an entry for it.
 */

/** An element of `notes` of `<s>/note/<m>`, oldest first. */
export interface StaffNote {
  id: string;
  /** The student, or the teacher who answered. */
  from: string;
  at: number;
  text: string;
  /** Time of writing, if it arrived much later: see `isLongWait`. */
  writtenAt?: number;
  about?: { room: string; message: string };
}

/** An entry of `notes` of `<s>/staff`, by the thread's member. Times in ms. */
export interface NoteThread {
  /** Time of the first note that no teacher has dealt with; absent: there is none. */
  since?: number;
  /** Times of the student's last note (if staff began the thread: of their first) and of the staff's last answer. */
  lastAt: number;
  answeredAt?: number;
}

/** An entry of `notes` of `<s>/member/<m>`, by the thread's member: the member itself, or an alias of it. */
export interface OwnNoteThread {
  lastAt: number;
  /** Id of the staff's last answer. */
  answer?: string;
}
