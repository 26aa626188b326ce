/**
 * Where HTTP and sockets come in: `node:http`, and `ws` for sockets, because Deno's own hold 64 MiB of each message that
 * never ends, which nothing can forbid it. What is half-sent, of requests and of messages, is bounded here (S12).
 */
import http from "node:http";
import type { AddressInfo, Socket as Tcp } from "node:net";
import { NodeRequest, sendNodeResponse } from "srvx/node";
// @ts-types="@types/ws"
import { type ServerOptions, WebSocket, WebSocketServer } from "ws";
import { limits } from "../../sync/limits.ts";
import { Refusal } from "../../sync/refusal.ts";
import { FairTurns } from "./fair_turns.ts";

/** Answers a request that came from the address `peer`. */
type Handle = (req: Request, peer: string) => Promise<Response>;

/** A request's headers, by their names in small letters. */
type Head = Pick<Headers, "get">;

/** Takes down a fault of ours; `what` is a fixed sentence. */
type Report = (what: string, error: unknown) => void;

/** A socket's request, and what makes a socket of it. */
const upgrades = new WeakMap<Request, () => ServerSocket>();

/** Whether a request came for a socket. */
export function asksForSocket(req: Request): boolean {
  return upgrades.has(req);
}

/** The socket that a request asks for. The answer to that request is not sent any more. */
export function upgrade(req: Request): ServerSocket {
  return upgrades.get(req)!();
}

/** A server that listens. */
export class Listener {
  readonly #server: http.Server;
  /** Connections on which no request has come yet, by address: the oldest first. */
  readonly #silent = new Map<string, Set<Tcp>>();

  /** What answers the requests of a connection: the first of them is being answered. */
  readonly #asked = new WeakMap<Tcp, (() => void)[]>();

  readonly #turns = new FairTurns();

  readonly #droppedWithin: number;
  readonly #addressOf: (headers: Head, peer: string) => string;

