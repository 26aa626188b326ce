/**
 * A member's connections to Homeroom: a socket per document (`v=1`), like stock clients, or one for all (`v=2`), like a
 * page.
 */
import { Buffer } from "node:buffer";
import { inflateRawSync } from "node:zlib";
import type { ServerAddress } from "../tests/people.ts";
import { FrameUnpacker } from "../sync/client/frame_unpacker.ts";
import {
  controlNumber,
  makeOpenFrame,
  prefixNumber,
  readServerControl,
  splitFrame,
} from "../sync/wire_format.ts";
import { makeSyncFrame, step1 } from "./frames.ts";
import { Wire } from "./wire.ts";

export type ProtocolVersion = 1 | 2;

const hungUp = "the server hung up";

export interface BenchChannel {
  readonly received: number;
  send(frame: Uint8Array): void;
}

export interface ConnectionOwner {
  readonly place: ServerAddress;
  headers(): Record<string, string>;
}

export interface MemberConnection {
  /** The server closed a connection or a document, with the reason. */
  onClose: (why: string) => void;
  readonly received: number;
  /**
   * Opens a document with this state vector; resolves when it can be written. `onFrame` may use the bytes only until it
   * returns.
   */
  open(
    document: string,
    stateVector: Uint8Array,
    onFrame: (frame: Uint8Array, channel: BenchChannel) => void,
  ): Promise<BenchChannel>;
  close(): void;
}

class SocketEach implements MemberConnection {
  onClose: MemberConnection["onClose"] = () => {};
  readonly #sockets: Wire[] = [];

  constructor(readonly caller: ConnectionOwner) {}

  get received(): number {
    return this.#sockets.reduce((sum, { received }) => sum + received, 0);
  }

  async open(
    document: string,
    stateVector: Uint8Array,
    onFrame: (frame: Uint8Array, channel: BenchChannel) => void,
  ): Promise<BenchChannel> {
    const { caller } = this;
    const url = `${caller.place.wsUrl}/sync/${document}?v=1`;
    const socket = await Wire.open(url, onFrame, caller.headers());
    this.#sockets.push(socket);
    socket.onClose = () => this.onClose(hungUp);
    socket.send(makeSyncFrame(step1, stateVector));
    return socket;
  }

  close(): void {
    for (const socket of this.#sockets) socket.close();
  }
}

/** The last inflated frame: a whole room gets the same bytes. */
let deflated = Buffer.alloc(0), inflated = new Uint8Array();

/** Inflates once for all receivers, because they stand for many devices on one core. */
function inflateOnce(bytes: Uint8Array): Promise<Uint8Array> {
  if (!deflated.equals(bytes)) {
    deflated = Buffer.from(bytes);
    inflated = new Uint8Array(inflateRawSync(bytes));
  }
  return Promise.resolve(inflated);
}

class OneWire implements MemberConnection {
  onClose: MemberConnection["onClose"] = () => {};
  #socket: Promise<Wire> | undefined;
  #channels = 0;
  /** By client channel number, until the server has assigned its own. */
  readonly #opening = new Map<number, (frame: Uint8Array) => void>();
  readonly #open = new Map<number, (frame: Uint8Array) => void>();
  readonly #inbox = new FrameUnpacker(
    (frame) => this.#take(frame),
    () => this.onClose("a message could not be read"),
    inflateOnce,
  );
  #received = 0;

  constructor(readonly caller: ConnectionOwner, readonly space: string) {}

  get received(): number {
    return this.#received;
  }

  async open(
    document: string,
    stateVector: Uint8Array,
    onFrame: (frame: Uint8Array, channel: BenchChannel) => void,
  ): Promise<BenchChannel> {
    const socket = await (this.#socket ??= this.#connect());
    const number = ++this.#channels;
    let received = 0;
    const channel: BenchChannel = {
      get received() {
        return received;
      },
      send: (frame) => socket.send(prefixNumber(number, frame)),
    };
    this.#opening.set(number, (frame) => {
      received += frame.length;
      onFrame(frame, channel);
    });
    const [role, epoch] = ["", ""];
    socket.send(
      makeOpenFrame({ channel: number, document, role, epoch, stateVector }),
    );
    return channel;
  }

  close(): void {
    this.#inbox.close();
    // An error of a socket that did not open is handled by its opener.
    this.#socket?.then((socket) => socket.close(), () => {});
  }

  async #connect(): Promise<Wire> {
    const { caller, space } = this;
    const url = `${caller.place.wsUrl}/sync/${space}?v=2&pack=1&keep=1`;
    const socket = await Wire.open(url, (message) => {
      this.#received += message.length;
      // Copied, because the bytes are reused and inflating takes longer.
      this.#inbox.unpack(message.slice());
    }, caller.headers());
    socket.onClose = () => this.onClose(hungUp);
    return socket;
  }

  #take(frame: Uint8Array): void {
    const { number, body } = splitFrame(frame);
    if (number !== controlNumber) return this.#open.get(number)?.(body);
    const news = readServerControl(body);
    if (news.kind === "closed") {
      this.onClose(`a document was closed: ${news.code} ${news.reason}`);
    }
    if (news.kind !== "opened") return;
    const take = this.#opening.get(news.channel);
    this.#opening.delete(news.channel);
    if (take) this.#open.set(news.number, take);
  }
}

export const defaultVersion: ProtocolVersion = 2;

export function makeConnection(
  caller: ConnectionOwner,
  space: string,
  version: ProtocolVersion,
): MemberConnection {
  return version === 1 ? new SocketEach(caller) : new OneWire(caller, space);
}
