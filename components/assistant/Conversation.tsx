import { useMemo } from "preact/hooks";
import { assistant as t } from "texts/assistant.ts";
import type { Turn } from "../../classroom/model/conversations.ts";
import type { RefusedCommand } from "../../sync/client/outbox.ts";
import { ClockIcon } from "../ui/icons.tsx";
import { useLoaded } from "../ui/use_loaded.ts";
import { AnswerContext, AnswerTools } from "./AnswerTools.tsx";
import type { ConversationCommand, OwnAssistant } from "./assistant.ts";
import { Opening } from "./ConversationParts.tsx";
import { Prompt, QueueContext, Turns } from "./Turns.tsx";

export function Conversation({ assistant, onHandIn }: {
  assistant: OwnAssistant;
  onHandIn: (answer: Turn, prompt: Turn) => void;
}) {
  const around = useMemo(() => ({ assistant, handIn: onHandIn }), [assistant]);
  const { exchanges, asking, refused, session: { outbox } } = assistant;
  const waits = new Set(outbox.pending.value.map(({ id }) => id));
  const away = assistant.away.value;
  const opening = assistant.opening.value;
  const notAsked = refused.value.filter(isAsk);
  const parts = useLoaded(
    notAsked.length > 0,
    () => import("./NotAsked.tsx"),
  );
  return (
    <AnswerContext.Provider value={around}>
      {opening && <Opening {...opening} />}
      <QueueContext.Provider value={assistant.queue}>
        <Turns all={exchanges.value} asker={null} Under={AnswerTools} />
      </QueueContext.Provider>
      {asking.value.map(({ id, text }) => (
        <Prompt key={id} text={text} asker={null} state="waiting">
          <p class="prompt-state small quiet">
            <ClockIcon />
            {away && waits.has(id)
              ? t.waitingOffline
              : waits.has(id)
              ? t.waiting
              : t.asked}
          </p>
        </Prompt>
      ))}
      {parts &&
        notAsked.map((one) => (
          <parts.NotAsked key={one.id} assistant={assistant} refused={one} />
        ))}
    </AnswerContext.Provider>
  );
}

function isAsk(
  refused: RefusedCommand<ConversationCommand>,
): refused is RefusedCommand<ConversationCommand<"ask">> {
  return refused.command?.kind === "ask";
}
