/** A member's own document: commands in `outbox`, which are believed nothing (S13), refused ones in `receipts`. */
import type * as Y from "yjs";
import type { Command } from "./authority.ts";
import { isPlain } from "./guard.ts";
import { limits } from "./limits.ts";
import type { Refusal, Values } from "./refusal.ts";

interface Receipt {
  at: number;
  refused: string;
  /** The reason, or the kind where it has none. */
  detail: string;
  values?: Values;
  command?: unknown;
}

/** The commands of a member's document, oldest first, and whatever else lies there. */
export function outboxOf(doc: Y.Doc): Y.Array<unknown> {
  return doc.getArray("outbox");
}

/** What an element of the outbox is. */
interface Read {
  /** Null where it is no command. */
  command: Command | null;
  /** Null where not even that is readable. */
  id: string | null;
  /** The element as plain JSON; of one that nests too deep, what does not. */
  copy: unknown;
  /** Roughly how many characters it has. */
  size: number;
}

/** Reads an element of the outbox; nothing of the element itself is kept. */
export function readElement(element: unknown): Read {
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

/** What of an object's own properties is neither object nor list: by its id and words its writer knows it again. */
function shallowCopy(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const flat = Object.entries(value).filter(([, inner]) =>
    typeof inner !== "object" && isPlain(inner, 0)
  );
  return Object.fromEntries(flat);
}

/** A copy with own properties alone, against forged prototypes; undefined where it is not plain or nests deeper. */
function ownCopy(
  value: unknown,
  depth: number,
  measure: { size: number },
): unknown {
  if (typeof value === "string") measure.size += value.length;
  else measure.size += 8;
  if (typeof value !== "object" || value === null) {
    return isPlain(value, 0) ? value : undefined;
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

/** Takes elements out of the outbox, by their places in order; neighbours at once. */
export function removeElements(
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

/** Takes away the longest read marks, until so many bytes less are left, or no mark is. */
export function dropMarks(doc: Y.Doc, excess: number): void {
  const read = doc.getMap("read");
  const marks = [...read].map(([key, value]) => ({
    key,
    bytes: bytesOf(key) + bytesOf(value),
  }));
  marks.sort((a, b) => b.bytes - a.bytes);
  for (const { key, bytes } of marks) {
    if (excess <= 0) return;
    read.delete(key);
    excess -= bytes;
  }
}

/** As it is stored: a character may be three of them. */
const bytesOf = (value: unknown) =>
  new TextEncoder().encode(JSON.stringify(value)).length;
