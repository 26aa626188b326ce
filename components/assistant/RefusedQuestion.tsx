import { assistant as t } from "texts/assistant.ts";
import type { RefusedCommand } from "../../sync/client/outbox.ts";
import { Button } from "../ui/Button.tsx";
import { AlertIcon } from "../ui/icons.tsx";
import type { ConversationCommand, OwnAssistant } from "./own_assistant.ts";
import { describeAssistantRefusal } from "./describe_refusal.ts";
import { PromptMessage } from "./ConversationTurns.tsx";

export function RefusedQuestion(
  { assistant, refused }: {
    assistant: OwnAssistant;
    refused: RefusedCommand<ConversationCommand<"ask">>;
  },
) {
  const { id, command } = refused;
  return (
    <PromptMessage text={command?.text ?? ""} asker={null} state="refused">
      <p class="answer-why" role="alert">
        <AlertIcon />
        <span>{t.notAsked({ why: describeAssistantRefusal(refused) })}</span>
      </p>
      <div class="actions">
        <Button look="small" onClick={() => assistant.askAgain(refused)}>
          {t.tryAgain}
        </Button>
        <Button
          look="small"
          onClick={() => assistant.session.outbox.discard(id)}
        >
          {t.discard}
        </Button>
      </div>
    </PromptMessage>
  );
}
