/** Opens threads of notes to staff, and the message that a note is about. The device keeps no copy of a thread. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { documentNames } from "../../classroom/model/documents.ts";
import type { Message } from "../../classroom/model/messages.ts";
import type { StaffNote } from "../../classroom/model/staff_notes.ts";
import { messages, notesOf } from "../../classroom/model/roots.ts";
import type { ClassSession } from "../client/class_session.ts";

interface Notes {
  readonly all: readonly StaffNote[];
  readonly isLoaded: boolean;
}

export function useNotes(
  session: ClassSession,
  threads: readonly string[],
): Notes {
  const read = useSignal<Notes>({ all: [], isLoaded: false });
  const key = threads.toSorted().join(" ");
  useEffect(() => {
    const opened = key.split(" ").map((thread) =>
      session.open(documentNames.note(session.seat.session, thread), false)
    );
    const show = () => {
      const all = opened.flatMap(({ doc }) => notesOf(doc).toArray());
      all.sort((a, b) => a.at - b.at);
      read.value = {
        all,
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
      for (const one of opened) one.close();
    };
  }, [session, key]);
  return read.value;
}

/** The message that a note is about; undefined: not loaded; null: it is gone, or the reader may not read it. */
export function useNotedMessage(
  session: ClassSession,
  about: StaffNote["about"],
): Message | null | undefined {
  const found = useSignal<Message | null | undefined>(undefined);
  useEffect(() => {
    if (!about) return;
    const { room, message } = about;
    const opened = session.open(
      documentNames.room(session.seat.session, room),
    );
    const list = messages(opened.doc);
    const show = () => {
      const it = list.toArray().find(({ id }) => id === message);
      const isKnown = opened.synced.peek() ||
        opened.status.peek().state === "closed";
      found.value = it ?? (isKnown ? null : undefined);
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
  return found.value;
}
