/**
 * What carries a member's documents to Homeroom: a socket each (`v=1`), as stock clients have it, or one for all of
 * them (`v=2`), as a page has it. Either way a document's frames are y-websocket's.
 */
import { Buffer } from "node:buffer";
import { inflateRawSync } from "node:zlib";
import type { Place } from "../tests/people.ts";
import { Inbox } from "../sync/client/inbox.ts";
import {
  CONTROL,
  numbered,
  openFrame,
  readNews,
  split,
} from "../sync/wire_format.ts";
import { STEP1, syncFrame } from "./frames.ts";
import { Wire } from "./wire.ts";

/** Which of the server's protocols is spoken. */
export type Version = 1 | 2;

const hungUp = "the server hung up";

/** A document that is open. */
export interface Channel {
  /** Bytes that have come for it. */
  readonly received: number;
  send(frame: Uint8Array): void;
}

/** Who connects, and where. */
export interface Caller {
  readonly place: Place;
  headers(): Record<string, string>;
}

/** The connections of one member's page. */
export interface Line {
  /** The server has closed one of them, or a document, and says why. */
  onClose: (why: string) => void;
  readonly received: number;
  /**
   * Opens a document and asks for what is not in this state vector; resolves when it can be written to. `onFrame` has
   * each frame's bytes only until it returns.
   */
  open(
    document: string,
    stateVector: Uint8Array,
    onFrame: (frame: Uint8Array, channel: Channel) => void,
  ): Promise<Channel>;
  /** Ends all connections without a word. */
  close(): void;
}

/** A socket a document. */
export class SocketEach implements Line {
  onClose: Line["onClose"] = () => {};
  readonly #sockets: Wire[] = [];

  constructor(readonly caller: Caller) {}

  get received(): number {
    return this.#sockets.reduce((sum, { received }) => sum + received, 0);
  }

  async open(
    document: string,
    stateVector: Uint8Array,
    onFrame: (frame: Uint8Array, channel: Channel) => void,
  ): Promise<Channel> {
    const { caller } = this;
    const url = `${caller.place.wsUrl}/sync/${document}?v=1`;
    const socket = await Wire.open(url, onFrame, caller.headers());
    this.#sockets.push(socket);
    socket.onClose = () => this.onClose(hungUp);
    socket.send(syncFrame(STEP1, stateVector));
    return socket;
  }

  close(): void {
    for (const socket of this.#sockets) socket.close();
  }
}

/** What was inflated last: all of a room get the same bytes. */
let deflated = Buffer.alloc(0), inflated = new Uint8Array();

/** Undoes raw deflate: once for all who get it, for they stand for as many devices, and this core is one. */
function inflateOnce(bytes: Uint8Array): Promise<Uint8Array> {
  if (!deflated.equals(bytes)) {
    deflated = Buffer.from(bytes);
    inflated = new Uint8Array(inflateRawSync(bytes));
  }
  return Promise.resolve(inflated);
}

/** All documents over one socket. */
export class OneWire implements Line {
  onClose: Line["onClose"] = () => {};
  #socket: Promise<Wire> | undefined;
  #channels = 0;
  /** By the numbers that we gave them, until the server has given them its own. */
  readonly #opening = new Map<number, (frame: Uint8Array) => void>();
  readonly #open = new Map<number, (frame: Uint8Array) => void>();
  readonly #inbox = new Inbox(
    (frame) => this.#take(frame),
    () => this.onClose("a message could not be read"),
    inflateOnce,
  );
  #received = 0;

  constructor(readonly caller: Caller, readonly space: string) {}

  get received(): number {
    return this.#received;
  }

  async open(
    document: string,
    stateVector: Uint8Array,
    onFrame: (frame: Uint8Array, channel: Channel) => void,
  ): Promise<Channel> {
    const socket = await (this.#socket ??= this.#connect());
    const number = ++this.#channels;
    let received = 0;
    const channel: Channel = {
      get received() {
        return received;
      },
      send: (frame) => socket.send(numbered(number, frame)),
    };
    this.#opening.set(number, (frame) => {
      received += frame.length;
      onFrame(frame, channel);
    });
    const [as, epoch] = ["", ""];
    socket.send(
      openFrame({ channel: number, document, as, epoch, stateVector }),
    );
    return channel;
  }

  close(): void {
    this.#inbox.close();
    // Where it has not opened there is nothing to end, and whoever opens hears of it.
    this.#socket?.then((socket) => socket.close(), () => {});
  }

  async #connect(): Promise<Wire> {
    const { caller, space } = this;
    const url = `${caller.place.wsUrl}/sync/${space}?v=2&pack=1`;
    const socket = await Wire.open(url, (message) => {
      this.#received += message.length;
      // Its bytes are ours only until then, and what is deflated takes longer.
      this.#inbox.put(message.slice());
    }, caller.headers());
    socket.onClose = () => this.onClose(hungUp);
    return socket;
  }

  #take(frame: Uint8Array): void {
    const { number, body } = split(frame);
    if (number !== CONTROL) return this.#open.get(number)?.(body);
    const news = readNews(body);
    if (news.kind === "closed") {
      this.onClose(`a document was closed: ${news.code} ${news.reason}`);
    }
    if (news.kind !== "opened") return;
    const take = this.#opening.get(news.channel);
    this.#opening.delete(news.channel);
    if (take) this.#open.set(news.number, take);
  }
}

/** What is spoken unless something else is asked for. */
export const usual: Version = 2;

/** The connections of somebody who opens the page of a class. */
export function lineOf(caller: Caller, space: string, version: Version): Line {
  return version === 1 ? new SocketEach(caller) : new OneWire(caller, space);
}
