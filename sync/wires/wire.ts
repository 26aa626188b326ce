/**
 * One socket for all documents that a client has open in a space (`wire_format.ts`). Each channel carries a connection;
 * limits, backpressure and signs of life apply to the wire (SYNC-11, SYNC-12, SYNC-14).
 */
import type { Authority, Denial } from "../authority.ts";
import type { IdentifiedCaller } from "../connection.ts";
import { deflateFrame, type Frame } from "../frame.ts";
import {
  closeCodeOf,
  EarlyMessageBudget,
  type PulsingSocket,
  SendBuffer,
  Transport,
} from "../transport.ts";
import { limits } from "../limits.ts";
import { makeStep1Frame, readOrRefuse } from "../protocol.ts";
import { isRefusal, Refusal } from "../refusal.ts";
import { waitUntilOpen } from "../socket_transport.ts";
import * as format from "../wire_format.ts";
import type { EngineContext } from "../engine_context.ts";
import { makePackFrame } from "../wire_format.ts";

/** The holder of the cookies with which a wire came. */
export interface CookieOwner<Who> {
  /** Identifies the person who opens a document as `teacher`, `member` or (empty) either; or returns a denial. */
  identify(
    role: string,
    document: string,
  ): Promise<IdentifiedCaller<Who> | Denial>;
}

interface WireEvents<Who> {
  onOpened(wire: Wire<Who>): void;
  /** Whether the client may open one more channel; counts it. */
  takeOpening(wire: Wire<Who>): boolean;
  /** Whether the client may send more bytes outside of channels; counts them. */
  takeStrayBytes(wire: Wire<Who>, bytes: number): boolean;
  onOpening(channel: Channel<Who>, request: format.OpenRequest): void;
  onEntering(wire: Wire<Who>): void;
  onEnded(wire: Wire<Who>): void;
}

export interface WireParameters {
  /** Whether the client accepts packed and deflated frames. */
  readonly canUnpack: boolean;
  /** Whether the client keeps awareness states until the wire ends, so that they are not renewed. */
  readonly keepsStates: boolean;
  /** The page's name, the same on each wire that replaces another; null if it has none. */
  readonly page: string | null;
}

interface WireOptions<Who> {
  readonly socket: PulsingSocket;
  readonly space: string;
  readonly sockets: ReturnType<Authority<Who>["socketLimit"]>;
  readonly holder: CookieOwner<Who>;
  readonly number: number;
  readonly client: WireParameters;
}

