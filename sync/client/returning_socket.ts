/**
 * A wire's socket in a network that blocked WebSockets. Requests carry it until a WebSocket, tried now and then, gets
 * an answer. For the wire it stays one socket, which opens again.
 */
import { makeOpenFrame } from "../wire_format.ts";
import { ClientRequestSocket } from "./request_socket.ts";
import type { RequestMode } from "./request_protocol.ts";

/** Maxima of the pauses between tries: of the first, doubled each time, and of all. */
const firstTryAfterMs = 2 * 60_000, maxTryDelayMs = 30 * 60_000;
/** A try without an answer fails after this time. */
const tryForMs = 10_000;
/** The request socket may take this long to deliver its last frames. */
const lastFramesMs = 2_000;
/** A WebSocket that lasted this long is used for reconnecting. */
const provenAfterMs = 60_000;
/** Opens a document that does not exist: the server's answer proves that frames pass both ways. */
const probeFrame = makeOpenFrame({
  channel: 1,
  document: "-",
  role: "",
  epoch: "",
  stateVector: new Uint8Array([0]),
});

/**
 * The times at which a WebSocket is tried. A page has one for all its sockets, because a network may end many request
 * sockets between two tries.
 */
export class WebSocketAttempts {
  #count = 0;
  #dueAt: number | undefined;

  constructor(readonly now: () => number = () => Date.now()) {}

  get msUntilNext(): number {
    this.#dueAt ??= this.#next();
    return Math.min(maxTryDelayMs, Math.max(0, this.#dueAt - this.now()));
  }

  begin(): void {
    this.#dueAt = this.#next();
  }

  /** Random, because many pages may have fallen back at the same moment (SYNC-15). */
  #next(): number {
    const maxMs = Math.min(maxTryDelayMs, firstTryAfterMs * 2 ** this.#count++);
    return this.now() + maxMs * (0.7 + 0.3 * Math.random());
  }
}

const triesOfPage = new WebSocketAttempts();

interface Parts {
  readonly Socket?: typeof WebSocket;
  readonly Requests?: typeof ClientRequestSocket;
  readonly tries?: WebSocketAttempts;
}

export class ReturningSocket {
  binaryType = "arraybuffer";
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  readonly #requests: ClientRequestSocket;
  readonly #Socket: typeof WebSocket;
  readonly #tries: WebSocketAttempts;
  #carrier: ClientRequestSocket | WebSocket;
  #tried: WebSocket | null = null;
  #movedAt = Infinity;
  /** Timer of the next try, of the limit of the current try, or of the last frames. */
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly url: string,
    mode: RequestMode,
    { Socket = WebSocket, Requests = ClientRequestSocket, tries = triesOfPage }:
      Parts = {},
  ) {
    this.#Socket = Socket;
    this.#tries = tries;
    const requests = this.#requests = this.#carrier = new Requests(url, mode);
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

  get way(): RequestMode | "socket" {
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
    this.#timer = setTimeout(() => this.#try(), this.#tries.msUntilNext);
  }

  #try(): void {
    this.#tries.begin();
    const socket = this.#tried = new this.#Socket(this.url);
    socket.binaryType = "arraybuffer";
    const fail = () => {
      this.#giveUp();
      this.#wait();
    };
    socket.onopen = () => socket.send(probeFrame);
    socket.onmessage = () => {
      socket.onmessage = null;
      // Everything sent over requests must arrive before the server ends that wire.
      this.#requests.onceDelivered(() => {
        if (this.#tried === socket) this.#move(socket);
      });
    };
    socket.onclose = fail;
    this.#timer = setTimeout(fail, tryForMs);
  }

  #giveUp(): void {
    clearTimeout(this.#timer);
    const socket = this.#tried;
    this.#tried = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /**
   * Switches to the WebSocket. The server ends the wire over requests when the first document opens over the WebSocket.
   */
  #move(socket: WebSocket): void {
    clearTimeout(this.#timer);
    this.#tried = null;
    this.#carrier = socket;
    this.#movedAt = this.#tries.now();
    // Frames of the WebSocket are kept until all frames of the requests have come.
    const heldEvents: MessageEvent[] = [];
    const goOn = () => {
      clearTimeout(this.#timer);
      this.#requests.close();
      socket.onmessage = (event) => this.onmessage?.(event);
      for (const event of heldEvents.splice(0)) this.#receive(event);
    };
    socket.onmessage = (event) => void heldEvents.push(event);
    socket.onclose = (event) => {
      goOn();
      this.#end(event);
    };
    this.#requests.onclose = goOn;
    this.#timer = setTimeout(goOn, lastFramesMs);
    this.onopen?.();
  }

  #receive(event: MessageEvent): void {
    try {
      this.onmessage?.(event);
    } catch (error) {
      // The error is the receiver's; the connection stays.
      reportError(error);
    }
  }
}
