/** A student's conversations, of which one is open. A teacher can send its answers to a room. */
import { createContext } from "preact";
import { useSignal } from "@preact/signals";
import { useContext, useId } from "preact/hooks";
import { assistant } from "texts/assistant.ts";
import { review as t } from "texts/review.ts";
import {
  ConversationOpening,
  ConversationTitle,
} from "../../assistant/ConversationParts.tsx";
import type { Transcript } from "../../assistant/transcript.ts";
import {
  type AnswerToolsProps,
  ConversationTurns,
  CutOffNotice,
  QueueContext,
} from "../../assistant/ConversationTurns.tsx";
import { useScrollToEnd } from "../../assistant/use_scroll_to_end.ts";
import type { Turn } from "../../../classroom/model/conversations.ts";
import { roomsInOrder } from "../../client/group_marks.ts";
import { Markdown } from "../../markdown/Markdown.tsx";
import { Button, Form } from "../../ui/Button.tsx";
import { Checkbox } from "../../ui/Checkbox.tsx";
import { ChatIcon, CheckIcon, UndoIcon } from "../../ui/icons.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { describeMissingTranscript, useTranscript } from "../use_transcript.ts";
import type { ClassMonitoring } from "../class_monitoring.ts";
import { frame } from "texts/everywhere.ts";

interface TurnTools {
  watching: ClassMonitoring;
  acts: boolean;
  send: (answer: Turn, prompt: Turn) => void;
}

const TurnToolsContext = createContext<TurnTools | null>(null);

