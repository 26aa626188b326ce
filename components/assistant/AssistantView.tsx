/**
 * The assistant: conversations, the box to ask in, and who can read them (A-6, M-2). Rendered by the server
 * too.
 */
import { effect, useSignal } from "@preact/signals";
import { useEffect, useId } from "preact/hooks";
import { chat } from "texts/chat.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import type { Turn } from "../../classroom/model/conversations.ts";
import { makePreview } from "../../formats/markdown/previews.ts";
import { assistant as t } from "texts/assistant.ts";
import { frame } from "texts/everywhere.ts";
import { announce, type SentenceWithQuotes } from "../ui/announce.ts";
import { Button, Form } from "../ui/Button.tsx";
import {
  AssistantIcon,
  ChevronDownIcon,
  OfflineIcon,
  StopIcon,
} from "../ui/icons.tsx";
import { listPastedFiles, onFilesDropped } from "../files/pasted_files.ts";
import { useLazyPart } from "../ui/use_lazy_part.ts";
import { withReloadWarning } from "../page/leave_warning.ts";
import {
  type DraftText,
  SendButton,
  TextBox,
  useDraftText,
} from "../client/TextBox.tsx";
import type { OwnAssistant } from "./own_assistant.ts";
import {
  ConversationBottomSheet,
  ConversationList,
  type EarlierConversation,
} from "./ConversationList.tsx";
import type { StopHelp } from "./ConversationTurns.tsx";
import { type Exchange, isLastAnswerComplete } from "./exchanges.ts";
import { useScrollToEnd } from "./use_scroll_to_end.ts";
import "./assistant.css";

/** The label of a button, and the text it writes into the box. */
export interface StarterPrompt {
  readonly words: string;
  readonly text: string;
}

/**
 * @param assistant null until the page's script has opened it
 * @param readers who can read the conversations
 */
export function AssistantView(
  {
    assistant,
    readers,
    hasAlerts = false,
    help,
    starters = [],
    earlier = [],
    waits,
  }: {
    assistant: OwnAssistant | null;
    readers: "staff" | "nobody" | "own-teacher";
    /** A second adult is alerted to worrying words that no teacher takes (T-2). */
    hasAlerts?: boolean;
    /** The operator's text about where to find help. */
    help?: string;
    starters?: readonly StarterPrompt[];
    earlier?: readonly EarlierConversation[];
    /** The browser is unconfirmed: earlier conversations are hidden until a teacher confirms it. */
    waits?: string | undefined;
  },
) {
  const writing = useDraftText(assistant?.session, "assistant");
  const end = useScrollToEnd(
    assistant?.current.value,
    isBegun(assistant),
  );
  useEffect(() => assistant ? announceAnswers(assistant) : undefined, [
    assistant,
  ]);
  const handing = useSignal<{ answer: Turn; prompt: Turn } | null>(null);
  const parts = useLazyPart(
    // Loaded early, so that answers can be handed in offline.
    assistant !== null && !assistant.isEmpty.value,
    () => import("./HandInDialog.tsx"),
  );
  return (
    <div class="fill assistant">
      <div class="fill assistant-frame">
        <div class="assistant-side">
          <ConversationList
            assistant={assistant}
            earlier={earlier}
            waits={waits}
          />
        </div>
        <section class="assistant-place" aria-label={t.place}>
          <ConversationBottomSheet
            assistant={assistant}
            earlier={earlier}
            waits={waits}
          />
          <div class="fill assistant-middle">
            <div
              ref={end.scroller}
              class="assistant-scroll"
              tabIndex={0}
              role="group"
              aria-label={t.place}
              onScroll={end.onScroll}
            >
              <Turns
                assistant={assistant}
                waits={waits}
                starters={starters}
                writing={writing}
                help={readers === "own-teacher"
                  ? null
                  : { text: help ?? null, readers }}
                onHandIn={(answer, prompt) =>
                  handing.value = { answer, prompt }}
              />
            </div>
            {!end.atEnd.value && (
              <Button look="small assistant-latest" onClick={end.toEnd}>
                <ChevronDownIcon />
                {t.latest}
              </Button>
            )}
          </div>
          {assistant && <OfflineNote assistant={assistant} />}
          <AskBox
            assistant={assistant}
            writing={writing}
            onAsk={end.toEnd}
          />
          <p class="assistant-seen quiet small">
            {readers === "staff"
              ? hasAlerts ? `${t.seen} ${t.alerts}` : t.seen
              : readers === "nobody"
              ? t.unseen
              : t.teacherSeen}
          </p>
        </section>
      </div>
      {assistant && handing.value && parts && (
        <parts.HandInDialog
          assistant={assistant}
          exchange={handing.value}
          onDone={() => handing.value = null}
        />
      )}
    </div>
  );
}

