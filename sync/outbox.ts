/** A member's own document: commands in `outbox`, which are untrusted (SYNC-13), and refused commands in `receipts`. */
import type * as Y from "yjs";
import type { Command } from "./authority.ts";
import { isPlainJson } from "./guard.ts";
import { limits } from "./limits.ts";
import type { Refusal, RefusalValues } from "./refusal.ts";

interface Receipt {
  at: number;
  refused: string;
  /** The reason, or the kind if it has none. */
  detail: string;
  values?: RefusalValues;
  command?: unknown;
}

/** The elements of a member's outbox, oldest first; some may not be commands. */
export function outboxOf(doc: Y.Doc): Y.Array<unknown> {
  return doc.getArray("outbox");
}

interface Read {
  /** Null if the element is no command. */
  command: Command | null;
  /** Null if the element has no readable id. */
  id: string | null;
  /** The element as plain JSON; if {@link ownCopy} refuses it, only its flat fields. */
  copy: unknown;
  size: number;
}

/** Parses an element of the outbox; nothing of the element itself is kept. */
export function readOutboxElement(element: unknown): Read {
  const measure = { size: 0 };
  const whole = ownCopy(element, limits.commandDepth, measure);
  const copy = whole ?? shallowCopy(element);
  const { size } = measure;
  const unreadable = { command: null, id: null, copy, size };
  if (typeof copy !== "object" || copy === null || Array.isArray(copy)) {
    return unreadable;
  }
  const { id, kind } = copy as Record<string, unknown>;
  if (typeof id !== "string" || !/^[1-9A-HJ-NP-Za-km-z]{16}$/.test(id)) {
    return unreadable;
  }
  const isCommand = whole !== undefined && typeof kind === "string";
  return { command: isCommand ? copy as Command : null, id, copy, size };
}

/** The flat fields of an object, by which its writer can recognise it. */
function shallowCopy(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const flat = Object.entries(value).filter(([, inner]) =>
    typeof inner !== "object" && isPlainJson(inner, 0)
  );
  return Object.fromEntries(flat);
}

/** A copy with own properties only, against forged prototypes; undefined if it is not plain, too deep or too wide. */
function ownCopy(
  value: unknown,
  depth: number,
  measure: { size: number },
): unknown {
  if (typeof value === "string") measure.size += value.length;
  else measure.size += 8;
  if (typeof value !== "object" || value === null) {
    return isPlainJson(value, 0) ? value : undefined;
  }
  if (depth === 0 || ArrayBuffer.isView(value)) return undefined;
  const entries = Object.entries(value);
  if (entries.length > limits.commandWidth) return undefined;
  const copies: [string, unknown][] = [];
  for (const [key, inner] of entries) {
    measure.size += key.length;
    const copied = ownCopy(inner, depth - 1, measure);
    if (copied === undefined && inner !== undefined) return undefined;
    copies.push([key, copied]);
  }
  return Array.isArray(value)
    ? copies.map(([, copied]) => copied)
    : Object.fromEntries(copies);
}

/** Deletes the elements at these places, which must ascend. */
export function removeOutboxElements(
  outbox: Y.Array<unknown>,
  places: readonly number[],
): void {
  for (let last = places.length - 1; last >= 0;) {
    let first = last;
    while (first > 0 && places[first - 1] === places[first] - 1) first--;
    outbox.delete(places[first], last - first + 1);
    last = first - 1;
  }
}

/** What became of the member's refused and held commands, by the command's id. */
export function receiptsOf(doc: Y.Doc): Y.Map<Receipt> {
  return doc.getMap<Receipt>("receipts");
}

/** Writes a receipt for a refused command, with the command itself if it fits. */
export function writeReceipt(
  doc: Y.Doc,
  id: string,
  command: unknown,
  refusal: Refusal,
  now: number,
): void {
  const receipts = receiptsOf(doc);
  const receipt: Receipt = {
    at: now,
    refused: refusal.kind,
    detail: refusal.reason ?? refusal.kind,
  };
  if (Object.keys(refusal.values).length > 0) receipt.values = refusal.values;
  if (command !== undefined && bytesOf(command) <= limits.receiptCommand) {
    receipt.command = command;
  }
  receipts.set(id, receipt);
  trim(receipts);
}

function trim(receipts: Y.Map<Receipt>): void {
  const oldest = [...receipts.entries()].sort(([, a], [, b]) => a.at - b.at);
  while (oldest.length > limits.receipts) receipts.delete(oldest.shift()![0]);
  let bytes = oldest.reduce(
    (sum, [, receipt]) => sum + bytesOf(receipt),
    0,
  );
  for (const [id, { command, ...rest }] of oldest) {
    if (bytes <= limits.receiptsBytes) return;
    if (command === undefined) continue;
    bytes -= bytesOf(command);
    receipts.set(id, rest);
  }
}

/** Deletes the longest read markers until `excess` bytes are gone or none is left. */
export function dropReadMarkers(doc: Y.Doc, excess: number): void {
  const read = doc.getMap("read");
  const markers = [...read].map(([key, value]) => ({
    key,
    bytes: bytesOf(key) + bytesOf(value),
  }));
  markers.sort((a, b) => b.bytes - a.bytes);
  for (const { key, bytes } of markers) {
    if (excess <= 0) return;
    read.delete(key);
    excess -= bytes;
  }
}

/** The length of a value as JSON in UTF-8, where a character may take three bytes. */
const bytesOf = (value: unknown) =>
  new TextEncoder().encode(JSON.stringify(value)).length;
