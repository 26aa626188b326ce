/**
 * A live document in the browser: kept on the device, connected over the page's wire, with its state as
 * signals. Nothing waits for the device (S16) or the network; the cache is named by epoch, holder
 * and document (S17); after a loss it comes back with the wire, or by itself after a jittered, growing pause (S15).
 */
import { type Signal, signal } from "@preact/signals";
import { encode, writeVarUint, writeVarUint8Array } from "lib0/encoding";
import { type Awareness, encodeAwarenessUpdate } from "y-protocols/awareness";
import { messageAwareness, messageSync, WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import {
  afterLoss,
  comesBack,
  reconnectDelay,
  type Status,
} from "./backoff.ts";
import { type Cache, keepDocument, keepNothing } from "./cache.ts";
import { type Signalling, signallingOf } from "./signalling.ts";
import {
  Channel,
  type ClientWire,
  type LoadRequests,
  signedOut,
  wireTo,
} from "./wire.ts";
import { messageYjsSyncStep2 } from "y-protocols/sync";
import { limits } from "../limits.ts";
import { makeDoc } from "../y_doc.ts";

export type { Status } from "./backoff.ts";

/** A document and what is known of its connection and its copy on this device. */
export interface OpenDocument
  extends Pick<Cache, "loaded" | "kept" | "flushed"> {
  readonly doc: Y.Doc;
  /** Who is here: others' states have a `member`. The own one, which alone is sent, is set by `setLocalState`. */
  readonly awareness: Awareness;
  readonly status: Signal<Status>;
  /** The server's state has been here since the page was opened. */
  readonly synced: Signal<boolean>;
  /** What pages that are together on it say to each other. */
  readonly signalling: Signalling;

  /** Lets go of the connection and the cache, when all who opened it have. */
  close(): void;
  /** Lets go for all who opened it, and deletes the copy on the device. */
  forget(): Promise<void>;
}

/** What to open, and as whom. */
export interface OpenOptions {
  /** The document's name. */
  readonly document: string;
  /** Which of the browser's cookies decides. */
  readonly as: "teacher" | "member";
  /** Whose cache it is: a member's id, or `teacher`. */
  readonly holder: string;
  readonly epoch: string;
  /** Whether this device keeps a copy; it does, unless told otherwise. */
  readonly kept?: boolean;
  /** The name of a list from which nothing that was taken out may stay on the device. */
  readonly clean?: string;
  /** It is a text into which one types. */
  readonly isTyped?: boolean;
  /**
   * Asked after repeated failures, since a browser cannot tell a refused upgrade from a lost
   * network: resolves to why it is no use to come back, or to null. May reject.
   */
  readonly check?: () => Promise<{ code: number; reason: string } | null>;
  /** It is the member's own, with their queue, which is sent with the opening. */
  readonly own?: boolean;
  /** Loads what carries the wire where a network lets no WebSocket through. */
  readonly loadRequests?: LoadRequests;
  /** Another wire than the page's to the document's space. */
  readonly wire?: ClientWire;
  /** Is given what will connect it, before it does; not where it is open already. */
  readonly connects?: (provider: WebsocketProvider) => void;
}

/** So long after it the browser has the cookie of a sign-in that took its place (ms). */
const settles = 1_000;

/** Divides large changes of a text; loaded once there is one. */
let inPieces: typeof import("./pieces.ts").inPieces | undefined;

/** Until that is loaded, only longer messages wait for it. */
const divideFrom = 4 * 1024;

async function loadPieces(): Promise<void> {
  try {
    ({ inPieces } = await import("./pieces.ts"));
  } catch {
    // Without it a message goes whole, and the next one asks for it again.
  }
}

/** The name of a document's cache on this device (S17). */
export function cacheName(epoch: string, holder: string, document: string) {
  return `homeroom/${epoch}/${holder}/${document}`;
}

/** What is open on this page, by the name of its cache: several islands share one connection. */
const shared = new Map<string, { users: number; opened: OpenDocument }>();

/** Opens a document, on the device and over the network at once. Opened again on the same page, it is the same one. */
export function open(options: OpenOptions): OpenDocument {
  const name = cacheName(options.epoch, options.holder, options.document);
  const known = shared.get(name);
  if (known) {
    known.users++;
    return known.opened;
  }
  const { close, forget, ...rest } = connect(name, options);
  const entry = {
    users: 1,
    opened: {
      ...rest,
      close() {
        if (--entry.users > 0 || shared.get(name) !== entry) return;
        shared.delete(name);
        close();
      },
      forget() {
        if (shared.get(name) === entry) shared.delete(name);
        return forget();
      },
    },
  };
  shared.set(name, entry);
  return entry.opened;
}

/** All that is open of a space for a holder on this page. */
export function openOf(space: string, holder: string): OpenDocument[] {
  const part = `/${holder}/${space}/`;
  return [...shared].filter(([name]) => name.includes(part))
    .map(([, { opened }]) => opened);
}

/** Puts a document that is there already under the name of a cache: whoever opens that gets it. */
export function put(name: string, opened: OpenDocument): void {
  shared.set(name, { users: 1, opened });
}

function connect(name: string, options: OpenOptions): OpenDocument {
  const doc = makeDoc();
  const { document, as, epoch, check, clean: list, isTyped } = options;
  if (isTyped) void loadPieces();
  const cache = options.kept === false
    ? keepNothing()
    : keepDocument(name, doc, { list, isTyped });
  const wire = options.wire ??
    wireTo(document.split("/")[0], as, options.loadRequests);
  const status = signal<Status>({ state: "connecting" });
  const synced = signal(false);
  let failures = 0;
  let closed = false;

  const early = new Early(doc, cache.loaded);
  const opening = {
    document,
    as,
    epoch,
    check,
    ...options.own && { early: early.message, hear: early.hear },
  };
  const provider = new WebsocketProvider("", document, doc, {
    // It would pass documents between tabs without the server's leave (S17).
    disableBc: true,
    connect: false,
    shouldReconnect: (event) => comesBack(event.code),
    WebSocketPolyfill: class extends Channel {
      constructor() {
        super(wire, opening);
      }

      #queue = Promise.resolve();
      #queued = 0;

      override send(message: Uint8Array): void {
        const waits = isTyped && !inPieces && message.length > divideFrom;
        if (!waits && this.#queued === 0) return this.#sendNow(message);
        this.#queued++;
        this.#queue = this.#queue.then(async () => {
          if (waits) await loadPieces();
          this.#sendNow(message);
          this.#queued--;
        });
      }

      #sendNow(message: Uint8Array): void {
        const pieces = isTyped && inPieces ? inPieces(message, doc) : [message];
        for (const piece of pieces) super.send(piece);
      }
    } as unknown as typeof WebSocket,
  });
  // The wire notices silence, for all of its channels.
  clearInterval(provider._checkInterval);
  const { awareness } = provider;
  awareness.setLocalState(null);
  sendOnlyOwnAwareness(provider);
  const signalling = signallingOf(provider);
  options.connects?.(provider);

  const stop = wire.status.subscribe((now) => {
    const before = status.peek().state;
    // Connected, a document has still to be in step.
    if (before !== "closed" && now.state !== "online") status.value = now;
  });
  provider.on("status", (event) => {
    // The provider drops the others' states but remembers their clocks, and would not believe the same ones again.
    if (event.status === "disconnected") {
      for (const id of awareness.meta.keys()) {
        if (id !== awareness.clientID) awareness.meta.delete(id);
      }
    }
    if (event.status === "connected") {
      // On another socket of the same wire it has been in step before.
      provider.synced = false;
      // What another tab wrote while both were offline, and left behind when it was closed.
      cache.refresh();
    }
  });
  provider.on("sync", (now) => {
    if (!now) return;
    failures = 0;
    synced.value = true;
    status.value = { state: "online" };
  });
  provider.on("connection-close", (event) => {
    // y-websocket waits for the lesser of 2^n × 100 ms and `maxBackoffTime`: let it be ours.
    provider.wsUnsuccessfulReconnects = 20;
    // With the wire it is the wire that waits.
    provider.maxBackoffTime = 0;
    if (!wire.isOpen || closed) return;
    failures++;
    provider.maxBackoffTime = reconnectDelay(
      failures,
      event?.code,
      Math.random(),
    );
    status.value = afterLoss(failures, true);
  });
  provider.on("closed", ({ code, reason }) => {
    // A new password signs this browser in anew: its cookie may be a moment behind the word that it is void.
    if (code === signedOut && check) {
      status.value = { state: "connecting" };
      setTimeout(askAgain, settles);
    } else status.value = { state: "closed", code, reason };
  });

  /** Whether whoever was signed out is signed in again, perhaps in another tab. */
  function askAgain() {
    if (!check || closed || provider.shouldConnect) return;
    wire.ask(check).then((denial) => {
      if (closed || provider.shouldConnect) return;
      if (denial) status.value = { state: "closed", ...denial };
      else {
        status.value = { state: "connecting" };
        provider.connect();
      }
    }, () => void setTimeout(askAgain, 4 * settles));
  }

  const listening = new AbortController();
  const look = () => {
    const now = status.peek();
    if (now.state === "closed" && now.code === signedOut) askAgain();
  };
  addEventListener("online", look, listening);
  globalThis.document?.addEventListener("visibilitychange", look, listening);

  provider.connect();

  function close() {
    if (closed) return;
    closed = true;
    listening.abort();
    stop();
    provider.destroy();
    cache.close();
    doc.destroy();
  }

  return {
    ...cache,
    doc,
    awareness,
    status,
    synced,
    signalling,
    close,
    forget: () => {
      close();
      return cache.forget();
    },
  };
}

