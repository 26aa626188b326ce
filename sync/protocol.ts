/** The messages of y-websocket's protocol as functions over bytes (y-protocols sync and awareness, format V1). */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import { isPlainJson } from "./guard.ts";
import { limits } from "./limits.ts";
import { isRefusal, Refusal } from "./refusal.ts";
import {
  type ClientSignalingMessage,
  type PeerState,
  type ServerSignalingMessage,
  signalingMessageType,
} from "./signaling_messages.ts";
import { prefixNumbers } from "./wire_format.ts";

/** A client's message; `other` is an unknown kind. */
export type ClientMessage =
  | { kind: "step1"; stateVector: Uint8Array }
  | { kind: "step2" | "update"; update: Uint8Array }
  | { kind: "awareness"; update: Uint8Array }
  | { kind: "query-awareness" }
  | { kind: "signal"; json: string }
  | { kind: "other" };

const SYNC = 0, AWARENESS = 1, AUTH = 2, QUERY_AWARENESS = 3;
const STEP1 = 0, STEP2 = 1, UPDATE = 2;

/** Turns a read error into a refusal with `malformed`: bad input is not a bug. */
export function readOrRefuse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (isRefusal(error)) throw error;
    return malformed();
  }
}

/** Refuses with `malformed` unless this is a state vector of at most `maxClients` clients. */
export const checkStateVector = (bytes: Uint8Array, maxClients: number): void =>
  readOrRefuse(() => {
    const decoder = decoding.createDecoder(bytes);
    if (decoding.readVarUint(decoder) > maxClients) malformed();
    Y.decodeStateVector(bytes);
  });

/** Reads one message of a client. Refuses with `malformed` if bytes are missing or left over. */
export const readMessage = (bytes: Uint8Array) =>
  readOrRefuse((): ClientMessage => {
    const decoder = decoding.createDecoder(bytes);
    const message = messageIn(decoder);
    // Left-over bytes would stay in memory with the message, uncounted.
    const hasMore = message.kind !== "other" && decoding.hasContent(decoder);
    if (hasMore) throw new Error("bytes behind the message");
    return message;
  });

function messageIn(decoder: decoding.Decoder): ClientMessage {
  switch (decoding.readVarUint(decoder)) {
    case SYNC: {
      const step = decoding.readVarUint(decoder);
      const body = decoding.readVarUint8Array(decoder);
      if (step === STEP1) return { kind: "step1", stateVector: body };
      if (step === STEP2) return { kind: "step2", update: body };
      if (step === UPDATE) return { kind: "update", update: body };
      return { kind: "other" };
    }
    case AWARENESS:
      return {
        kind: "awareness",
        update: decoding.readVarUint8Array(decoder),
      };
    case QUERY_AWARENESS:
      return { kind: "query-awareness" };
    case signalingMessageType:
      // One that was relayed may be longer than one that a client may send.
      return {
        kind: "signal",
        json: readText(decoder, limits.signal + limits.ownState),
      };
    default:
      return { kind: "other" };
  }
}

/** Reads a text whose length is checked before it is decoded (SYNC-18). */
function readText(decoder: decoding.Decoder, maxBytes: number): string {
  if (decoding.peekVarUint(decoder) > maxBytes) throw new Refusal("too-large");
  return decoding.readVarString(decoder);
}

const syncFrame = (step: number, body: Uint8Array) =>
  prefixNumbers([SYNC, step, body.length], body);

export const makeStep1Frame = (stateVector: Uint8Array) =>
  syncFrame(STEP1, stateVector);

export const makeStep2Frame = (update: Uint8Array) => syncFrame(STEP2, update);

export const makeUpdateFrame = (update: Uint8Array) =>
  syncFrame(UPDATE, update);

/** Says that the client's writes to a document are not taken (y-protocols auth); the connection stays. */
export const makeDeniedFrame = (reason: string): Uint8Array<ArrayBuffer> =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, AUTH);
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarString(encoder, reason);
  }) as Uint8Array<ArrayBuffer>;

/** One entry of an awareness update; the state `null` says that the client is gone. */
export interface AwarenessEntry {
  client: number;
  clock: number;
  json: string;
}

export const encodeAwarenessEntry = (
  { client, clock, json }: AwarenessEntry,
): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, json);
  });

/** Announces awareness states that are encoded already. */
export function joinAwarenessEntries(
  entries: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  const update = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, entries.length);
    for (const entry of entries) encoding.writeUint8Array(encoder, entry);
  });
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, AWARENESS);
    encoding.writeVarUint8Array(encoder, update);
  });
}

/** Announces awareness states. Without entries it is the smallest sign of life (SYNC-14). */
export const makeAwarenessFrame = (entries: readonly AwarenessEntry[]) =>
  joinAwarenessEntries(entries.map(encodeAwarenessEntry));

