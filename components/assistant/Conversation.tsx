import { useMemo } from "preact/hooks";
import { assistant as t } from "texts/assistant.ts";
import type { Turn } from "../../classroom/model/conversations.ts";
import type { RefusedCommand } from "../../sync/client/outbox.ts";
import { ClockIcon } from "../ui/icons.tsx";
import { useLazyPart } from "../ui/use_lazy_part.ts";
import { AnswerContext, AnswerTools } from "./AnswerTools.tsx";
import type { ConversationCommand, OwnAssistant } from "./own_assistant.ts";
import { ConversationOpening } from "./ConversationParts.tsx";
import {
  ConversationTurns,
  PromptMessage,
  QueueContext,
  type StopHelp,
  StopHelpContext,
} from "./ConversationTurns.tsx";

export function Conversation({ assistant, help, onHandIn }: {
  assistant: OwnAssistant;
  help: StopHelp | null;
  onHandIn: (answer: Turn, prompt: Turn) => void;
}) {
  const answerContext = useMemo(() => ({ assistant, handIn: onHandIn }), [
    assistant,
  ]);
  const {
    exchanges,
    pendingQuestions,
    refusedCommands,
    session: { outbox },
  } = assistant;
  const waits = new Set(outbox.pending.value.map(({ id }) => id));
  const isOffline = assistant.isOffline.value;
  const opening = assistant.opening.value;
  const notAsked = refusedCommands.value.filter(isAsk);
  const parts = useLazyPart(
    notAsked.length > 0,
    () => import("./RefusedQuestion.tsx"),
  );
  return (
    <AnswerContext.Provider value={answerContext}>
      {opening && <ConversationOpening {...opening} />}
      <QueueContext.Provider value={assistant.queue}>
        <StopHelpContext.Provider value={help}>
          <ConversationTurns
            exchanges={exchanges.value}
            asker={null}
            Under={AnswerTools}
          />
        </StopHelpContext.Provider>
      </QueueContext.Provider>
      {pendingQuestions.value.map(({ id, text }) => (
        <PromptMessage key={id} text={text} asker={null} state="waiting">
          <p class="prompt-state small quiet">
            <ClockIcon />
            {isOffline && waits.has(id)
              ? t.waitingOffline
              : waits.has(id)
              ? t.waiting
              : t.asked}
          </p>
        </PromptMessage>
      ))}
      {parts &&
        notAsked.map((refusedCommand) => (
          <parts.RefusedQuestion
            key={refusedCommand.id}
            assistant={assistant}
            refused={refusedCommand}
          />
        ))}
    </AnswerContext.Provider>
  );
}

function isAsk(
  refused: RefusedCommand<ConversationCommand>,
): refused is RefusedCommand<ConversationCommand<"ask">> {
  return refused.command?.kind === "ask";
}
