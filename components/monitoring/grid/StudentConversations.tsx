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
import { roomsInOrder } from "../../client/group_emblems.ts";
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
  canAct: boolean;
  send: (answer: Turn, prompt: Turn) => void;
}

const TurnToolsContext = createContext<TurnTools | null>(null);

/** The chosen conversation, at first the newest; if there are several, also their list. */
export function StudentConversations(
  { watching, memberIds, name, isLive, isWorrying }: {
    watching: ClassMonitoring;
    /** Ids of the student and their aliases (J-7). */
    memberIds: readonly string[];
    name: string;
    /** The class is running, so answers can be sent to the chat. */
    isLive: boolean;
    /** The student sent the assistant worrying words that no teacher has dealt with. */
    isWorrying: boolean;
  },
) {
  const chosen = useSignal<string | null>(null);
  const sending = useSignal<{ answer: Turn; prompt: Turn } | null>(null);
  const send = (answer: Turn, prompt: Turn) =>
    sending.value = { answer, prompt };
  const conversations = watching.conversationsOf(memberIds);
  const current = chosen.value ?? conversations[0]?.id;
  const transcript = useTranscript(
    watching.session,
    current,
    watching.cachedTranscripts,
  );
  const end = useScrollToEnd(transcript);
  const canAct = isLive && watching.session.seat.role === "teacher";
  return (
    <>
      {conversations.length > 1 && (
        <nav class="scroll conversation-list" aria-label={t.view.conversations}>
          <ul class="conversations-list">
            {conversations.map(({ id, title, template }) => (
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
          {conversations.length === 0 && <p class="quiet">{t.view.empty}</p>}
          <TurnToolsContext.Provider
            value={{ watching, canAct, send }}
          >
            {transcript && (
              <OpenConversation
                key={transcript.id}
                transcript={transcript}
                template={conversations.find(({ id }) => id === transcript.id)
                  ?.template}
                name={name}
              />
            )}
          </TurnToolsContext.Provider>
        </div>
      </div>
      {conversations.length > 0 && !isLive && (
        <div class="conversation-foot">
          <p class="quiet small">{t.view.readOnly}</p>
        </div>
      )}
      {canAct && sending.value && current && (
        <ShareAnswerDialog
          watching={watching}
          conversation={current}
          turns={sending.value}
          asker={{ name, memberIds, isWorrying }}
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
  const exchanges = transcript.exchanges.value;
  const { status, synced } = transcript.document;
  // A deleted conversation must not show turns that were read earlier.
  const isGone = !synced.value && status.value.state === "closed";
  if (exchanges.length === 0 || isGone) {
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
        <ConversationTurns
          exchanges={exchanges}
          asker={name}
          Under={StaffTools}
        />
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
  if (!tools?.canAct || !answer.text.trim()) return null;
  const { watching, send } = tools;
  const heldCommand = watching.heldCommands.heldCommands.value
    .find(({ command }) => command.message === answer.id);
  const room = watching.roomsByAnswer.value.get(answer.id);
  const { rooms } = watching.session.facts;
  return (
    <div class="cluster answer-tools">
      {room !== undefined && !heldCommand
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
              heldCommand
                ? watching.heldCommands.undoCommand(heldCommand.command.id)
                : send(answer, prompt)}
          >
            {heldCommand ? <UndoIcon /> : <ChatIcon />}
            {heldCommand ? frame.undo : t.view.toChat}
          </Button>
        )}
    </div>
  );
}

function ShareAnswerDialog({ watching, conversation, turns, asker, onClose }: {
  watching: ClassMonitoring;
  conversation: string;
  turns: { answer: Turn; prompt: Turn };
  asker: { name: string; memberIds: readonly string[]; isWorrying: boolean };
  onClose: () => void;
}) {
  const id = useId();
  const named = useSignal(false);
  const room = useSignal("main");
  const { members, rooms, breakouts } = watching.session.facts;
  const studentRoom = asker.memberIds.map((member) =>
    members.value[member]?.room
  )
    .find((it) => it != null);
  const groups = breakouts.value.open ? roomsInOrder(rooms.value) : [];
  const ownGroups = groups.filter((group) => group.id === studentRoom);
  const otherGroups = groups.filter((group) => group.id !== studentRoom);
  return (
    <Modal title={t.view.toChat} kind="hand-in" onClose={onClose}>
      <Form
        class="stack"
        onSubmit={() => {
          watching.shareAnswer(
            conversation,
            turns.answer.id,
            room.value,
            named.value,
          );
          onClose();
        }}
      >
        {asker.isWorrying && (
          <Notice tone="warn">{t.send.worrying({ name: asker.name })}</Notice>
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
            {ownGroups.map((group) => (
              <option key={group.id} value={group.id}>
                {t.send.theirs({ room: group.name, name: asker.name })}
              </option>
            ))}
            {otherGroups.map((group) => (
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
            {named.value ? t.send.askedBy({ name: asker.name }) : t.send.asked}
          </p>
          <p class="hand-in-question">{turns.prompt.text}</p>
          <p class="small quiet">{t.send.answer}</p>
          <Markdown text={turns.answer.text} by="program" />
        </div>
        <div class="actions">
          <Button type="submit" look="main">{t.send.send}</Button>
          <Button onClick={onClose}>{t.send.cancel}</Button>
        </div>
      </Form>
    </Modal>
  );
}
