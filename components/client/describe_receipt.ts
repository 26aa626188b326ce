/** The code of the sentences, loaded with the first refusal. */
import { signal } from "@preact/signals";
import type { receiptText } from "../../locales/receipt_text.ts";
import { lazyPart } from "../ui/load_part.ts";

const loaded = signal<typeof receiptText | null>(null);
const wordsPart = lazyPart(() => import("../../locales/receipt_text.ts"));

/** Why a command was refused, in words; null: not loaded yet, or its kind says everything. */
export function describeReceipt(
  refused: Parameters<typeof receiptText>[0],
): string | null {
  if (!loaded.value) {
    void wordsPart().then((part) => loaded.value = part.receiptText);
  }
  return loaded.value?.(refused) ?? null;
}