/** The chosen conversation, at first the newest; if there are several, also their list. */
export function StudentConversations(
  { watching, student, name, live, worrying }: {
    watching: ClassMonitoring;
    /** Ids of the student and their aliases (J-7). */
    student: readonly string[];
    name: string;
    /** The class is running, so answers can be sent to the chat. */
    live: boolean;
    /** The student sent the assistant worrying words that no teacher has dealt with. */
    worrying: boolean;
  },
) {
  const chosen = useSignal<string | null>(null);
  const sending = useSignal<{ answer: Turn; prompt: Turn } | null>(null);
  const send = (answer: Turn, prompt: Turn) =>
    sending.value = { answer, prompt };
  const all = watching.conversationsOf(student);
  const current = chosen.value ?? all[0]?.id;
  const shown = useTranscript(
    watching.session,
    current,
    watching.cachedTranscripts,
  );
  const end = useScrollToEnd(shown);
  const acts = live && watching.session.seat.role === "teacher";
  return (
    <>
      {all.length > 1 && (
        <nav class="scroll conversation-list" aria-label={t.view.conversations}>
          <ul class="conversations-list">
            {all.map(({ id, title, template }) => (
              <li key={id}>
                <button
                  type="button"
                  class="conversations-one"
                  aria-current={id === current ? "true" : undefined}
                  title={title}
                  onClick={() => chosen.value = id}
                >
                  <ConversationTitle title={title} template={template} />
                </button>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <div
        ref={end.scroller}
        class="conversation-scroll"
        tabIndex={0}
        role="group"
        aria-label={assistant.place}
        onScroll={end.onScroll}
      >
        <div>
          {all.length === 0 && <p class="quiet">{t.view.empty}</p>}
          <TurnToolsContext.Provider
            value={{ watching, acts, send }}
          >
            {shown && (
              <OpenConversation
                key={shown.id}
                transcript={shown}
                template={all.find(({ id }) => id === shown.id)?.template}
                name={name}
              />
            )}
          </TurnToolsContext.Provider>
        </div>
      </div>
      {all.length > 0 && !live && (
        <div class="conversation-foot">
          <p class="quiet small">{t.view.readOnly}</p>
        </div>
      )}
      {acts && sending.value && current && (
        <ShareAnswerDialog
          watching={watching}
          conversation={current}
          what={sending.value}
          of={{ name, student, worrying }}
          onClose={() => sending.value = null}
        />
      )}
    </>
  );
}

function OpenConversation({ transcript, template, name }: {
  transcript: Transcript;
  template: string | undefined;
  name: string;
}) {
  const all = transcript.exchanges.value;
  const { status, synced } = transcript.document;
  // A deleted conversation must not show turns that were read earlier.
  const isGone = !synced.value && status.value.state === "closed";
  if (all.length === 0 || isGone) {
    return (
      <p class="quiet" role="status">
        {synced.value ? t.view.empty : describeMissingTranscript(status.value)}
      </p>
    );
  }
  return (
    <>
      {template && (
        <ConversationOpening
          name={template}
          firstMessage={transcript.opening.value}
        />
      )}
      <QueueContext.Provider value={transcript.queue}>
        <ConversationTurns all={all} asker={name} Under={StaffTools} />
      </QueueContext.Provider>
    </>
  );
}

/** The button that sends an answer to a room. Until the answer is sent, it undoes that. */
function StaffTools({ answer, prompt }: AnswerToolsProps) {
  const tools = useContext(TurnToolsContext);
  if (answer.state === "streaming") {
    const { status } = tools?.watching.session.facts.document ?? {};
    return status?.value.state === "offline" ? <CutOffNotice /> : null;
  }
  if (!tools?.acts || !answer.text.trim()) return null;
  const { watching, send } = tools;
  const held = watching.heldCommands.heldCommands.value
    .find(({ command }) => command.message === answer.id);
  const room = watching.roomsByAnswer.value.get(answer.id);
  const { rooms } = watching.session.facts;
  return (
    <div class="cluster answer-tools">
      {room !== undefined && !held
        ? (
          <span class="answer-given small" role="status">
            <CheckIcon />
            {room === "main"
              ? assistant.sentToChat
              : t.send.sent({ room: rooms.value[room]?.name ?? "" })}
          </span>
        )
        : (
          <Button
            look="small"
            onClick={() =>
              held
                ? watching.heldCommands.undoCommand(held.command.id)
                : send(answer, prompt)}
          >
            {held ? <UndoIcon /> : <ChatIcon />}
            {held ? frame.undo : t.view.toChat}
          </Button>
        )}
    </div>
  );
}

function ShareAnswerDialog({ watching, conversation, what, of, onClose }: {
  watching: ClassMonitoring;
  conversation: string;
  what: { answer: Turn; prompt: Turn };
  of: { name: string; student: readonly string[]; worrying: boolean };
  onClose: () => void;
}) {
  const id = useId();
  const named = useSignal(false);
  const room = useSignal("main");
  const { members, rooms, breakouts } = watching.session.facts;
  const theirs = of.student.map((one) => members.value[one]?.room)
    .find((one) => one != null);
  const groups = breakouts.value.open ? roomsInOrder(rooms.value) : [];
  const own = groups.filter((group) => group.id === theirs);
  const others = groups.filter((group) => group.id !== theirs);
  return (
    <Modal title={t.view.toChat} kind="hand-in" onClose={onClose}>
      <Form
        class="stack"
        onSubmit={() => {
          watching.shareAnswer(
            conversation,
            what.answer.id,
            room.value,
            named.value,
          );
          onClose();
        }}
      >
        {of.worrying && (
          <Notice tone="warn">{t.send.worrying({ name: of.name })}</Notice>
        )}
        <div class="field">
          <label htmlFor={id}>{t.send.where}</label>
          <select
            id={id}
            class="input"
            value={room.value}
            onChange={(event) => room.value = event.currentTarget.value}
          >
            <option value="main">{t.send.main}</option>
            {own.map((group) => (
              <option key={group.id} value={group.id}>
                {t.send.theirs({ room: group.name, name: of.name })}
              </option>
            ))}
            {others.map((group) => (
              <option key={group.id} value={group.id}>{group.name}</option>
            ))}
          </select>
        </div>
        <Checkbox
          id={`${id}-named`}
          label={t.view.named}
          hint={t.view.namedHint}
          checked={named.value}
          onChange={(event) => named.value = event.currentTarget.checked}
        />
        <div
          class="stack snug scroll hand-in-what"
          tabIndex={0}
          role="group"
          aria-label={t.send.what}
        >
          <p class="small quiet">
            {named.value ? t.send.askedBy({ name: of.name }) : t.send.asked}
          </p>
          <p class="hand-in-question">{what.prompt.text}</p>
          <p class="small quiet">{t.send.answer}</p>
          <Markdown text={what.answer.text} by="program" />
        </div>
        <div class="actions">
          <Button type="submit" look="main">{t.send.send}</Button>
          <Button onClick={onClose}>{t.send.cancel}</Button>
        </div>
      </Form>
    </Modal>
  );
}
