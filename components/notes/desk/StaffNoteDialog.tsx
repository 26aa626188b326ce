/** A student's notes to staff, with a field for an answer (T-1). */
import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { chat } from "texts/chat.ts";
import { notesDesk as t } from "texts/notes_desk.ts";
import { people } from "texts/people.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { requestAct } from "../../client/session_api.ts";
import { Button, Form } from "../../ui/Button.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { TextAreaField } from "../../ui/TextAreaField.tsx";
import { NoteThread } from "../NoteThread.tsx";
import { useNotes } from "../use_notes.ts";
import { threadsOfPerson } from "./staff_threads.ts";

/** Shows all threads of the student. The answer goes into `thread`. */
export function StaffNoteDialog({ session, thread, onClose }: {
  session: ClassSession;
  thread: string;
  onClose: () => void;
}) {
  const { facts, seat } = session;
  const { notes, isLoaded } = useNotes(session, [
    ...new Set([thread, ...threadsOfPerson(session, facts.personOf(thread))]),
  ]);
  const name = facts.nameOf(thread) ?? "";
  const isOver = !facts.isLive.value;
  return (
    <Modal
      title={t.of({ name })}
      hasFocus={seat.role === "teacher" && !isOver}
      onClose={onClose}
    >
      <div class="stack">
        {!isLoaded && notes.length === 0 && <p class="quiet">{t.loading}</p>}
        <NoteThread
          session={session}
          label={t.thread({ name })}
          notes={notes}
        />
        {seat.role === "teacher" &&
          (isOver ? <p class="quiet">{t.over}</p> : (
            <AnswerForm
              session={session}
              thread={thread}
              name={name}
              onSettled={onClose}
            />
          ))}
        <p class="quiet small">{t.readers({ name })}</p>
      </div>
    </Modal>
  );
}

function AnswerForm({ session, thread, name, onSettled }: {
  session: ClassSession;
  thread: string;
  name: string;
  onSettled: () => void;
}) {
  const id = useId();
  const text = useSignal("");
  const failure = useSignal("");
  // Kept after a failure, so that an answer whose reply was lost is not sent twice.
  const answer = useRef(newId());
  const words = text.value.trim();
  const { since } = session.staff?.noteThreads.value[thread] ?? {};
  const waits = since !== undefined;
  const over = words.length - bounds.staffNote;
  const send = async () => {
    if (words === "" || over > 0) return;
    const reply = await requestAct(session.seat.session, "POST /notes/:m", {
      m: thread,
      id: answer.current,
      text: words,
    });
    failure.value = reply.ok ? "" : reply.problem.detail;
    if (!reply.ok) return;
    answer.current = newId();
    text.value = "";
  };
  return (
    <Form class="stack snug" onSubmit={send}>
      <TextAreaField
        id={id}
        label={people.write({ name })}
        isMessage
        rows={3}
        autofocus
        value={text}
        onInput={(event) => text.value = event.currentTarget.value}
      />
      <p class="small" role="alert">
        {over > 0 ? chat.tooLong({ over }) : failure.value}
      </p>
      <div class="actions">
        <Button
          type="submit"
          look="main"
          aria-disabled={words === "" || over > 0}
        >
          {t.send}
        </Button>
        {waits && (
          <Button
            onClick={async () => {
              const { session: s } = session.seat;
              const endpoint = "POST /notes/:m/settle";
              const reply = await requestAct(s, endpoint, { m: thread });
              failure.value = reply.ok ? "" : reply.problem.detail;
              if (reply.ok) onSettled();
            }}
          >
            {t.settle}
          </Button>
        )}
      </div>
    </Form>
  );
}
