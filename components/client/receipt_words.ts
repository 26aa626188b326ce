/** Why something was refused, in words that a page loads with the first refusal: most pages never need them. */
import { signal } from "@preact/signals";
import type { receiptText } from "../../locales/receipt_text.ts";
import { lazyPart } from "../ui/load_part.ts";

const loaded = signal<typeof receiptText | null>(null);
const wordsPart = lazyPart(() => import("../../locales/receipt_text.ts"));

/** The sentences; null where the kind says it all, and until they are there. */
export function receiptWords(
  refused: Parameters<typeof receiptText>[0],
): string | null {
  if (!loaded.value) {
    void wordsPart().then((part) => loaded.value = part.receiptText);
  }
  return loaded.value?.(refused) ?? null;
}
