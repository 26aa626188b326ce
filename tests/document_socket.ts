/**
 * The socket of the tests' clients, always with the interface of one WebSocket per document. `WIRE=2` uses `v=2`, which
 * shares a connection per space; `WIRE=http` or `poll` run that over HTTP requests.
 */
import { createDecoder, readVarUint8Array } from "lib0/decoding";
import { ClientRequestSocket } from "../sync/client/request_socket.ts";
import { makeAwarenessFrame } from "../sync/protocol.ts";
import type { RequestMode as RequestWay } from "../sync/client/request_protocol.ts";
import {
  controlNumber,
  makeCloseFrame,
  makeOpenFrame,
  prefixNumber,
  readServerControl,
  splitFrame,
} from "../sync/wire_format.ts";

const wireOfRun = Deno.env.get("WIRE") ?? "";
const requestWays: Record<string, RequestWay> = {
  http: "stream",
  poll: "poll",
};
const requestWay: RequestWay | undefined = requestWays[wireOfRun];
/** Whether this run uses `v=2`. */
export const usesWires = wireOfRun === "2" || requestWay !== undefined;

/** The address and headers of a wire, which distinguish it from others. */
interface Way {
  readonly url: string;
  readonly options?: string | string[];
}

/** Adds headers and a close event. */
class Requests extends ClientRequestSocket {
  constructor(url: string, options: unknown) {
    const { headers } = options as { headers?: Record<string, string> } ?? {};
    super(url, requestWay!, (input, init) =>
      fetch(input, {
        ...init,
        headers: { ...headers, ...init?.headers as Record<string, string> },
      }));
  }

  override send(frame: Uint8Array | string): void {
    // Text becomes an empty frame, which is also invalid.
    super.send(typeof frame === "string" ? new Uint8Array() : frame);
  }

  override close(): void {
    super.close();
    queueMicrotask(() => this.onclose?.({ code: 1005, reason: "" }));
  }
}

class Wire {
  readonly socket: WebSocket;
  readonly #channels = new Map<number, Channel>();
  /** By the server's number. Null: closed by this client, though frames may still arrive. */
  readonly #numbered = new Map<number, Channel | null>();
  #count = 0;
  /** The last channel, which ends with the socket. */
  #last: Channel | null = null;

