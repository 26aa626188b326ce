/**
 * A live document in the browser: cached on the device, connected over the page's wire. It waits for neither (SYNC-16).
 */
import { type Signal, signal } from "@preact/signals";
import { encode, writeVarUint, writeVarUint8Array } from "lib0/encoding";
import { type Awareness, encodeAwarenessUpdate } from "y-protocols/awareness";
import { messageAwareness, messageSync, WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import {
  type ConnectionStatus,
  reconnectDelay,
  shouldReconnect,
  statusAfterLoss,
} from "./backoff.ts";
import { type DeviceCache, makeNoCache, openCache } from "./cache.ts";
import { makeSignaling, type Signaling } from "./signaling.ts";
import {
  ClientChannel,
  type ClientWire,
  getWire,
  type LoadReturningSocket,
  signedOutCode,
} from "./wire.ts";
import { messageYjsSyncStep2 } from "y-protocols/sync";
import { limits } from "../limits.ts";
import { makeDoc } from "../y_doc.ts";

export type { ConnectionStatus } from "./backoff.ts";

export interface OpenDocument
  extends Pick<DeviceCache, "whenLoaded" | "isSaved" | "flush"> {
  readonly doc: Y.Doc;
  /** Presence: others' states have a `member`. Only the own state is sent, set by `setLocalState`. */
  readonly awareness: Awareness;
  readonly status: Signal<ConnectionStatus>;
  /** Whether the document was in sync with the server at least once since it was opened. */
  readonly synced: Signal<boolean>;
  readonly signaling: Signaling;

  /** Closes connection and cache once every opener has called it. */
  close(): void;
  /** Closes for every opener and deletes the cache. */
  forget(): Promise<void>;
}

export interface OpenOptions {
  readonly document: string;
  readonly role: "teacher" | "member";
  /** The holder of the cache: a member's id, or `teacher`. */
  readonly holder: string;
  readonly epoch: string;
  /** Whether the device keeps a cache of the document; true by default. */
  readonly isCached?: boolean;
  readonly cleanedList?: string;
  readonly isTyped?: boolean;
  /**
   * Called after repeated failures, because a browser cannot tell a refused upgrade from a lost network, and after a
   * lost sign-in. Resolves to the final refusal; null if there is none.
   */
  readonly check?: () => Promise<{ code: number; reason: string } | null>;
  /** Whether the document is the member's own: its outbox is sent with the opening. */
  readonly isOwn?: boolean;
  readonly loadRequests?: LoadReturningSocket;
  readonly wire?: ClientWire;
  /** Called before the provider connects, unless the document is already open. */
  readonly onConnect?: (provider: WebsocketProvider) => void;
}

/** Delay before a check of the sign-in, in which the browser gets the new cookie. */
const cookieDelayMs = 1_000;

/** Splits large changes of a text; loaded on demand. */
let splitLargeUpdate:
  | typeof import("./split_update.ts").splitLargeUpdate
  | undefined;

const splitFromBytes = 4 * 1024;

async function loadSplitting(): Promise<void> {
  try {
    ({ splitLargeUpdate } = await import("./split_update.ts"));
  } catch {
    // The message is sent whole; the next message tries to load `splitLargeUpdate` again.
  }
}

/** Epoch and holder separate the caches of a device (SYNC-17). */
export function cacheName(epoch: string, holder: string, document: string) {
  return `homeroom/${epoch}/${holder}/${document}`;
}

/** Open documents by cache name: several islands share one connection. */
const openDocuments = new Map<
  string,
  { users: number; opened: OpenDocument }
>();

/** Opens the cache and the network without waiting for either. A second call returns the same document. */
export function openDocument(options: OpenOptions): OpenDocument {
  const name = cacheName(options.epoch, options.holder, options.document);
  const existing = openDocuments.get(name);
  if (existing) {
    existing.users++;
    return existing.opened;
  }
  const { close, forget, ...rest } = connect(name, options);
  const entry = {
    users: 1,
    opened: {
      ...rest,
      close() {
        if (--entry.users > 0 || openDocuments.get(name) !== entry) return;
        openDocuments.delete(name);
        close();
      },
      forget() {
        if (openDocuments.get(name) === entry) openDocuments.delete(name);
        return forget();
      },
    },
  };
  openDocuments.set(name, entry);
  return entry.opened;
}

export function listOpenDocuments(
  space: string,
  holder: string,
): OpenDocument[] {
  const part = `/${holder}/${space}/`;
  return [...openDocuments].filter(([name]) => name.includes(part))
    .map(([, { opened }]) => opened);
}

export function registerDocument(name: string, opened: OpenDocument): void {
  openDocuments.set(name, { users: 1, opened });
}

function connect(name: string, options: OpenOptions): OpenDocument {
  const doc = makeDoc();
  const { document, role, cleanedList, isTyped } = options;
  if (isTyped) void loadSplitting();
  const cache = options.isCached === false
    ? makeNoCache()
    : openCache(name, doc, { list: cleanedList, isTyped });
  const wire = options.wire ??
    getWire(document.split("/")[0], role, options.loadRequests);
  const provider = makeProvider(doc, wire, cache, options);
  const signaling = makeSignaling(provider);
  options.onConnect?.(provider);
  const status = signal<ConnectionStatus>({ state: "connecting" });
  const synced = signal(false);
  const stop = follow({ provider, wire, cache, status, synced }, options.check);
  provider.connect();
  let isClosed = false;

  function close() {
    if (isClosed) return;
    isClosed = true;
    stop();
    provider.destroy();
    cache.close();
    doc.destroy();
  }

  return {
    whenLoaded: cache.whenLoaded,
    isSaved: cache.isSaved,
    flush: () => cache.flush(),
    doc,
    awareness: provider.awareness,
    status,
    synced,
    signaling,
    close,
    forget: () => {
      close();
      return cache.forget();
    },
  };
}

function makeProvider(
  doc: Y.Doc,
  wire: ClientWire,
  { whenLoaded }: DeviceCache,
  { document, role, epoch, check, isOwn, isTyped }: OpenOptions,
): WebsocketProvider {
  const initialUpdate = new InitialUpdate(doc, whenLoaded);
  const opening = {
    document,
    role,
    epoch,
    check,
    ...isOwn &&
      {
        initialUpdate: initialUpdate.message,
        onStateVector: initialUpdate.onStateVector,
      },
  };
  const provider = new WebsocketProvider("", document, doc, {
    // BroadcastChannel would pass documents between tabs without the server's permission (SYNC-17).
    disableBc: true,
    connect: false,
    shouldReconnect: (event) => shouldReconnect(event.code),
    WebSocketPolyfill: function () {
      return isTyped
        ? new TextChannel(wire, opening, doc)
        : new ClientChannel(wire, opening);
    } as unknown as typeof WebSocket,
  });
  // Replaces the provider's timers: the wire detects silence for all channels, and until then states last (`keep=1`).
  clearInterval(provider._checkInterval);
  clearInterval(provider.awareness._checkInterval);
  provider.awareness.setLocalState(null);
  sendOnlyOwnAwareness(provider);
  return provider;
}

/** The channel of a document that holds a text. Sends long messages in pieces, in order. */
class TextChannel extends ClientChannel {
  readonly #doc: Y.Doc;
  #queue = Promise.resolve();
  #queued = 0;

  constructor(
    wire: ClientWire,
    opening: ConstructorParameters<typeof ClientChannel>[1],
    doc: Y.Doc,
  ) {
    super(wire, opening);
    this.#doc = doc;
  }

  override send(message: Uint8Array): void {
    const isSplit = !splitLargeUpdate && message.length > splitFromBytes;
    if (!isSplit && this.#queued === 0) return this.#sendNow(message);
    this.#queued++;
    this.#queue = this.#queue.then(async () => {
      if (isSplit) await loadSplitting();
      this.#sendNow(message);
      this.#queued--;
    });
  }

  #sendNow(message: Uint8Array): void {
    const pieces = splitLargeUpdate
      ? splitLargeUpdate(message, this.#doc)
      : [message];
    for (const piece of pieces) super.send(piece);
  }
}

