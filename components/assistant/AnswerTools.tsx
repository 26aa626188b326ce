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
  HandInIcon,
  PeopleIcon,
  RetryIcon,
  UndoIcon,
} from "../ui/icons.tsx";
import { useLazyPart } from "../ui/use_lazy_part.ts";
import type { OwnAssistant, SharingProgress } from "./own_assistant.ts";
import { SubmissionMark } from "./ConversationParts.tsx";
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
  const around = useContext(AnswerContext);
  const reader = useLazyPart(
    "speechSynthesis" in globalThis,
    () => import("../ui/ReadAloud.tsx"),
  );
  if (!around) return null;
  const { assistant } = around;
  if (answer.state === "streaming") {
    return assistant.isOffline.value ? <CutOffNotice /> : null;
  }
  const words = answer.text.trim() !== "";
  const student = assistant.seat.role === "student";
  const group = assistant.currentGroup();
  const given = assistant.sharingProgress.value;
  const handedIn = given.get(answer.id);
  const live = assistant.session.facts.isLive.value;
  const stopped = isStopped(answer);
  const canRetry = live && !assistant.isPaused.value && !stopped &&
    (isLast || answer.state === "failed");
  const retrying = assistant.retryingIds.value.has(answer.id);
  return (
    <>
      <div class="cluster answer-tools">
        {stopped && live && student && (
          <Button
            onClick={() => assistant.session.part(OwnNotes).dialog.value = {}}
          >
            {notesMark.tell}
          </Button>
        )}
        {words && (
          <CopyButton
            look="bare small"
            text={answer.text}
            contentId={answer.id}
            label={t.copy}
          />
        )}
        {words && reader && (
          <reader.ReadAloud id={answer.id} text={answer.text} />
        )}
        {canRetry && (
          <Button
            look={answer.state === "failed" ? "small" : "bare small"}
            disabled={retrying || assistant.isAnswering.value}
            onClick={() => assistant.retry(answer.id)}
          >
            <RetryIcon />
            {retrying ? t.askedAnew : t.tryAgain}
          </Button>
        )}
        {words && live && (
          <SendAnswerButton
            progress={given.get(`${answer.id}/main`)}
            words={t.toChat}
            done={t.sentToChat}
            Icon={ChatIcon}
            onPress={() => assistant.share(answer.id, "main")}
            onUndo={() => assistant.unshare(answer.id, "main")}
          />
        )}
        {words && live && group !== null && (
          <SendAnswerButton
            progress={given.get(`${answer.id}/${group}`)}
            words={t.toGroup}
            done={t.sentToGroup}
            Icon={PeopleIcon}
            onPress={() => assistant.share(answer.id, group)}
            onUndo={() => assistant.unshare(answer.id, group)}
          />
        )}
        {words && live && student && (
          <SendAnswerButton
            progress={handedIn}
            words={t.handIn}
            done={t.handedIn}
            Icon={HandInIcon}
            onPress={() => around.handIn(answer, prompt)}
          />
        )}
      </div>
      <AnswerMark assistant={assistant} answer={answer.id} />
      <RefusedActions assistant={assistant} answer={answer.id} />
    </>
  );
}

/** Sends an answer; with `onUndo`, it then undoes that for a few seconds. */
function SendAnswerButton(
  { progress, words, done, Icon, onPress, onUndo }: {
    progress: SharingProgress | undefined;
    words: string;
    done: string;
    Icon: typeof ChatIcon;
    onPress: () => void;
    onUndo?: () => void;
  },
) {
  const isHeld = progress === "held";
  if (progress !== undefined && !isHeld) {
    const waits = progress === "waiting";
    return (
      <span class="answer-given small" role="status">
        {waits ? <ClockIcon /> : <CheckIcon />}
        {waits ? t.onItsWay : done}
      </span>
    );
  }
  return (
    <Button
      look="bare small"
      aria-label={isHeld ? `${frame.undo} – ${words}` : undefined}
      onClick={(press: MouseEvent) => {
        if (!isHeld) onPress();
        // The second press of a double click was meant for **Send**.
        else if (press.detail <= 1) onUndo?.();
      }}
    >
      {isHeld ? <UndoIcon /> : <Icon />}
      {isHeld ? frame.undo : words}
    </Button>
  );
}

function AnswerMark(
  { assistant, answer }: { assistant: OwnAssistant; answer: string },
) {
  const found = Object.values(assistant.submissions.value)
    .find(({ message }) => message === answer);
  if (!found) return null;
  return (
    <div role="status">
      {found.gradedAt && (
        <SubmissionMark grade={found.grade} comment={found.comment} />
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
        refused.map((one) => (
          <p class="answer-why" role="alert" key={one.id}>
            <AlertIcon />
            <span>
              {t.notDone({ why: words.describeAssistantRefusal(one) })}
            </span>
            <Button
              look="small bare"
              onClick={() => assistant.session.outbox.discard(one.id)}
            >
              {t.discard}
            </Button>
          </p>
        ))}
    </>
  );
}