export class Wire<Who> {
  /** Shared by all channels that are not registered yet. */
  readonly earlyBudget = new EarlyMessageBudget();
  readonly #out: SendBuffer;
  readonly #packer: Packer | null;
  readonly #channels = new Map<number, Channel<Who>>();
  #lastNumber = 0;
  #isOver = false;
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly options: WireOptions<Who>,
    readonly engine: EngineContext<Who>,
    readonly events: WireEvents<Who>,
  ) {
    const { socket, client: { canUnpack } } = options;
    this.#out = new SendBuffer(socket);
    this.#packer = canUnpack
      ? new Packer((bytes) => this.#sendNow(bytes))
      : null;
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onerror = () => this.#end(1006, "", "client");
    socket.onclose = ({ code }) => this.#end(code, "", "client");
    socket.onsilence = (isSilent) => {
      for (const channel of this.#channels.values()) {
        channel.handleSilence(isSilent);
      }
    };
    this.#begin();
  }

  get isOpen(): boolean {
    return !this.#isOver && this.#out.isOpen;
  }

  get unsent(): number {
    return this.#out.unsent;
  }

  get renewalTurn(): number {
    return this.options.number % limits.renewalTurns;
  }

  sendAlive(): void {
    this.send(format.makeAliveFrame());
  }

  carriesDocument(document: string): boolean {
    return this.#channels.values().some((it) => it.document === document);
  }

  /** Sends bytes, or closes the wire if its reader has fallen too far behind (SYNC-11). */
  send(bytes: Uint8Array<ArrayBuffer>): void {
    if (!this.#packer?.take(bytes)) this.#sendNow(bytes);
  }

  /** Notes that a channel's first answer was sent, or that there will be none. */
  handleAnswered(channel: number): void {
    this.#packer?.handleAnswered(channel);
  }

  allowUnsent(bytes: number): void {
    this.#out.maxUnsent += bytes;
  }

  close(code: number, reason: string): void {
    if (this.#isOver) return;
    this.#end(code, reason, "server");
    this.#out.close(code, reason);
  }

  removeChannel(channel: Channel<Who>): void {
    if (!this.#channels.delete(channel.number)) return;
    this.#out.maxUnsent -= channel.allowed;
    if (this.#channels.size === 0) this.#wait();
  }

  #sendNow(bytes: Uint8Array<ArrayBuffer>): void {
    if (!this.#isOver && !this.#out.send(bytes)) {
      this.close(1013, "fell-behind");
    }
  }

  async #begin(): Promise<void> {
    if (!await waitUntilOpen(this.#out.socket)) {
      return this.#end(1006, "", "client");
    }
    this.events.onOpened(this);
    if (this.#channels.size === 0) this.#wait();
  }

  #wait(): void {
    if (this.#isOver) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.close(1000, ""), limits.idleWire);
  }

  #receive(data: unknown): void {
    if (this.#isOver) return;
    try {
      if (!(data instanceof ArrayBuffer)) throw new Refusal("malformed");
      const frame = new Uint8Array(data);
      const { number, body } = readOrRefuse(() => format.splitFrame(frame));
      if (number === format.controlNumber) return this.#control(body);
      const channel = this.#channels.get(number);
      if (channel === undefined) this.#pass(frame.length);
      else channel.take(body);
    } catch (error) {
      if (isRefusal(error)) return this.#refuse(error.kind);
      this.engine.report("a wire's message could not be taken", error);
      this.#refuse("malformed");
    }
  }

  #control(body: Uint8Array): void {
    if (body.length > limits.frame) throw new Refusal("too-large");
    const request = readOrRefuse(() => format.readClientControl(body));
    switch (request.kind) {
      case "open":
        return this.#open(request);
      case "close": {
        const channel = this.#channels.get(request.channel);
        if (channel === undefined) return this.#pass(body.length);
        this.removeChannel(channel);
        channel.handleLoss(1005, "", "client");
        return this.handleAnswered(request.channel);
      }
      case "other":
        throw new Refusal("malformed");
    }
  }

  #open(request: format.OpenRequest): void {
    const { channel: number, document, stateVector } = request;
    if (number <= this.#lastNumber) throw new Refusal("malformed");
    this.#lastNumber = number;
    clearTimeout(this.#idle);
    this.#idle = undefined;
    this.#packer?.opening(number);
    const channel = new Channel(this, number);
    this.#channels.set(number, channel);
    const { space, sockets: { max } } = this.options;
    if (!this.events.takeOpening(this) || this.#channels.size > max) {
      channel.close(4429, "too-often");
      return this.#pass(limits.refusedOpening);
    }
    if (!document.startsWith(`${space}/`)) {
      return channel.close(4404, "not-found");
    }
    channel.take(makeStep1Frame(stateVector));
    this.events.onOpening(channel, request);
  }

  /** Counts bytes outside of channels. Frames sent before a channel closed are honest; too many end the wire. */
  #pass(size: number): void {
    if (!this.events.takeStrayBytes(this, Math.max(size, limits.updateLeast))) {
      throw new Refusal("too-often");
    }
  }

  #refuse(kind: string): void {
    this.close(closeCodeOf(kind), kind);
  }

  #end(code: number, reason: string, endedBy: "server" | "client"): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#idle);
    this.#packer?.stop();
    const channels = [...this.#channels.values()];
    this.#channels.clear();
    for (const channel of channels) channel.handleLoss(code, reason, endedBy);
    this.events.onEnded(this);
  }
}

class Channel<Who> extends Transport {
  allowed = 0;
  /** The document, set once its name is resolved. */
  document: string | undefined;

  constructor(readonly wire: Wire<Who>, readonly number: number) {
    super(wire.earlyBudget);
  }

  get isOpen(): boolean {
    return !this.isEnded && this.wire.isOpen;
  }

  get unsent(): number {
    return this.wire.unsent;
  }

  get renewalTurn(): number {
    return this.wire.renewalTurn;
  }

  get keepsStates(): boolean {
    return this.wire.options.client.keepsStates;
  }

  protected get meter() {
    return this.wire.engine.meter;
  }

  waitUntilOpen(): Promise<boolean> {
    return Promise.resolve(this.isOpen);
  }

  take(message: Uint8Array): void {
    this.handleMessage(message);
  }

  send(frame: Frame): void {
    if (this.isEnded) return;
    const { wire } = this;
    wire.send(
      wire.options.client.canUnpack ? deflateFrame(frame) : frame.wire,
    );
    if (this.allowed > 0) wire.handleAnswered(this.number);
  }

  bindDocument(document: string): boolean {
    if (this.wire.carriesDocument(document)) return false;
    this.document = document;
    this.wire.events.onEntering(this.wire);
    return this.isOpen;
  }

  allowUnsent(bytes: number): void {
    this.allowed += bytes;
    this.wire.allowUnsent(bytes);
  }

  protected sendOpened(number: number): void {
    this.wire.send(format.makeOpenedFrame(this.number, number));
  }

  protected closeCarrier(code: number, reason: string): void {
    this.wire.removeChannel(this);
    this.wire.send(format.makeClosedFrame(this.number, code, reason));
    this.wire.handleAnswered(this.number);
  }
}

/** Packs frames while channels open: each message takes at least one packet, and bad links lose by the packet. */
class Packer {
  #frames: Uint8Array<ArrayBuffer>[] | null = null;
  #size = 0;
  /** Channels whose first answer is still to come. */
  readonly #unanswered = new Set<number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly send: (bytes: Uint8Array<ArrayBuffer>) => void) {}

  /** Notes that a channel opens: until its first answer, frames wait for others, within bounds. */
  opening(channel: number): void {
    this.#unanswered.add(channel);
    if (this.#frames) return;
    this.#frames = [];
    this.#timer = setTimeout(() => this.#end(), limits.packing);
  }

  /** Notes a channel's first answer. After the last one, sends the waiting frames in the next task. */
  handleAnswered(channel: number): void {
    if (!this.#unanswered.delete(channel) || this.#unanswered.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#end());
  }

  /** Queues a frame; false if it can leave immediately. */
  take(bytes: Uint8Array<ArrayBuffer>): boolean {
    if (!this.#frames) return false;
    this.#frames.push(bytes);
    this.#size += bytes.length;
    if (this.#size >= limits.pack) this.#leave();
    return true;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#frames = null;
  }

  #end(): void {
    if (this.#frames) this.#leave();
    this.#frames = null;
    this.#timer = undefined;
    this.#unanswered.clear();
  }

  #leave(): void {
    const frames = this.#frames ?? [];
    this.#frames = [];
    this.#size = 0;
    if (frames.length > 0) {
      this.send(frames.length === 1 ? frames[0] : makePackFrame(frames));
    }
  }
}