interface Connection {
  provider: WebsocketProvider;
  wire: ClientWire;
  cache: DeviceCache;
  status: Signal<ConnectionStatus>;
  synced: Signal<boolean>;
}

/** Sets the document's status from its wire and provider. Returns the function that stops this. */
function follow(
  { provider, wire, cache, status, synced }: Connection,
  check: OpenOptions["check"],
): () => void {
  const signIn = new SignInCheck(provider, wire, status, check);
  let failures = 0;
  const stop = wire.status.subscribe((wireStatus) => {
    const state = status.peek().state;
    // A connected document is online only once it is in sync.
    if (state !== "closed" && wireStatus.state !== "online") {
      status.value = wireStatus;
    }
  });
  provider.on("status", (event) => {
    if (event.status === "disconnected") forgetClocks(provider.awareness);
    if (event.status === "connected") {
      // `synced` may still be true from an earlier socket.
      provider.synced = false;
      // Another tab may have written and closed while both were offline.
      cache.refresh();
    }
  });
  provider.on("sync", (isSynced) => {
    if (!isSynced) return;
    failures = 0;
    synced.value = true;
    status.value = { state: "online" };
  });
  provider.on("connection-close", (event) => {
    // y-websocket waits for the lesser of 2^n × 100 ms and `maxBackoffTime`; with a large n, `maxBackoffTime` decides.
    provider.wsUnsuccessfulReconnects = 20;
    // If the wire is lost, the wire waits, not the document.
    provider.maxBackoffTime = 0;
    if (!wire.isOpen || signIn.isStopped) return;
    failures++;
    provider.maxBackoffTime = reconnectDelay(
      failures,
      event?.code,
      Math.random(),
    );
    status.value = statusAfterLoss(failures, true);
  });
  provider.on("closed", ({ code, reason }) => {
    if (code === signedOutCode && check) signIn.askSoon();
    else status.value = { state: "closed", code, reason };
  });
  return () => {
    signIn.stop();
    stop();
  };
}

