/**
 * Notes to staff (T-1): what a student writes to all staff of the class, and what staff answer. Each student has one
 * thread, `<s>/note/<m>`; the staff's document and the student's own document have an entry for it.
 */
import type * as Y from "yjs";

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

export function notesOf(thread: Y.Doc): Y.Array<StaffNote> {
  return thread.getArray<StaffNote>("notes");
}

export function noteThreads(staff: Y.Doc): Y.Map<NoteThread> {
  return staff.getMap<NoteThread>("notes");
}

export function ownNoteThreads(own: Y.Doc): Y.Map<OwnNoteThread> {
  return own.getMap<OwnNoteThread>("notes");
}

/** `read` of `<s>/member/<m>`: ids of the last answers that the student has opened, by thread. */
export function readNoteAnswers(own: Y.Doc): Y.Map<string> {
  return own.getMap<string>("read");
}