  /** `addressOf` tells whose turn a request takes: behind a proxy, not its peer's. Times in ms. */
  constructor(
    readonly handle: Handle,
    readonly report: Report,
    {
      requestHead = limits.requestHead,
      droppedWithin = limits.droppedWithin,
      addressOf = (_, peer) => peer,
    }: {
      requestHead?: number;
      droppedWithin?: number;
      addressOf?: (headers: Head, peer: string) => string;
    } = {},
  ) {
    this.#droppedWithin = droppedWithin;
    this.#addressOf = addressOf;
    const options = {
      headersTimeout: requestHead,
      // Files may take as long as they keep coming.
      requestTimeout: 0,
      connectionsCheckingInterval: requestHead / 5,
      // Longer than proxies keep theirs: nginx 60 s.
      keepAliveTimeout: 75_000,
      IncomingMessage: Incoming,
    };
    this.#server = http.createServer(
      options,
      (req, res) => this.#inTurn(req, res),
    );
    this.#server.timeout = limits.requestStalls;
    this.#server.on("connection", (tcp: Tcp) => this.#notice(tcp));
    this.#server.on(
      "upgrade",
      (req, tcp, head) => this.#upgrade(req, tcp as Tcp, head),
    );
  }

  /** Resolves once it listens, with where. */
  listen(port: number, hostname: string): Promise<AddressInfo> {
    const { promise, resolve, reject } = Promise.withResolvers<AddressInfo>();
    this.#server.once("error", reject);
    this.#server.listen(port, hostname, () => {
      this.#server.off("error", reject);
      resolve(this.#server.address() as AddressInfo);
    });
    return promise;
  }

  /** Takes nobody in any more; resolves when all requests are answered and all sockets gone. */
  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeIdleConnections();
    });
  }

  #notice(tcp: Tcp): void {
    const from = tcp.remoteAddress ?? "";
    const silent = this.#silent.getOrInsertComputed(from, () => new Set());
    silent.add(tcp);
    tcp.once("close", () => this.#spoke(tcp, from));
    if (silent.size <= limits.silent) return;
    const [oldest] = silent;
    silent.delete(oldest);
    oldest.destroy();
  }

  #spoke(tcp: Tcp, from = tcp.remoteAddress ?? ""): void {
    const silent = this.#silent.get(from);
    silent?.delete(tcp);
    if (silent?.size === 0) this.#silent.delete(from);
  }

  /** Requests that come on a connection before the one before is answered wait for it; of too many none is. */
  #inTurn(req: http.IncomingMessage, res: http.ServerResponse): void {
    const tcp = req.socket;
    // All that came in one piece are told of, whatever becomes of the first.
    if (tcp.destroyed || tcp.writableEnded) return;
    const asked = this.#asked.get(tcp) ?? [];
    this.#asked.set(tcp, asked);
    if (asked.length >= limits.pipelined) return void tcp.destroy();
    asked.push(() => this.#begin(req, res));
    res.once("close", () => {
      asked.shift();
      if (!tcp.destroyed && !tcp.writableEnded) asked[0]?.();
    });
    if (asked.length === 1) asked[0]();
  }

  /** Answers it when it is the turn of its address. */
  #begin(
    req: http.IncomingMessage,
    res: http.ServerResponse,
    make?: () => ServerSocket,
  ): void {
    const tcp = req.socket, peer = tcp.remoteAddress ?? "";
    this.#spoke(tcp);
    const headers: Head = {
      get: (name) => req.headers[name]?.toString() ?? null,
    };
    this.#turns.take(this.#addressOf(headers, peer), () => {
      if (!tcp.destroyed) void this.#answer(req, res, peer, make);
    });
  }

  async #answer(
    req: http.IncomingMessage,
    res: http.ServerResponse,
    peer: string,
    make?: () => ServerSocket,
  ): Promise<void> {
    if (req.rawHeaders.length > 2 * limits.headers) {
      this.#closeAfter(req, res);
      res.writeHead(431).end();
      return;
    }
    let request: Request | undefined;
    try {
      // A proxy in front of the server may have read the other one.
      if ((req.headersDistinct.host?.length ?? 0) <= 1) {
        request = requestOf(req, res);
      }
    } catch {
      // An address or a method that no request can have.
    }
    if (!request) {
      this.#closeAfter(req, res);
      res.writeHead(400).end();
      return;
    }
    if (make) upgrades.set(request, make);
    const failed = (error: unknown) => {
      if (!isOfClient(error)) this.report("an answer failed", error);
    };
    try {
      const response = await this.handle(request, peer);
      // What is answered before it was read whole, as a file that is too large, would hold up the next request.
      if (!req.readableEnded && hasBody(req)) {
        this.#closeAfter(req, res);
      }
      const { body } = response;
      if (!res.socket) await body?.cancel();
      else {
        const told = body && new Response(telling(body, failed), response);
        await sendNodeResponse(res, told ?? response);
      }
    } catch (error) {
      failed(error);
      // Half an answer must not look whole.
      if (res.headersSent) res.destroy();
      else if (res.socket) {
        this.#closeAfter(req, res);
        res.writeHead(500).end();
      }
    }
  }

  /**
   * Closes the connection after the answer. What the client still sends is read and dropped first, within bounds: with
   * bytes unread, the system would reset the connection, and the answer could be lost.
   */
  #closeAfter(req: http.IncomingMessage, res: http.ServerResponse): void {
    res.setHeader("connection", "close");
    if ((req as Incoming).isUpgrade) return;
    const tcp = req.socket;
    const destroySoon = tcp.destroySoon.bind(tcp);
    (req as Incoming).dropRest();
    // `node:http` calls it once the answer is sent.
    tcp.destroySoon = () => {
      tcp.end();
      if (req.readableEnded || req.destroyed) return destroySoon();
      const timer = setTimeout(() => tcp.destroy(), this.#droppedWithin);
      tcp.once("close", () => clearTimeout(timer));
      req.once("end", destroySoon);
    };
  }

  #upgrade(req: http.IncomingMessage, tcp: Tcp, head: Buffer): void {
    tcp.on("error", destroyThis);
    (req as Incoming).isUpgrade = true;
    const res = new http.ServerResponse(req);
    res.shouldKeepAlive = false;
    res.assignSocket(tcp);
    res.once("finish", () => tcp.destroySoon());
    const make = () => {
      res.detachSocket(tcp);
      return ServerSocket.of(req, tcp, head);
    };
    const isSocket = req.headers.upgrade?.toLowerCase() === "websocket";
    this.#begin(req, res, isSocket ? make : undefined);
  }
}