/** The stock client echoes every state it is told; the server wants only the own one. */
function sendOnlyOwnAwareness(provider: WebsocketProvider) {
  const { awareness, doc } = provider;
  awareness.off("update", provider._awarenessUpdateHandler);
  awareness.on("update", (_: unknown, origin: unknown) => {
    const { ws } = provider;
    if (origin !== "local" || !ws || !provider.wsconnected) return;
    const own = encodeAwarenessUpdate(awareness, [doc.clientID]);
    ws.send(encode((encoder) => {
      writeVarUint(encoder, messageAwareness);
      writeVarUint8Array(encoder, own);
    }));
  });
}

/** What of a document is sent unasked where nothing is known of what the server has (bytes). */
const small = 16 * 1024;

/** What the server may lack of a member's own document. */
class Early {
  /** What it had when it said so last; it never has less, or the epoch is another (S17). */
  #known: Uint8Array | undefined;
  #isLoaded = false;

  /** @param loaded settles when what this device has kept of it is in the document */
  constructor(readonly doc: Y.Doc, loaded: Promise<void>) {
    void loaded.then(() => this.#isLoaded = true);
  }

  /** The server says what it has. */
  readonly hear = (stateVector: Uint8Array): void => {
    this.#known = stateVector.slice();
  };

  /** A message with what it may lack; null: it is better asked. */
  readonly message = (): Uint8Array | null => {
    const { size } = this.doc.store.clients;
    // What the device has kept may be more than fits an update behind this (S12).
    if (!this.#isLoaded || size === 0) return null;
    if (!this.#known && size > limits.clientsPerUpdate) return null;
    const update = Y.encodeStateAsUpdate(this.doc, this.#known);
    const most = this.#known ? limits.ownDocument : small;
    if (update.length > most) return null;
    return encode((encoder) => {
      writeVarUint(encoder, messageSync);
      writeVarUint(encoder, messageYjsSyncStep2);
      writeVarUint8Array(encoder, update);
    });
  };
}
