/**
 * The protocol that the tests' clients speak: `v=1`, a socket a document; with `WIRE=2` in the environment `v=2`, one
 * socket for all documents of a space that somebody has open; with `WIRE=http` or `poll` the same over a socket made of requests.
 * Either way a document has what a WebSocket has, so that the same tests prove all.
 */
import { createDecoder, readVarUint8Array } from "lib0/decoding";
import { RequestSocket } from "../sync/client/request_socket.ts";
import { awarenessFrame } from "../sync/protocol.ts";
import type { Way as RequestWay } from "../sync/client/request_wire.ts";
import {
  closeFrame,
  CONTROL,
  numbered,
  openFrame,
  readNews,
  split,
} from "../sync/wire_format.ts";

const wireOfRun = Deno.env.get("WIRE") ?? "";
const requestWays: Record<string, RequestWay> = {
  http: "stream",
  poll: "poll",
};
/** How a wire of this run is made of requests; undefined: it is not. */
const requestWay: RequestWay | undefined = requestWays[wireOfRun];
/** Whether this run is over wires: `2` by sockets, `http` or `poll` by sockets that are made of requests. */
export const overWires = wireOfRun === "2" || requestWay !== undefined;

/** The name of what is connected to, with what goes along. */
interface Way {
  readonly url: string;
  readonly options?: string | string[];
}

/** A socket made of requests, with the headers that a WebSocket here is given, and its close. */
class Requests extends RequestSocket {
  constructor(url: string, options: unknown) {
    const { headers } = options as { headers?: Record<string, string> } ?? {};
    super(url, requestWay!, (input, init) =>
      fetch(input, {
        ...init,
        headers: { ...headers, ...init?.headers as Record<string, string> },
      }));
  }

  override send(frame: Uint8Array | string): void {
    // Text is no frame, and neither is nothing.
    super.send(typeof frame === "string" ? new Uint8Array() : frame);
  }

  override close(): void {
    super.close();
    queueMicrotask(() => this.onclose?.({ code: 1005, reason: "" }));
  }
}

/** A client's end of a wire. */
class Wire {
  readonly socket: WebSocket;
  readonly #channels = new Map<number, Channel>();
  /** By the server's numbers; null: it was closed here, and something may be under way. */
  readonly #numbered = new Map<number, Channel | null>();
  #count = 0;
  /** The one that was closed last. */
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

  /** Whether a document may be had over it: each is there once, and nothing is on one that goes. */
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

  /** Forgets a channel; what is still under way for it when it was closed here is not heard. */
  remove(number: number, by: "client" | "server"): void {
    const channel = this.#channels.get(number);
    // Both ends have closed it.
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
    // Only when the socket is closed does the server know that nobody is there.
    this.#last = channel;
    this.onEnd();
    this.socket.close();
  }

  send(frame: Uint8Array<ArrayBuffer>): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(frame);
  }

  #hear(frame: Uint8Array): void {
    const { number, body } = split(frame);
    if (number !== CONTROL) {
      const channel = this.#numbered.get(number);
      if (channel === undefined) throw new Error("it is not open");
      return channel?.hear(body);
    }
    const news = readNews(body);
    if (news.kind === "alive") {
      // The stock client, too, takes for dead what says nothing for 30 s.
      const sign = awarenessFrame([]);
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

/** A wire to the space, with these headers, on which the document is not open. */
function wireTo(way: Way, document: string): Wire {
  const all = wires.getOrInsertComputed(JSON.stringify(way), () => new Set());
  const free = [...all].find((wire) => wire.takes(document));
  if (free) return free;
  const wire: Wire = new Wire(way, () => all.delete(wire));
  all.add(wire);
  return wire;
}

/** A document on a wire, as a WebSocket. */
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
  /** What came before anybody listened: it was asked for by opening the channel. */
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

  /** The wire is open. */
  begin(): void {
    if (this.readyState !== Channel.CONNECTING) return;
    this.readyState = Channel.OPEN;
    const event = new Event("open");
    this.onopen?.(event);
    this.dispatchEvent(event);
    // Whoever says at once what they have is answered with what they lack.
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
    this.#wire.send(numbered(this.#number, data));
  }

  close(): void {
    if (this.readyState >= Channel.CLOSING) return;
    this.readyState = Channel.CLOSING;
    this.#wire.send(closeFrame(this.#number));
    this.#wire.remove(this.#number, "client");
  }

  /** A message has come. */
  hear(message: Uint8Array): void {
    const event = new MessageEvent("message", { data: message.slice().buffer });
    if (this.#onmessage) this.#onmessage(event);
    else this.#unheard.push(event);
    this.dispatchEvent(event);
  }

  /** It is over. */
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
    this.#wire.send(openFrame({
      channel: this.#number,
      document: this.document,
      as: this.#as,
      epoch: this.#epoch,
      stateVector,
    }));
  }
}

const registered = "registered";

/** Over wires: resolves when the server has answered to the opening of a document. */
export async function isTaken(socket: WebSocket): Promise<void> {
  await new Promise((resolve) => {
    socket.addEventListener(registered, resolve);
    socket.addEventListener("close", resolve);
  });
}

/** What a document is opened with. */
export const DocumentSocket: typeof WebSocket = overWires
  ? Channel as unknown as typeof WebSocket
  : WebSocket;
