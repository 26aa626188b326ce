/**
 * Notes to staff that no teacher has dealt with (T-1), the longest wait first. Their text shows only once opened:
 * the class may see the screen.
 */
import { useSignal } from "@preact/signals";
import { groupsDesk } from "texts/groups_desk.ts";
import { notesDesk as t } from "texts/notes_desk.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { requestAct } from "../../client/session_api.ts";
import { useServerTime } from "../../client/use_server_time.ts";
import { ClaimButton } from "../../people/claims/ClaimButton.tsx";
import { ClassAttention } from "../../people/claims/class_attention.ts";
import { Button } from "../../ui/Button.tsx";
import { StaffNoteDialog } from "./StaffNoteDialog.tsx";

export function WaitingNotes({ session }: { session: ClassSession }) {
  const opened = useSignal<string | null>(null);
  const { facts, staff } = session;
  const waiting = Object.entries(staff!.noteThreads.value)
    .flatMap(([thread, { since, lastAt, answeredAt = Infinity }]) =>
      since === undefined
        ? []
        : [{ thread, since, isAgain: lastAt > answeredAt }]
    )
    .sort((a, b) => a.since - b.since);
  const now = useServerTime(session, waiting.length > 0);
  return (
    <>
      <ul class="stack snug wait-signals">
        {waiting.map(({ thread, since, isAgain }) => {
          const name = facts.nameOf(thread) ?? "";
          const minutes = Math.max(0, Math.floor((now - since) / 60_000));
          return (
            <li key={thread}>
              <div class="wait-row">
                <strong>{name}</strong>
                <div>
                  <span class="wait-since quiet small figures">
                    {groupsDesk.since({ minutes })}
                  </span>
                  {isAgain && <p class="quiet small">{t.again}</p>}
                </div>
              </div>
              <NoteActions
                {...{ session, thread }}
                onOpen={() => opened.value = thread}
              />
            </li>
          );
        })}
      </ul>
      {opened.value !== null && (
        <StaffNoteDialog
          session={session}
          thread={opened.value}
          onClose={() => opened.value = null}
        />
      )}
    </>
  );
}

/** The buttons for a note, in the list and on the student's tile. */
export function NoteActions({ session, thread, onOpen }: {
  session: ClassSession;
  thread: string;
  onOpen: () => void;
}) {
  const { facts, seat } = session;
  const name = facts.nameOf(thread) ?? "";
  const mayAnswer = seat.role === "teacher";
  return (
    <div class="actions">
      <Button
        look="main small"
        aria-label={mayAnswer ? t.openOf({ name }) : t.lookOf({ name })}
        onClick={() => {
          session.part(ClassAttention).claim(`note-${thread}`);
          onOpen();
        }}
      >
        {mayAnswer ? t.open : t.look}
      </Button>
      {mayAnswer && (
        <Button
          look="small"
          aria-label={t.settleOf({ name })}
          onClick={() =>
            requestAct(seat.session, "POST /notes/:m/settle", { m: thread })}
        >
          {t.settle}
        </Button>
      )}
      <ClaimButton
        session={session}
        attention={`note-${thread}`}
        about={name}
      />
    </div>
  );
}
