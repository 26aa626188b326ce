/** Opens threads of notes to staff, and the message that a note is about. The device keeps no copy of a thread. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { documentNames } from "../../classroom/model/documents.ts";
import type { Message } from "../../classroom/model/messages.ts";
import type { StaffNote } from "../../classroom/model/staff_notes.ts";
import { messages, notesOf } from "../../classroom/model/roots.ts";
import type { ClassSession } from "../client/class_session.ts";

interface Notes {
  readonly notes: readonly StaffNote[];
  readonly isLoaded: boolean;
}

export function useNotes(
  session: ClassSession,
  threads: readonly string[],
): Notes {
  const read = useSignal<Notes>({ notes: [], isLoaded: false });
  const key = threads.toSorted().join(" ");
  useEffect(() => {
    const opened = key.split(" ").map((thread) =>
      session.open(documentNames.note(session.seat.session, thread), false)
    );
    const show = () => {
      const notes = opened.flatMap(({ doc }) => notesOf(doc).toArray());
      notes.sort((a, b) => a.at - b.at);
      read.value = {
        notes,
        isLoaded: opened.every(({ synced }) => synced.peek()),
      };
    };
    const stops = opened.map(({ doc, synced }) => {
      notesOf(doc).observe(show);
      const stop = synced.subscribe(show);
      return () => {
        notesOf(doc).unobserve(show);
        stop();
      };
    });
    return () => {
      for (const stop of stops) stop();
      for (const document of opened) document.close();
    };
  }, [session, key]);
  return read.value;
}

/** The message that a note is about; undefined: not loaded; null: it is gone, or the reader may not read it. */
export function useNotedMessage(
  session: ClassSession,
  about: StaffNote["about"],
): Message | null | undefined {
  const notedMessage = useSignal<Message | null | undefined>(undefined);
  useEffect(() => {
    if (!about) return;
    const { room, message } = about;
    const opened = session.open(
      documentNames.room(session.seat.session, room),
    );
    const list = messages(opened.doc);
    const show = () => {
      const loadedMessage = list.toArray().find(({ id }) => id === message);
      const isKnown = opened.synced.peek() ||
        opened.status.peek().state === "closed";
      notedMessage.value = loadedMessage ?? (isKnown ? null : undefined);
    };
    list.observe(show);
    const stops = [
      opened.synced.subscribe(show),
      opened.status.subscribe(show),
    ];
    return () => {
      list.unobserve(show);
      for (const stop of stops) stop();
      opened.close();
    };
  }, [session, about?.room, about?.message]);
  return notedMessage.value;
}