/**
 * The client and state of an awareness update's first entry; null if there is none. Refuses with `malformed`, or with
 * `too-large` if the state is longer than any client's own.
 */
export function readFirstAwareness(
  update: Uint8Array,
): { client: number; json: string } | null {
  return readOrRefuse(() => {
    const decoder = decoding.createDecoder(update);
    if (decoding.readVarUint(decoder) === 0) return null;
    const client = decoding.readVarUint(decoder);
    decoding.readVarUint(decoder); // the clock, which is ignored: the server keeps its own
    return { client, json: readText(decoder, limits.ownState) };
  });
}

/** A Yjs relative position as JSON: at a struct, or at an end of the named type. */
interface Position {
  readonly type: StructId | null;
  readonly tname: string | null;
  readonly item: StructId | null;
  readonly assoc: number;
}

interface StructId {
  readonly client: number;
  readonly clock: number;
}

export interface PageCaret {
  readonly cursor: Readonly<Record<"anchor" | "head", Position>> | null;
}

/**
 * Reads a caret; null if the client has none. Refuses an invalid one with `malformed` or `too-large`.
 * @param root the only root that a position may name, because Yjs creates each one that it looks up
 */
export function readCaret(json: string, root: string): PageCaret | null {
  if (json.length > limits.caret) throw new Refusal("too-large");
  const state = parseState(json);
  if (state === null) return null;
  if (!isObject(state) || !isPlainJson(state, limits.caretDepth)) malformed();
  const { cursor } = state;
  if (cursor === undefined) return null;
  if (cursor === null) return { cursor };
  if (!isObject(cursor)) return malformed();
  const { anchor, head } = cursor;
  return {
    cursor: {
      anchor: readPosition(anchor, root),
      head: readPosition(head, root),
    },
  };
}

/** Reads a position strictly: every browser resolves it, and Yjs throws at one that it would not have written. */
function readPosition(value: unknown, root: string): Position {
  if (!isObject(value)) return malformed();
  const { type = null, tname = null, item = null, assoc, ...extraFields } =
    value;
  if (Object.keys(extraFields).length > 0) malformed();
  if (!isIdOrNull(type) || !isIdOrNull(item)) return malformed();
  if (tname !== null && tname !== root) malformed();
  if (type === null && tname === null && item === null) malformed();
  const side = assoc ?? 0;
  if (side !== 0 && side !== -1 && side !== 1) return malformed();
  return { type, tname: tname && root, item, assoc: side };
}

function isIdOrNull(value: unknown): value is StructId | null {
  if (value === null) return true;
  return isObject(value) &&
    Object.keys(value).sort().join() === "client,clock" &&
    isCount(value.client) && isCount(value.clock);
}

export const parseState = (json: string): unknown =>
  readOrRefuse(() => JSON.parse(json));

export function makeSignalingFrame(
  news: ServerSignalingMessage,
): Uint8Array<ArrayBuffer> {
  const body = new TextEncoder().encode(JSON.stringify(news));
  return prefixNumbers([signalingMessageType, body.length], body);
}

/** Reads a page's message to a peer room. Refuses with `malformed` unless it has exactly the right fields. */
export function readSignalingMessage(json: string): ClientSignalingMessage {
  const parsed = parseState(json);
  // Receivers parse the body again, so nothing is forwarded at which they would fail.
  if (!isObject(parsed) || !isPlainJson(parsed, limits.signalDepth)) {
    return malformed();
  }
  if (parsed.kind !== "tell" && json.length > limits.ownState) malformed();
  const { kind, page, n, state, to, body } = parsed;
  const fields = Object.keys(parsed).sort().join();
  if (kind === "enter" && fields === "kind,n,page,state") {
    if (isPage(page) && isNumber(n) && isObject(state)) {
      return { kind, page, n, state };
    }
  } else if (kind === "state" && fields === "kind,n,state") {
    if (isNumber(n) && isObject(state)) return { kind, n, state };
  } else if (kind === "leave" && fields === "kind") return { kind };
  else if (kind === "tell" && fields === "body,kind,to") {
    if (typeof to === "string") return { kind, to, body };
  }
  return malformed();
}

const isObject = (value: unknown): value is PeerState =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isPage = (value: unknown): value is string =>
  typeof value === "string" && /^[1-9A-HJ-NP-Za-km-z]{16}$/.test(value);

const isNumber = (value: unknown): value is number =>
  Number.isSafeInteger(value);

const isCount = (value: unknown): boolean => isNumber(value) && value >= 0;

function malformed(): never {
  throw new Refusal("malformed", { reason: "unreadable-frame" });
}