/** Reconnects after a new sign-in, perhaps in another tab. */
class SignInCheck {
  readonly #provider: WebsocketProvider;
  readonly #wire: ClientWire;
  readonly #status: Signal<ConnectionStatus>;
  readonly #check: OpenOptions["check"];
  readonly #stopping = new AbortController();

  constructor(
    provider: WebsocketProvider,
    wire: ClientWire,
    status: Signal<ConnectionStatus>,
    check: OpenOptions["check"],
  ) {
    this.#provider = provider;
    this.#wire = wire;
    this.#status = status;
    this.#check = check;
    const look = () => {
      const current = status.peek();
      if (current.state === "closed" && current.code === signedOutCode) {
        this.#ask();
      }
    };
    addEventListener("online", look, this.#stopping);
    globalThis.document
      ?.addEventListener("visibilitychange", look, this.#stopping);
  }

  get isStopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  stop(): void {
    this.#stopping.abort();
  }

  /** After a password change the new cookie may arrive after the old one is revoked. */
  askSoon(): void {
    this.#status.value = { state: "connecting" };
    setTimeout(() => this.#ask(), cookieDelayMs);
  }

  #ask(): void {
    const provider = this.#provider, check = this.#check;
    if (!check || this.isStopped || provider.shouldConnect) return;
    this.#wire.shareCheck(check).then((denial) => {
      if (this.isStopped || provider.shouldConnect) return;
      if (denial) this.#status.value = { state: "closed", ...denial };
      else {
        this.#status.value = { state: "connecting" };
        provider.connect();
      }
    }, () => void setTimeout(() => this.#ask(), 4 * cookieDelayMs));
  }
}

/**
 * The provider drops the awareness states of others but keeps their clocks, and would ignore the same states when they
 * come again.
 */
function forgetClocks(awareness: Awareness): void {
  for (const id of awareness.meta.keys()) {
    if (id !== awareness.clientID) awareness.meta.delete(id);
  }
}

/** Sends only this page's awareness state, because the server accepts no other; the stock client echoes all states. */
function sendOnlyOwnAwareness(provider: WebsocketProvider) {
  const { awareness, doc } = provider;
  awareness.off("update", provider._awarenessUpdateHandler);
  awareness.on("update", (_: unknown, origin: unknown) => {
    const { ws } = provider;
    if (origin !== "local" || !ws || !provider.wsconnected) return;
    const ownState = encodeAwarenessUpdate(awareness, [doc.clientID]);
    ws.send(encode((encoder) => {
      writeVarUint(encoder, messageAwareness);
      writeVarUint8Array(encoder, ownState);
    }));
  });
}

/** Maximum bytes of an initial update while the server's state is unknown. */
const small = 16 * 1024;

class InitialUpdate {
  /** The server's last state vector; never shrinks within an epoch (SYNC-17). */
  #stateVector: Uint8Array | undefined;
  #isLoaded = false;

  constructor(readonly doc: Y.Doc, whenLoaded: Promise<void>) {
    void whenLoaded.then(() => this.#isLoaded = true);
  }

  readonly onStateVector = (stateVector: Uint8Array): void => {
    this.#stateVector = stateVector.slice();
  };

  /**
   * A message with what the server lacks. Null if the document is empty, the cache is not read yet, or the message
   * would be too large.
   */
  readonly message = (): Uint8Array | null => {
    const { size } = this.doc.store.clients;
    // Before the cache is read it is unknown whether the document exceeds one update (SYNC-12).
    if (!this.#isLoaded || size === 0) return null;
    if (!this.#stateVector && size > limits.clientsPerUpdate) return null;
    const update = Y.encodeStateAsUpdate(this.doc, this.#stateVector);
    const maxBytes = this.#stateVector ? limits.ownDocument : small;
    if (update.length > maxBytes) return null;
    return encode((encoder) => {
      writeVarUint(encoder, messageSync);
      writeVarUint(encoder, messageYjsSyncStep2);
      writeVarUint8Array(encoder, update);
    });
  };
}
