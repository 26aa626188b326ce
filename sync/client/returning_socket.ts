/**
 * A wire's socket where the network has let no WebSocket through: requests carry it, and now and then a WebSocket is
 * tried. Once the server has answered on that one, it carries the wire. To the wire both are one socket, which opens a
 * second time: its channels are opened again, and none has ended.
 */
import { openFrame } from "../wire_format.ts";
import { RequestSocket } from "./request_socket.ts";
import type { Way } from "./request_wire.ts";

/** The pause before the first try, which doubles with each, and the longest (ms). */
const firstPauseMs = 2 * 60_000, longestPauseMs = 30 * 60_000;
/** A try without an answer has failed after this (ms). */
const tryForMs = 10_000;
/** What carried the wire before may take so long to bring its last frames (ms). */
const lastFramesMs = 2_000;
/** A WebSocket that has carried the wire for so long is the way to come back (ms): some networks cut each after seconds. */
const provenAfterMs = 60_000;
/** On no channel of the wire, on a document that there is not: the server's answer shows that frames pass both ways. */
const question = openFrame({
  channel: 1,
  document: "-",
  as: "",
  epoch: "",
  stateVector: new Uint8Array([0]),
});

/** When a WebSocket is tried again. A network may end many sockets of requests in between. */
export class Tries {
  #count = 0;
  #dueAt: number | undefined;

  /** @param now another clock than the device's */
  constructor(readonly now: () => number = () => Date.now()) {}

  /** How long it is until the next (ms). */
  get wait(): number {
    this.#dueAt ??= this.#next();
    return Math.min(longestPauseMs, Math.max(0, this.#dueAt - this.now()));
  }

  /** One is made. */
  begin(): void {
    this.#dueAt = this.#next();
  }

  /** Spread at random: many pages may have come to requests in the same moment (S15). */
  #next(): number {
    const most = Math.min(longestPauseMs, firstPauseMs * 2 ** this.#count++);
    return this.now() + most * (0.7 + 0.3 * Math.random());
  }
}

const triesOfPage = new Tries();

/** Other parts than the browser's and the page's. */
interface Parts {
  readonly Socket?: typeof WebSocket;
  readonly Requests?: typeof RequestSocket;
  readonly tries?: Tries;
}

export class ReturningSocket {
  binaryType = "arraybuffer";
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  readonly #requests: RequestSocket;
  readonly #Socket: typeof WebSocket;
  readonly #tries: Tries;
  /** What carries the wire. */
  #carrier: RequestSocket | WebSocket;
  /** The WebSocket that is tried. */
  #tried: WebSocket | null = null;
  #movedAt = Infinity;
  /** Of the next try, or of how long this one may take. */
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly url: string,
    way: Way,
    { Socket = WebSocket, Requests = RequestSocket, tries = triesOfPage }:
      Parts = {},
  ) {
    this.#Socket = Socket;
    this.#tries = tries;
    const requests = this.#requests = this.#carrier = new Requests(url, way);
    requests.onopen = () => {
      this.#wait();
      this.onopen?.();
    };
    requests.onmessage = (event) => this.onmessage?.(event);
    requests.onclose = (event) => this.#end(event);
  }

  get readyState(): number {
    return this.#carrier.readyState;
  }

  /** By what the wire is to come back where this is lost. */
  get way(): Way | "socket" {
    const isProven = this.#tries.now() - this.#movedAt >= provenAfterMs;
    return isProven ? "socket" : this.#requests.way;
  }

  send(frame: Uint8Array<ArrayBuffer>): void {
    this.#carrier.send(frame);
  }

  close(): void {
    this.#giveUp();
    this.#requests.close();
    this.#carrier.close();
  }

  #end(event: { code: number; reason: string }): void {
    this.close();
    this.onclose?.(event);
  }

  #wait(): void {
    this.#timer = setTimeout(() => this.#try(), this.#tries.wait);
  }

  #try(): void {
    this.#tries.begin();
    const socket = this.#tried = new this.#Socket(this.url);
    socket.binaryType = "arraybuffer";
    const fail = () => {
      this.#giveUp();
      this.#wait();
    };
    socket.onopen = () => socket.send(question);
    socket.onmessage = () => {
      socket.onmessage = null;
      // The server takes what is on its way there before it ends the wire over requests.
      this.#requests.whenQuiet(() => {
        if (this.#tried === socket) this.#move(socket);
      });
    };
    socket.onclose = fail;
    this.#timer = setTimeout(fail, tryForMs);
  }

  /** Lets go of what is tried, or is to be. */
  #giveUp(): void {
    clearTimeout(this.#timer);
    const socket = this.#tried;
    this.#tried = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** Has a WebSocket carry the wire. The server ends the other one as the first document is opened here. */
  #move(socket: WebSocket): void {
    clearTimeout(this.#timer);
    this.#tried = null;
    this.#carrier = socket;
    this.#movedAt = this.#tries.now();
    // What comes here is behind all that still comes there.
    const behind: MessageEvent[] = [];
    const goOn = () => {
      clearTimeout(this.#timer);
      this.#requests.close();
      socket.onmessage = (event) => this.onmessage?.(event);
      for (const event of behind.splice(0)) this.#hear(event);
    };
    socket.onmessage = (event) => void behind.push(event);
    socket.onclose = (event) => {
      goOn();
      this.#end(event);
    };
    this.#requests.onclose = goOn;
    this.#timer = setTimeout(goOn, lastFramesMs);
    this.onopen?.();
  }

  #hear(event: MessageEvent): void {
    try {
      this.onmessage?.(event);
    } catch (error) {
      // As a WebSocket does: whoever takes it has a fault, not the connection.
      reportError(error);
    }
  }
}