/**
 * Whose client has gone is ended by its `close`. A listener that stays for as long as the connection must not be written
 * where a request and its answer are in scope: it would keep both.
 */
function destroyThis(this: Tcp): void {
  this.destroy();
}

/** The request as the app reads it. Throws for an address or a method that no request can have. */
function requestOf(
  req: http.IncomingMessage,
  res: http.ServerResponse,
): Request {
  const { url, method, headers, signal } = new NodeRequest({ req, res });
  const isRead = method !== "GET" && method !== "HEAD";
  const body = isRead ? bodyOf(req) : null;
  const duplex = body ? "half" : undefined;
  const init = { method, headers, signal, body, duplex };
  return new Request(url, init as RequestInit);
}

/** The body as it comes. A cancelled one leaves its connection open, so that the answer arrives. */
function bodyOf(req: http.IncomingMessage): ReadableStream<Uint8Array> {
  const pieces = req.iterator({ destroyOnReturn: false });
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel() {
      // It waits for a piece that may never come.
      void pieces.return?.();
    },
  }, { highWaterMark: 0 });
}

/** H6: a request whose body does not come in crumbs: a chunk of one byte costs some thousand in memory, and its time. */
class Incoming extends http.IncomingMessage {
  /** It came for a socket, and has no body. */
  isUpgrade = false;
  #pieces = 0;
  #bytes = 0;
  #mostBytes = Infinity;

  /** Reads what still comes, which nobody wants; too much ends the connection. */
  dropRest(): void {
    this.#mostBytes = this.#bytes + limits.droppedBytes;
    this.on("data", () => {});
  }

  /**
   * A client that goes away fails every request that it sent ahead. Node reads each error's stack, and V8 takes 150 µs to
   * write it.
   */
  override destroy(error?: Error & { code?: string }): this {
    if (error?.code === "ECONNRESET") error.stack = error.message;
    return super.destroy(error);
  }

  override push(piece: Uint8Array | null, encoding?: BufferEncoding): boolean {
    if (piece === null) return super.push(piece);
    if (this.socket.destroyed) return false;
    this.#bytes += piece.length;
    const most = limits.bodyPieces + this.#bytes / limits.bodyPiece;
    const isTaken = ++this.#pieces <= most && this.#bytes <= this.#mostBytes;
    if (isTaken) return super.push(piece, encoding);
    this.socket.destroy();
    return false;
  }
}

/** Whether an error says no more than that a client has gone, or sent what no socket may. */
function isOfClient(error: unknown): boolean {
  const { name, code } = error as { name?: string; code?: unknown };
  return name === "AbortError" || /^(WS_ERR_|ECONN|EPIPE$)/.test(`${code}`);
}

