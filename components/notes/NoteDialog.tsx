/**
 * **Tell a teacher** (T-1) on a student's page: their notes, the staff's answers, and a field. Loaded on first
 * use; works offline.
 */
import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useId } from "preact/hooks";
import { chat } from "texts/chat.ts";
import { notes as t } from "texts/notes.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import type { CommandOf } from "../../classroom/commands.ts";
import { newId } from "../../classroom/model/ids.ts";
import type { Member } from "../../classroom/model/members.ts";
import type { RefusedCommand } from "../../sync/client/outbox.ts";
import type { ClassSession } from "../client/class_session.ts";
import { describeReceipt } from "../client/describe_receipt.ts";
import { Button, CloseButton, Form } from "../ui/Button.tsx";
import { formatList } from "../../formats/format_list.ts";
import { Modal } from "../ui/Modal.tsx";
import { TextAreaField } from "../ui/TextAreaField.tsx";
import { NotedMessage, NoteItem, NoteThread } from "./NoteThread.tsx";
import { OwnNotes } from "./own_notes.ts";
import { useNotes } from "./use_notes.ts";

export function NoteDialog({ session, hasAlerts }: {
  session: ClassSession;
  /** A second adult is alerted to what no teacher takes in time (T-2). */
  hasAlerts: boolean;
}) {
  const ownNotes = session.part(OwnNotes);
  const { facts, seat } = session;
  const thread = seat.alias ?? seat.member;
  const { notes } = useNotes(session, [
    ...new Set([thread, ...Object.keys(ownNotes.threads.value)]),
  ]);
  const unsent = useUnsent(session);
  const isOffline = session.status.value.state === "offline";
  useEffect(() => {
    ownNotes.arrivedIds.value = new Set(notes.map(({ id }) => id));
    ownNotes.markRead();
  }, [notes, ownNotes.threads.value]);
  useEffect(() => () => void (ownNotes.arrivedIds.value = null), []);
  const isEmpty = notes.length + unsent.count === 0;
  return (
    <Modal
      title={t.title}
      hasFocus
      onClose={() => ownNotes.dialog.value = null}
    >
      <div class="stack">
        {isEmpty && <p>{t.what}</p>}
        {!isEmpty && (
          <NoteThread session={session} label={t.thread} notes={notes}>
            {unsent.sending.value.map(({ id, text, about }) => (
              <NoteItem
                key={id}
                name={t.you}
                text={text}
                isMine
                isUnsent
                state={isOffline ? t.offline : t.sending}
                above={about && (
                  <NotedMessage session={session} about={about} />
                )}
              />
            ))}
            {unsent.refused.value.map((refused) => (
              <RefusedNote
                key={refused.id}
                session={session}
                refused={refused}
              />
            ))}
          </NoteThread>
        )}
        <p class="visually-hidden" role="status">
          {unsent.sending.value.length > 0 && isOffline && t.offline}
        </p>
        <NoteForm session={session} ownNotes={ownNotes} />
        <p class="quiet small">
          {t.readers({
            names: formatList(readersOf(Object.values(facts.members.value))),
          })}
        </p>
        <WhoIsTold session={session} hasAlerts={hasAlerts} />
        <p class="small">{t.danger}</p>
      </div>
    </Modal>
  );
}

/** Says when no teacher is online, and when a second adult is alerted. */
function WhoIsTold({ session: { facts, status }, hasAlerts }: {
  session: ClassSession;
  hasAlerts: boolean;
}) {
  const members = facts.members.value;
  const isAlone = status.value.state === "online" &&
    ![...facts.online.value.keys()].some((id) =>
      members[id]?.role === "teacher"
    );
  const text = !hasAlerts
    ? isAlone && t.nobody
    : isAlone
    ? t.adultNow
    : t.adult;
  return text ? <p class="small" role="status">{text}</p> : null;
}

function useUnsent({ outbox }: ClassSession) {
  const sending = useComputed(() =>
    [...outbox.awaitingEffect.value, ...outbox.pending.value]
      .filter((it): it is CommandOf<"note"> => it.kind === "note")
  );
  const refused = useComputed(() =>
    outbox.refused.value.filter((
      refusedCommand,
    ): refusedCommand is RefusedCommand<CommandOf<"note">> =>
      refusedCommand.command?.kind === "note"
    )
  );
  const count = sending.value.length + refused.value.length;
  return { sending, refused, count };
}

/** Names of the staff: owner and co-teachers, then observers. */
function readersOf(members: readonly Member[]): string[] {
  const staff = members.filter(({ role, removed }) =>
    role !== "student" && !removed
  );
  return staff.toSorted((a, b) =>
    Number(a.role === "observer") - Number(b.role === "observer") ||
    a.joinedAt - b.joinedAt
  ).map(({ name }) => name);
}

function RefusedNote({ session, refused }: {
  session: ClassSession;
  refused: RefusedCommand<CommandOf<"note">>;
}) {
  const { id, command } = refused;
  return (
    <NoteItem
      name={t.you}
      text={command?.text ?? ""}
      isMine
      isUnsent
      state={t.notSent({ why: describeReceipt(refused) ?? "" })}
    >
      <div class="actions">
        <Button
          look="small"
          onClick={() => void session.outbox.resend(id, newId())}
        >
          {t.tryAgain}
        </Button>
        <Button look="small bare" onClick={() => session.outbox.discard(id)}>
          {t.discard}
        </Button>
      </div>
    </NoteItem>
  );
}

function NoteForm(
  { session, ownNotes }: { session: ClassSession; ownNotes: OwnNotes },
) {
  const id = useId();
  const isFull = useSignal(false);
  const about = ownNotes.dialog.value?.about;
  const text = ownNotes.draft.value.trim();
  const over = text.length - bounds.staffNote;
  const send = () => {
    if (text === "" || over > 0) return;
    const { clockOffset } = session.facts;
    isFull.value = !session.outbox.push({
      id: newId(),
      kind: "note",
      text,
      ...(about && { about }),
      writtenAt: Math.round(Date.now() + clockOffset.peek()),
      ...(session.status.peek().state === "offline" && { offline: true }),
    });
    if (isFull.value) return;
    ownNotes.draft.value = "";
    ownNotes.dialog.value = {};
  };
  return (
    <Form class="stack snug" onSubmit={send}>
      {about && (
        <div class="row">
          <NotedMessage session={session} about={about} />
          <CloseButton
            look="small"
            label={t.aboutNot}
            onClick={() => ownNotes.dialog.value = {}}
          />
        </div>
      )}
      <TextAreaField
        id={id}
        label={t.yours}
        hint={isFull.value || over > 0 ? " " : ""}
        error={isFull.value ? t.full : over > 0 ? chat.tooLong({ over }) : ""}
        isMessage
        rows={3}
        autofocus
        value={ownNotes.draft}
        onInput={(event) => ownNotes.draft.value = event.currentTarget.value}
      />
      <div class="actions">
        <Button
          type="submit"
          look="main"
          aria-disabled={text === "" || over > 0}
        >
          {t.send}
        </Button>
      </div>
    </Form>
  );
}
