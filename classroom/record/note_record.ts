/** Notes to staff and their answers (T-1) in the record, where a student and their aliases have one thread. */
import type { SyncEngine } from "../../sync/sync_engine.ts";
import { documentNames as names } from "../model/documents.ts";
import type { Identity } from "../model/members.ts";
import { readClassDocuments, readDocument } from "../model/layout.ts";
import { requireTeacherRole } from "../model/permissions.ts";
import { findPerson } from "../model/persons.ts";
import { findMessage } from "../model/room_messages.ts";
import type { StaffNote } from "../model/staff_notes.ts";
import { notesOf } from "../model/roots.ts";
import { noteThreads } from "../model/staff_roots.ts";
import { listClaims, type RecordClaim } from "./alert_record.ts";
import { type RecordPerson, recordPersonOf } from "./session_record.ts";

export interface RecordNote extends Omit<StaffNote, "from" | "about"> {
  /** The student in whose thread it is. */
  student: RecordPerson;
  author: RecordPerson;
  about?: NotedMessage;
  /** Only on a note with which the thread began to wait: the teachers who took it. Absent: nobody. */
  claims?: RecordClaim[];
}

/** The message that a note is about; without author and text if it is no longer in the room. */
export type NotedMessage = NonNullable<StaffNote["about"]> & {
  author?: RecordPerson;
  /** Absent: the message was deleted, or has no words. */
  text?: string;
};

/** Yields notes by student, in the order of each student's first note; within a thread, oldest first. */
export async function* readNotes(
  sync: SyncEngine<Identity>,
  who: Identity,
): AsyncGenerator<RecordNote> {
  requireTeacherRole(who);
  const s = who.session;
  const threads = new Map<
    string,
    (StaffNote & Pick<RecordNote, "claims">)[]
  >();
  const persons = await readClassDocuments(
    sync,
    s,
    (docs) =>
      [...noteThreads(docs.staff).keys()].map((m) => ({
        thread: m,
        student: recordPersonOf(docs.session, findPerson(docs.session, m)),
        claims: listClaims(docs, `note-${m}`),
      })),
  );
  const students = new Map(persons.map(({ student }) => [student.id, student]));
  for (const { thread, student, claims } of persons) {
    const notes = await readDocument(
      sync,
      names.note(s, thread),
      (doc) =>
        notesOf(doc).toArray().map((note) => {
          const noteClaims = note.from === thread && claims.get(note.at);
          return noteClaims ? { ...note, claims: noteClaims } : note;
        }),
    );
    threads.set(student.id, [...threads.get(student.id) ?? [], ...notes]);
  }
  const byStudent = [...threads]
    .map(([id, notes]) => ({ id, notes: notes.sort((a, b) => a.at - b.at) }))
    .filter(({ notes }) => notes.length > 0)
    .sort((a, b) => a.notes[0].at - b.notes[0].at);
  for (const { id, notes } of byStudent) {
    for (const { from, about, ...note } of notes) {
      yield {
        ...note,
        student: students.get(id)!,
        author: await readPerson(sync, s, from),
        ...(about && { about: await readNotedMessage(sync, s, about) }),
      };
    }
  }
}

function readPerson(
  sync: SyncEngine<Identity>,
  s: string,
  member: string,
): Promise<RecordPerson> {
  return readDocument(
    sync,
    names.session(s),
    (session) => recordPersonOf(session, findPerson(session, member)),
  );
}

async function readNotedMessage(
  sync: SyncEngine<Identity>,
  s: string,
  about: NonNullable<StaffNote["about"]>,
): Promise<NotedMessage> {
  const message = await readDocument(
    sync,
    names.room(s, about.room),
    (room) => findMessage(room, about.message)?.message,
  );
  if (!message) return about;
  const text = "text" in message ? message.text : undefined;
  return {
    ...about,
    author: await readPerson(sync, s, message.from),
    ...(text && { text }),
  };
}