/** A body that tells how it breaks off, which `srvx` does not, and does so also while its client takes nothing. */
function telling(
  body: ReadableStream<Uint8Array>,
  failed: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream({
    start(controller) {
      reader.closed.catch((error) => {
        failed(error);
        controller.error(error);
      });
    },
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}

function hasBody({ headers }: http.IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined ||
    Number(headers["content-length"] ?? 0) > 0;
}

/** What has a message that is not whole yet. */
interface Unwhole {
  /** Whose it is, as far as limits count. */
  readonly holder: string;
  close(code: number, reason: string): void;
}

/** What unfinished messages of all sockets hold: over the bound the oldest ends of who has most of it. */
class Unfinished {
  readonly #large = new Map<Unwhole, number>();
  #total = 0;

  /** A message holds so many bytes by now; few do not count. */
  set(socket: Unwhole, bytes: number): void {
    const counted = bytes < limits.unfinishedCounts ? 0 : bytes;
    this.#total += counted - (this.#large.get(socket) ?? 0);
    if (counted > 0) this.#large.set(socket, counted);
    else this.#large.delete(socket);
    while (this.#total > limits.unfinished) this.#endOne();
  }

  #endOne(): void {
    const sums = new Map<string, number>();
    for (const [{ holder }, bytes] of this.#large) {
      sums.set(holder, (sums.get(holder) ?? 0) + bytes);
    }
    const [[most]] = [...sums].sort(([, a], [, b]) => b - a);
    const oldest = this.#large.keys().find((it) => it.holder === most)!;
    this.set(oldest, 0);
    oldest.close(4429, "too-often");
  }
}

/** Of all sockets of this process. */
export const unfinished = new Unfinished();

/** A socket as the browser's are, at the server's end. It is open from the beginning. */
class ServerSocket extends WebSocket {
  /** Whose it is, as far as limits count. */
  holder = "";
  /** Told when this end closes it. */
  onclosing: (code: number | undefined) => void = () => {};
  #tcp!: Tcp;
  /** Bytes since a message was whole. */
  #pending = 0;
  /** Bytes since it was closed. */
  #late = 0;
  #isAlive = true;

  /** What was framed last: a broadcast sends the same bytes to one after another. */
  static #framed: { bytes: unknown; frame: Uint8Array } | undefined;

  /** Takes a connection over from HTTP. */
  static of(req: http.IncomingMessage, tcp: Tcp, head: Buffer): ServerSocket {
    let made: ServerSocket | undefined;
    let hear = (_: number) => {};
    // Before `ws` reads it, so that a message that ends in a chunk counts no more.
    tcp.on("data", ({ length }) => hear(length));
    server.handleUpgrade(req, tcp, head, (socket) => made = socket);
    // `ws` has told the client.
    if (!made) throw new Refusal("malformed");
    hear = made.#begin(tcp);
    return made;
  }

  #begin(tcp: Tcp): (length: number) => void {
    this.#tcp = tcp;
    // What its client did wrong, or a connection that broke: `close` comes next, and says so.
    this.on("error", () => {});
    this.on("message", () => this.#count(0));
    const alive = setInterval(() => this.#look(), limits.halfOpen / 2);
    this.on("close", () => {
      clearInterval(alive);
      this.#count(0);
    });
    return (length) => this.#hear(length);
  }

  override send(data: Uint8Array | ArrayBuffer): void {
    if (this.readyState !== WebSocket.OPEN) return;
    if (data.byteLength > limits.framed) return super.send(data);
    if (ServerSocket.#framed?.bytes !== data) {
      ServerSocket.#framed = { bytes: data, frame: framed(data) };
    }
    this.#tcp.write(ServerSocket.#framed.frame);
  }

  override close(code?: number, reason?: string | Buffer): void {
    // With these `ws` closes what is too long, or comes in too many pieces.
    if (code === 1008 || code === 1009) [code, reason] = [4413, "too-large"];
    if (this.readyState === WebSocket.OPEN) this.onclosing(code);
    super.close(code, reason);
  }

  #hear(length: number): void {
    this.#isAlive = true;
    if (this.readyState !== WebSocket.OPEN) {
      // Who goes on sending after the end is not read any more until the connection is ended.
      this.#late += length;
      if (this.#late > limits.lateBytes) this.#tcp.pause();
      return;
    }
    const pending = this.#pending + length;
    this.#count(pending);
    // Signs of life between its pieces count, and so does what is nothing else.
    if (pending > 2 * limits.message) this.close(4413, "too-large");
  }

  #count(pending: number): void {
    const before = this.#pending;
    this.#pending = pending;
    // Most messages are small: then there is nothing to note.
    if (Math.max(before, pending) < limits.unfinishedCounts) return;
    unfinished.set(this, pending);
  }

  /** S14: asks for a sign of life, or ends it where there was none since it asked last. */
  #look(): void {
    if (!this.#isAlive) return this.terminate();
    this.#isAlive = false;
    this.ping();
  }
}

/** A whole binary message, of 64 KiB at the most, as it goes over the wire (RFC 6455, 5.2). */
function framed(data: Uint8Array | ArrayBuffer): Uint8Array {
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  const { length } = bytes;
  const head = length < 126
    ? [0x82, length]
    : [0x82, 126, length >> 8, length & 0xff];
  const frame = new Uint8Array(head.length + length);
  frame.set(head);
  frame.set(bytes, head.length);
  return frame;
}

const server = new WebSocketServer<typeof ServerSocket>(
  {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    WebSocket: ServerSocket,
    maxPayload: limits.message,
    maxFragments: limits.messagePieces,
    maxBufferedChunks: 4 * limits.messagePieces,
    // Who does not answer a close is gone after it.
    closeTimeout: limits.closing,
  } as ServerOptions<typeof ServerSocket>,
);
