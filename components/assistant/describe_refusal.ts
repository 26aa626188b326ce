import { assistantRefusals as t } from "texts/assistant_refusals.ts";
import type { RefusedCommand } from "../../sync/client/outbox.ts";
import { receiptText } from "../../locales/receipt_text.ts";
import type { ConversationCommand } from "./own_assistant.ts";

/** Why the assistant refused a command: its own reason, or a sentence for its kind. */
export function describeAssistantRefusal(
  refused: RefusedCommand<ConversationCommand>,
): string {
  return receiptText(refused) ??
    (t.kinds as Record<string, string>)[refused.refused] ?? t.other;
}
