/** Why the assistant did not take something, as sentences: its own reason, or what its kind means here. */
import { assistantRefusals as t } from "texts/assistant_refusals.ts";
import type { RefusedCommand } from "../../sync/client/outbox.ts";
import { receiptText } from "../../locales/receipt_text.ts";
import type { ConversationCommand } from "./assistant.ts";

/** The sentences. */
export function refusedWords(
  refused: RefusedCommand<ConversationCommand>,
): string {
  return receiptText(refused) ??
    (t.kinds as Record<string, string>)[refused.refused] ?? t.other;
}