interface TurnsProps {
  assistant: OwnAssistant | null;
  waits: string | undefined;
  starters: readonly StarterPrompt[];
  writing: DraftText;
}

interface BegunTurnsProps extends TurnsProps {
  help: StopHelp | null;
  onHandIn: (answer: Turn, prompt: Turn) => void;
}

function Turns({ onHandIn, help, ...props }: BegunTurnsProps) {
  const { assistant, writing } = props;
  // Loaded by the first letter, so that questions can be asked offline.
  const isUsed = assistant !== null &&
    (!isUnasked(assistant) || assistant.opening.value !== null ||
      writing.text.value !== "");
  const part = useLazyPart(isUsed, () => import("./Conversation.tsx"));
  return (
    <div class="stack wide assistant-turns">
      {assistant && part && (
        <part.Conversation
          assistant={assistant}
          help={help}
          onHandIn={onHandIn}
        />
      )}
      <EmptyConversation {...props} />
    </div>
  );
}

function isUnasked(
  { isEmpty, pendingQuestions, refusedCommands }: OwnAssistant,
): boolean {
  return isEmpty.value &&
    [pendingQuestions, refusedCommands].every(({ value }) =>
      value.length === 0
    );
}

function isBegun(assistant: OwnAssistant | null): boolean {
  return assistant !== null && assistant.opening.value !== null &&
    isUnasked(assistant);
}

/** Shown while there are no questions: how to begin, or that the conversation is loading. */
function EmptyConversation(
  { assistant, waits, starters, writing }: TurnsProps,
) {
  const group = assistant?.currentGroup() ?? null;
  const yours = useLazyPart(
    starters.length > 0 && group !== null,
    () => import("../groups/YourGroup.tsx"),
  );
  if (assistant && !isUnasked(assistant)) return null;
  if (assistant?.transcript.value) {
    const isOffline = assistant.isOffline.value;
    return (
      <p class="assistant-loading quiet" role="status" data-away={isOffline}>
        {isOffline ? t.notHere : t.loading}
      </p>
    );
  }
  if (assistant?.opening.value) return null;
  // Replaces another starter but keeps the student's own words.
  const begin = (start: string) => {
    const ownWords = starters.reduce(
      (rest, { text }) => rest.replace(text, ""),
      writing.text.value,
    ).trimStart();
    writing.set(`${start} ${ownWords}`);
    writing.box.current?.focus();
  };
  return (
    <div class="stack tight middle assistant-empty">
      <AssistantIcon />
      <h2>{t.emptyTitle}</h2>
      <p class="quiet">{t.emptyText}</p>
      {waits && <p>{t.waitsForTeacher({ name: waits })}</p>}
      <div class="cluster assistant-starters">
        {starters.map(({ words, text }) => (
          <Button
            key={text}
            onClick={() => begin(text)}
          >
            {words}
          </Button>
        ))}
      </div>
      {yours && group && (
        <yours.YourGroup session={assistant!.session} room={group} />
      )}
    </div>
  );
}