  constructor({ url, options }: Way, readonly onEnd: () => void) {
    this.socket = requestWay
      ? new Requests(url, options) as unknown as WebSocket
      : new WebSocket(url, options);
    this.socket.binaryType = "arraybuffer";
    this.socket.onopen = () => {
      for (const channel of [...this.#channels.values()]) channel.begin();
    };
    this.socket.onmessage = ({ data }) => this.#hear(new Uint8Array(data));
    this.socket.onclose = ({ code, reason }) => {
      this.onEnd();
      for (const channel of [...this.#channels.values(), this.#last]) {
        channel?.end(code, reason);
      }
    };
  }

  /** A wire carries each document once. */
  takes(document: string): boolean {
    return this.socket.readyState <= WebSocket.OPEN &&
      !this.#channels.values().some((it) => it.document === document);
  }

  add(channel: Channel): number {
    this.#channels.set(++this.#count, channel);
    if (this.socket.readyState === WebSocket.OPEN) {
      queueMicrotask(() => channel.begin());
    }
    return this.#count;
  }

  /** If the client closed the channel, its later frames are ignored. */
  remove(number: number, by: "client" | "server"): void {
    const channel = this.#channels.get(number);
    // The other side closed it before.
    if (!channel) return;
    this.#channels.delete(number);
    for (const [name, it] of this.#numbered) {
      if (it !== channel) continue;
      if (by === "client") this.#numbered.set(name, null);
      else this.#numbered.delete(name);
    }
    if (this.#channels.size > 0) {
      if (by === "client") queueMicrotask(() => channel.end(1005, ""));
      return;
    }
    // Only a closed socket tells the server that the client left.
    this.#last = channel;
    this.onEnd();
    this.socket.close();
  }

  send(frame: Uint8Array<ArrayBuffer>): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(frame);
  }

  #hear(frame: Uint8Array): void {
    const { number, body } = splitFrame(frame);
    if (number !== controlNumber) {
      const channel = this.#numbered.get(number);
      if (channel === undefined) throw new Error("it is not open");
      return channel?.hear(body);
    }
    const news = readServerControl(body);
    if (news.kind === "alive") {
      // y-websocket closes a connection after 30 s without a message.
      const sign = makeAwarenessFrame([]);
      for (const channel of this.#channels.values()) channel.hear(sign);
      return;
    }
    if (news.kind !== "opened" && news.kind !== "closed") {
      throw new Error("an unknown word of the server");
    }
    const channel = this.#channels.get(news.channel);
    if (news.kind === "opened") {
      this.#numbered.set(news.number, channel ?? null);
      channel?.dispatchEvent(new Event(registered));
    }
    if (news.kind === "closed") {
      this.remove(news.channel, "server");
      channel?.end(news.code, news.reason);
    }
  }
}

const wires = new Map<string, Set<Wire>>();

/** Reuses a wire that lacks the document, if possible. */
function wireTo(way: Way, document: string): Wire {
  const all = wires.getOrInsertComputed(JSON.stringify(way), () => new Set());
  const free = [...all].find((wire) => wire.takes(document));
  if (free) return free;
  const wire: Wire = new Wire(way, () => all.delete(wire));
  all.add(wire);
  return wire;
}

class Channel extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readonly OPEN = 1;
  binaryType = "arraybuffer";
  bufferedAmount = 0;
  readyState = 0;
  onopen: ((event: Event) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  readonly document: string;
  readonly #as: string;
  readonly #epoch: string;
  readonly #wire: Wire;
  readonly #number: number;
  #isOpening = false;
  #onmessage: ((event: MessageEvent) => void) | null = null;
  /** Messages received before `onmessage` was set. */
  readonly #unheard: MessageEvent[] = [];

  constructor(address: string | URL, options?: string | string[]) {
    super();
    const url = new URL(address);
    const { pathname, searchParams } = url;
    const [, path, space, ...rest] = decodeURIComponent(pathname).split("/");
    this.document = [space, ...rest].join("/");
    this.#as = searchParams.get("as") ?? "";
    this.#epoch = searchParams.get("e") ?? "";
    searchParams.delete("as");
    searchParams.delete("e");
    searchParams.set("v", "2");
    url.pathname = `/${path}/${space}`;
    this.#wire = wireTo({ url: url.href, options }, this.document);
    this.#number = this.#wire.add(this);
  }

  set onmessage(listener: ((event: MessageEvent) => void) | null) {
    this.#onmessage = listener;
    queueMicrotask(() => {
      for (const event of this.#unheard.splice(0)) this.#onmessage?.(event);
    });
  }

  begin(): void {
    if (this.readyState !== Channel.CONNECTING) return;
    this.readyState = Channel.OPEN;
    const event = new Event("open");
    this.onopen?.(event);
    this.dispatchEvent(event);
    // Skipped if a listener of `open` has just sent a state vector.
    this.#open(new Uint8Array([0]));
  }

  send(data: Uint8Array<ArrayBuffer> | string): void {
    if (this.readyState !== Channel.OPEN) return;
    if (typeof data === "string") return this.#wire.socket.send(data);
    const isStep1 = data[0] === 0 && data[1] === 0;
    if (isStep1 && !this.#isOpening) {
      return this.#open(
        readVarUint8Array(createDecoder(data.subarray(2))),
      );
    }
    this.#open(new Uint8Array([0]));
    this.#wire.send(prefixNumber(this.#number, data));
  }

  close(): void {
    if (this.readyState >= Channel.CLOSING) return;
    this.readyState = Channel.CLOSING;
    this.#wire.send(makeCloseFrame(this.#number));
    this.#wire.remove(this.#number, "client");
  }

  hear(message: Uint8Array): void {
    const event = new MessageEvent("message", { data: message.slice().buffer });
    if (this.#onmessage) this.#onmessage(event);
    else this.#unheard.push(event);
    this.dispatchEvent(event);
  }

  end(code: number, reason: string): void {
    if (this.readyState === Channel.CLOSED) return;
    this.readyState = Channel.CLOSED;
    const event = new CloseEvent("close", { code, reason, wasClean: true });
    this.onclose?.(event);
    this.dispatchEvent(event);
  }

  #open(stateVector: Uint8Array): void {
    if (this.#isOpening) return;
    this.#isOpening = true;
    this.#wire.send(makeOpenFrame({
      channel: this.#number,
      document: this.document,
      role: this.#as,
      epoch: this.#epoch,
      stateVector,
    }));
  }
}

const registered = "registered";

/** `v=2` only: waits until the server opened or closed the channel. */
export async function waitUntilChannelOpened(socket: WebSocket): Promise<void> {
  await new Promise((resolve) => {
    socket.addEventListener(registered, resolve);
    socket.addEventListener("close", resolve);
  });
}

export const DocumentSocket: typeof WebSocket = usesWires
  ? Channel as unknown as typeof WebSocket
  : WebSocket;
