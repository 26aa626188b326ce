/**
 * A member's own document as the server sees it: commands in `outbox`, refused ones in `receipts`.
 * Elements come from a client and are believed nothing (S13).
 */
import type * as Y from "yjs";
import type { Command } from "./authority.ts";
import { isPlain } from "./guard.ts";
import { limits } from "./limits.ts";
import type { Refusal } from "./refusal.ts";

interface Receipt {
  at: number;
  refused: string;
  detail: string;
  command?: unknown;
}

/** The commands of a member's document, oldest first, and whatever else lies there. */
export function outboxOf(doc: Y.Doc): Y.Array<unknown> {
  return doc.getArray("outbox");
}

/** An element of the outbox as a command; null where it is none, `id` where at least that is readable. */
export function readCommand(
  element: unknown,
): { command: Command | null; id: string | null } {
  if (
    typeof element !== "object" || element === null ||
    !isPlain(element, limits.commandDepth)
  ) {
    return { command: null, id: null };
  }
  // A copy has own properties alone, so that nothing is read from a forged prototype.
  const copy = JSON.parse(JSON.stringify(element));
  const id = Object.hasOwn(copy, "id") && typeof copy.id === "string" &&
      /^[1-9A-HJ-NP-Za-km-z]{16}$/.test(copy.id)
    ? copy.id
    : null;
  const valid = id !== null && Object.hasOwn(copy, "kind") &&
    typeof copy.kind === "string";
  return { command: valid ? copy : null, id };
}

/** Writes what became of a refused command, with its words as long as there is room for them. */
export function writeReceipt(
  doc: Y.Doc,
  id: string,
  command: unknown,
  refusal: Refusal,
  now: number,
): void {
  const receipts = doc.getMap<Receipt>("receipts");
  const receipt: Receipt = {
    at: now,
    refused: refusal.kind,
    detail: refusal.detail,
  };
  if (JSON.stringify(command).length <= limits.receiptCommand) {
    receipt.command = command;
  }
  receipts.set(id, receipt);
  trim(receipts);
}

function trim(receipts: Y.Map<Receipt>): void {
  const oldest = [...receipts.entries()].sort(([, a], [, b]) => a.at - b.at);
  while (oldest.length > limits.receipts) receipts.delete(oldest.shift()![0]);
  let bytes = oldest.reduce(
    (sum, [, receipt]) => sum + JSON.stringify(receipt).length,
    0,
  );
  for (const [id, { command, ...rest }] of oldest) {
    if (bytes <= limits.receiptsBytes) return;
    if (command === undefined) continue;
    bytes -= JSON.stringify(command).length;
    receipts.set(id, rest);
  }
}
