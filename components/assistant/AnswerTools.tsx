/** The tools under the member's own answer: copy, read aloud, send, hand in, ask again. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Turn } from "../../classroom/model/conversations.ts";
import { assistant as t } from "texts/assistant.ts";
import { Button } from "../ui/Button.tsx";
import { CopyButton } from "../ui/CopyButton.tsx";
import {
  AlertIcon,
  ChatIcon,
  CheckIcon,
  ClockIcon,
  PeopleIcon,
  UndoIcon,
} from "../ui/icons.tsx";
import { HandInIcon, RetryIcon } from "../ui/later_icons.tsx";
import { useLazyPart } from "../ui/use_lazy_part.ts";
import type { OwnAssistant, SharingProgress } from "./own_assistant.ts";
import { SubmissionGrade } from "./ConversationParts.tsx";
import {
  type AnswerToolsProps,
  CutOffNotice,
  isStopped,
} from "./ConversationTurns.tsx";
import { OwnNotes } from "../notes/own_notes.ts";
import { notesMark } from "texts/notes_mark.ts";
import { frame } from "texts/everywhere.ts";

interface AnswerSurroundings {
  readonly assistant: OwnAssistant;
  handIn(answer: Turn, prompt: Turn): void;
}

export const AnswerContext = createContext<AnswerSurroundings | null>(null);

export function AnswerTools({ answer, prompt, isLast }: AnswerToolsProps) {
  const context = useContext(AnswerContext);
  const reader = useLazyPart(
    "speechSynthesis" in globalThis,
    () => import("../ui/ReadAloud.tsx"),
  );
  if (!context) return null;
  const { assistant } = context;
  if (answer.state === "streaming") {
    return assistant.isOffline.value ? <CutOffNotice /> : null;
  }
  const hasWords = answer.text.trim() !== "";
  const isStudent = assistant.seat.role === "student";
  const group = assistant.currentGroup();
  const progressById = assistant.sharingProgress.value;
  const handInProgress = progressById.get(answer.id);
  const isLive = assistant.session.facts.isLive.value;
  const wasStopped = isStopped(answer);
  const canRetry = isLive && !assistant.isPaused.value && !wasStopped &&
    (isLast || answer.state === "failed");
  const isRetrying = assistant.retryingIds.value.has(answer.id);
  return (
    <>
      <div class="cluster answer-tools">
        {wasStopped && isLive && isStudent && (
          <Button
            onClick={() => assistant.session.part(OwnNotes).dialog.value = {}}
          >
            {notesMark.tell}
          </Button>
        )}
        {hasWords && (
          <CopyButton
            look="bare small"
            text={answer.text}
            contentId={answer.id}
            label={t.copy}
          />
        )}
        {hasWords && reader && (
          <reader.ReadAloud id={answer.id} text={answer.text} />
        )}
        {canRetry && (
          <Button
            look={answer.state === "failed" ? "small" : "bare small"}
            disabled={isRetrying || assistant.isAnswering.value}
            onClick={() => assistant.retry(answer.id)}
          >
            <RetryIcon />
            {isRetrying ? t.askedAnew : t.tryAgain}
          </Button>
        )}
        {hasWords && isLive && (
          <SendAnswerButton
            progress={progressById.get(`${answer.id}/main`)}
            words={t.toChat}
            doneText={t.sentToChat}
            Icon={ChatIcon}
            onPress={() => assistant.share(answer.id, "main")}
            onUndo={() => assistant.unshare(answer.id, "main")}
          />
        )}
        {hasWords && isLive && group !== null && (
          <SendAnswerButton
            progress={progressById.get(`${answer.id}/${group}`)}
            words={t.toGroup}
            doneText={t.sentToGroup}
            Icon={PeopleIcon}
            onPress={() => assistant.share(answer.id, group)}
            onUndo={() => assistant.unshare(answer.id, group)}
          />
        )}
        {hasWords && isLive && isStudent && (
          <SendAnswerButton
            progress={handInProgress}
            words={t.handIn}
            doneText={t.handedIn}
            Icon={HandInIcon}
            onPress={() => context.handIn(answer, prompt)}
          />
        )}
      </div>
      <AnswerGrade assistant={assistant} answer={answer.id} />
      <RefusedActions assistant={assistant} answer={answer.id} />
    </>
  );
}

/** Sends an answer; with `onUndo`, it then undoes that for a few seconds. */
function SendAnswerButton(
  { progress, words, doneText, Icon, onPress, onUndo }: {
    progress: SharingProgress | undefined;
    words: string;
    doneText: string;
    Icon: typeof ChatIcon;
    onPress: () => void;
    onUndo?: () => void;
  },
) {
  const isHeld = progress === "held";
  if (progress !== undefined && !isHeld) {
    const isWaiting = progress === "waiting";
    return (
      <span class="answer-given small" role="status">
        {isWaiting ? <ClockIcon /> : <CheckIcon />}
        {isWaiting ? t.onItsWay : doneText}
      </span>
    );
  }
  return (
    <Button
      look="bare small"
      aria-label={isHeld ? `${frame.undo} – ${words}` : undefined}
      onClick={(click: MouseEvent) => {
        if (!isHeld) onPress();
        // The second press of a double click was meant for **Send**.
        else if (click.detail <= 1) onUndo?.();
      }}
    >
      {isHeld ? <UndoIcon /> : <Icon />}
      {isHeld ? frame.undo : words}
    </Button>
  );
}

function AnswerGrade(
  { assistant, answer }: { assistant: OwnAssistant; answer: string },
) {
  const submission = Object.values(assistant.submissions.value)
    .find(({ message }) => message === answer);
  if (!submission) return null;
  return (
    <div role="status">
      {submission.gradedAt && (
        <SubmissionGrade
          grade={submission.grade}
          comment={submission.comment}
        />
      )}
    </div>
  );
}

function RefusedActions(
  { assistant, answer }: { assistant: OwnAssistant; answer: string },
) {
  const refused = assistant.refusedCommands.value.filter(({ command }) =>
    command && "message" in command && command.message === answer
  );
  const words = useLazyPart(
    refused.length > 0,
    () => import("./describe_refusal.ts"),
  );
  return (
    <>
      {words &&
        refused.map((refusedCommand) => (
          <p class="answer-why" role="alert" key={refusedCommand.id}>
            <AlertIcon />
            <span>
              {t.notDone({
                why: words.describeAssistantRefusal(refusedCommand),
              })}
            </span>
            <Button
              look="small bare"
              onClick={() =>
                assistant.session.outbox.discard(refusedCommand.id)}
            >
              {t.discard}
            </Button>
          </p>
        ))}
    </>
  );
}