function OfflineNote({ assistant }: { assistant: OwnAssistant }) {
  const isSaved = assistant.session.ownDocument.isSaved.value;
  const isOffline = assistant.isOffline.value;
  return (
    <div class="assistant-offline small">
      {isOffline && (
        <p class="row">
          <OfflineIcon />
          <span>
            {isSaved ? withReloadWarning(t.offline) : t.offlineNotKept}
          </span>
        </p>
      )}
    </div>
  );
}

/** A complete answer is read out up to this many characters. */
const readOut = 300;

/** Announces that a question is queued, that an answer begins, how a complete answer starts, or that it broke off. */
function announceAnswers(
  { current, isAnswering, queue, exchanges }: OwnAssistant,
) {
  let previous: { id: string; isAnswering: boolean; isQueued: boolean } | null =
    null;
  return effect(() => {
    const now = {
      id: current.value,
      isAnswering: isAnswering.value,
      isQueued: queue.value !== null,
    };
    const isOther = previous?.isAnswering !== now.isAnswering ||
      previous.isQueued !== now.isQueued;
    const currentExchanges = exchanges.value;
    if (previous?.id === now.id && isOther) {
      announce(
        now.isQueued
          ? t.inQueue
          : now.isAnswering
          ? t.answering
          : isLastAnswerComplete(currentExchanges)
          ? complete(currentExchanges)
          : t.brokenOff,
        { topic: "answer" },
      );
    }
    previous = now;
  });
}

function complete(exchanges: readonly Exchange[]): SentenceWithQuotes {
  const answer = exchanges.at(-1)?.answers.at(-1)?.text ?? "";
  const second = makePreview(answer, readOut);
  const words = frame.sentences({ first: t.answered, second });
  return { words, quotes: [second] };
}

/** The box with **Ask**, or **Stop** while an answer arrives. Offline, a question waits in the outbox. */
function AskBox(
  { assistant, writing, onAsk }: {
    assistant: OwnAssistant | null;
    writing: DraftText;
    onAsk: () => void;
  },
) {
  const id = useId();
  const { text, isOutboxFull } = writing;
  const length = text.value.trim().length;
  const over = length - bounds.prompt;
  const isAnswering = assistant?.isAnswering.value === true &&
    assistant.isOnline.value;
  const note = over > 0
    ? chat.tooLong({ over })
    : assistant?.isPaused.value
    ? t.paused
    : isOutboxFull.value
    ? t.tooMany
    : null;
  const hasDropped = useSignal(false);
  const cannot = length === 0 || !assistant || isAnswering ||
    (note !== null && !isOutboxFull.value);
  const ask = () => {
    if (cannot) return;
    isOutboxFull.value = !assistant.ask(text.value.trim());
    if (isOutboxFull.value) return;
    writing.set("");
    onAsk();
  };
  return (
    <Form
      class="ask"
      onSubmit={ask}
      {...onFilesDropped(() => hasDropped.value = true)}
      onPaste={({ clipboardData }) =>
        hasDropped.value = listPastedFiles(clipboardData).length > 0}
    >
      <TextBox
        writing={writing}
        id={id}
        kind="ask"
        label={t.prompt}
        placeholder={t.prompt}
        maxCharacters={bounds.prompt}
        note={note ?? (hasDropped.value ? t.noFiles : null)}
        isWrong={over > 0}
        onSend={ask}
        onType={() => {
          hasDropped.value = false;
          if (text.value !== "") assistant?.keepCurrent();
        }}
      >
        {isAnswering
          ? (
            <Button
              aria-disabled={assistant.isStopping.value}
              onClick={() => assistant.isStopping.peek() || assistant.stop()}
            >
              <StopIcon />
              <span>{assistant.isStopping.value ? t.stopping : t.stop}</span>
            </Button>
          )
          : <SendButton isDisabled={cannot} words={t.ask} />}
      </TextBox>
    </Form>
  );
}
