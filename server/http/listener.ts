/**
 * Accepts HTTP and sockets by `node:http` and `ws`, because Deno's own sockets hold up to 64 MiB of each unfinished
 * message, without a setting. Unfinished requests and messages are bounded here (SYNC-12).
 */
import http from "node:http";
import type { AddressInfo, Socket as Tcp } from "node:net";
import { NodeRequest, sendNodeResponse } from "srvx/node";
// @ts-types="@types/ws"
import { type ServerOptions, WebSocket, WebSocketServer } from "ws";
import type { ArrivingBytes } from "../../classroom/limits/arriving_bytes.ts";
import { limits } from "../../sync/limits.ts";
import { Pulse } from "../../sync/pulse.ts";
import { refusal } from "../../classroom/model/refuse.ts";
import { FairTurns } from "./fair_turns.ts";

type Handle = (req: Request, peer: string) => Promise<Response>;

type Head = Pick<Headers, "get">;

/** Reports a bug; `what` is a fixed sentence. */
type Report = (what: string, error: unknown) => void;

const upgrades = new WeakMap<Request, () => ServerSocket>();

export function isUpgradeRequest(req: Request): boolean {
  return upgrades.has(req);
}

/** Makes the socket that a request asks for; an answer to the request is then not sent. */
export function upgradeSocket(req: Request): ServerSocket {
  return upgrades.get(req)!();
}

export class Listener {
  readonly #server: http.Server;
  /** Connections without a request so far, by address, oldest first. */
  readonly #silent = new Map<string, Set<Tcp>>();

  /** The requests of a connection; the first one is being answered. */
  readonly #asked = new WeakMap<Tcp, (() => void)[]>();

  readonly #turns = new FairTurns();

  readonly #rounds = new SocketRounds();

  readonly #droppedWithin: number;
  readonly #addressOf: (headers: Head, peer: string) => string;

  /** `addressOf` returns the address that counts for turns, which is not the peer's behind a proxy. Times in ms. */
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
      // No limit: uploads may take as long as data keeps coming.
      requestTimeout: 0,
      connectionsCheckingInterval: requestHead / 5,
      // Longer than proxies' own timeouts: nginx has 60 s.
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

  listen(port: number, hostname: string): Promise<AddressInfo> {
    const { promise, resolve, reject } = Promise.withResolvers<AddressInfo>();
    this.#server.once("error", reject);
    this.#server.listen(port, hostname, () => {
      this.#server.off("error", reject);
      resolve(this.#server.address() as AddressInfo);
    });
    return promise;
  }

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

  /** Answers a connection's requests one after the other; too many waiting ones end the connection. */
  #inTurn(req: http.IncomingMessage, res: http.ServerResponse): void {
    const tcp = req.socket;
    // `node:http` reports all requests of one piece, even after the first has ended the connection.
    if (tcp.destroyed || tcp.writableEnded) return;
    const requests = this.#asked.get(tcp) ?? [];
    this.#asked.set(tcp, requests);
    if (requests.length >= limits.pipelined) return void tcp.destroy();
    requests.push(() => this.#begin(req, res));
    res.once("close", () => {
      requests.shift();
      if (!tcp.destroyed && !tcp.writableEnded) requests[0]?.();
    });
    if (requests.length === 1) requests[0]();
  }

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
    this.#turns.enqueue(this.#addressOf(headers, peer), () => {
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
      // With two Host headers the request is refused, because a proxy may have read the other one.
      if ((req.headersDistinct.host?.length ?? 0) <= 1) {
        request = requestOf(req, res);
      }
    } catch {
      // The URL or method is invalid, so `request` stays undefined.
    }
    if (!request) {
      this.#closeAfter(req, res);
      if (isForbidden(req.method)) res.writeHead(405, { allow: methods });
      else res.writeHead(400);
      res.end();
      return;
    }
    if (make) upgrades.set(request, make);
    const failed = (error: unknown) => {
      if (!isOfClient(error)) this.report("an answer failed", error);
    };
    try {
      const response = await this.handle(request, peer);
      // The unread rest of the body, such as of a file that is too large, would block the next request.
      if (!req.readableEnded && hasBody(req)) {
        this.#closeAfter(req, res);
      }
      const { body } = response;
      if (!res.socket) await body?.cancel();
      else {
        const trackedResponse = body &&
          new Response(telling(body, failed), response);
        await sendNodeResponse(res, trackedResponse ?? response);
      }
    } catch (error) {
      failed(error);
      // The answer is broken off: half of it must not look complete.
      if (res.headersSent) res.destroy();
      else if (res.socket) {
        this.#closeAfter(req, res);
        res.writeHead(500).end();
      }
    }
  }

  /**
   * Closes the connection after the answer. Further data is read and dropped first, within bounds, because unread bytes
   * could make the system reset the connection and lose the answer.
   */
  #closeAfter(req: http.IncomingMessage, res: http.ServerResponse): void {
    res.setHeader("connection", "close");
    if ((req as Incoming).isUpgrade) return;
    const tcp = req.socket;
    const destroySoon = tcp.destroySoon.bind(tcp);
    (req as Incoming).dropRest();
    // `node:http` calls `destroySoon` once the answer is sent.
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
      return ServerSocket.fromRequest(req, tcp, head, this.#rounds);
    };
    const isSocket = req.headers.upgrade?.toLowerCase() === "websocket";
    this.#begin(req, res, isSocket ? make : undefined);
  }
}

/**
 * Ends a connection after an error; its `close` event handles the lost client. Not a closure, which would keep a
 * request and its answer in memory as long as the connection lives.
 */
function destroyThis(this: Tcp): void {
  this.destroy();
}

const methods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

/** Whether a method is one of which the web's `Request` takes none. */
function isForbidden(method: string | undefined): boolean {
  return /^(TRACE|TRACK|CONNECT)$/i.test(method ?? "");
}

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

/** The body as a stream. Cancelling it keeps the connection open, so that the answer arrives. */
function bodyOf(req: http.IncomingMessage): ReadableStream<Uint8Array> {
  const pieces = req.iterator({ destroyOnReturn: false });
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel() {
      // `return()` is not awaited: it waits for a piece that may never come.
      void pieces.return?.();
    },
  }, { highWaterMark: 0 });
}

/** Ends a request whose body comes in tiny pieces, because a one-byte chunk costs some thousand bytes of memory. */
class Incoming extends http.IncomingMessage {
  /** Whether the request is an upgrade, which has no body. */
  isUpgrade = false;
  #pieces = 0;
  #bytes = 0;
  #mostBytes = Infinity;

  /** Reads and drops the rest of the body; too much ends the connection. */
  dropRest(): void {
    this.#mostBytes = this.#bytes + limits.droppedBytes;
    this.on("data", () => {});
  }

  /**
   * Ends a request. A disconnecting client ends every request that it sent ahead, and each error's stack costs V8 150
   * µs when Node reads it, so the stack is replaced.
   */
  override destroy(error?: Error & { code?: string }): this {
    if (error?.code === "ECONNRESET") error.stack = error.message;
    return super.destroy(error);
  }

  override push(piece: Uint8Array | null, encoding?: BufferEncoding): boolean {
    if (piece === null) return super.push(piece);
    if (this.socket.destroyed) return false;
    this.#bytes += piece.length;
    const maxPieces = limits.bodyPieces + this.#bytes / limits.bodyPiece;
    const isTaken = ++this.#pieces <= maxPieces &&
      this.#bytes <= this.#mostBytes;
    if (isTaken) return super.push(piece, encoding);
    this.socket.destroy();
    return false;
  }
}

/** Whether an error only means that a client has gone, or sent an invalid frame. */
function isOfClient(error: unknown): boolean {
  const { name, code } = error as { name?: string; code?: unknown };
  return name === "AbortError" || /^(WS_ERR_|ECONN|EPIPE$)/.test(`${code}`);
}

/** A body that reports its failure even while the client reads nothing; `srvx` reports none. */
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

/** The server's end of a WebSocket, open from the beginning. */
class ServerSocket extends WebSocket {
  /** For limits: a person in a session, or an address. */
  holder = "";
  /** Counts messages that have not wholly arrived. */
  arriving: ArrivingBytes | undefined;
  /** Called when the server closes the socket, or the client does, which is without a code here. */
  onclosing: (code: number | undefined) => void = () => {};
  #tcp!: Tcp;
  /** Called when the client no longer answers, and when it is heard again. */
  onsilence: (isSilent: boolean) => void = () => {};
  #pending = 0;
  #late = 0;
  readonly #pulse = new Pulse();

  /** The last frame: a broadcast sends the same bytes to many sockets. */
  static #framed: { bytes: unknown; frame: Uint8Array } | undefined;

  static fromRequest(
    req: http.IncomingMessage,
    tcp: Tcp,
    head: Buffer,
    rounds: SocketRounds,
  ): ServerSocket {
    let serverSocket: ServerSocket | undefined;
    let onBytes = (_: number) => {};
    // Counts a chunk before `ws` reads it, so that a message that ends in the chunk no longer counts.
    tcp.on("data", ({ length }) => onBytes(length));
    server.handleUpgrade(req, tcp, head, (socket) => serverSocket = socket);
    // Without a socket, `ws` has refused the upgrade and answered the client.
    if (!serverSocket) throw refusal("malformed");
    onBytes = serverSocket.#begin(tcp, rounds);
    return serverSocket;
  }

  #begin(tcp: Tcp, rounds: SocketRounds): (length: number) => void {
    this.#tcp = tcp;
    // The `close` event that follows a protocol error or a lost connection handles it.
    this.on("error", () => {});
    this.on("message", () => this.#count(0));
    rounds.add(this);
    this.on("close", () => {
      rounds.delete(this);
      this.#count(0);
    });
    return (length) => this.#countReceived(length);
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
    // `ws` answers a client's close frame by this method, with the client's code and its reason as bytes.
    const isOfClient = typeof reason === "object";
    // `ws` closes with these codes after a too long message or too many pieces.
    if (!isOfClient && (code === 1008 || code === 1009)) {
      [code, reason] = [4413, "too-large"];
    }
    if (this.readyState === WebSocket.OPEN) {
      this.onclosing(isOfClient ? undefined : code);
    }
    super.close(code, reason);
  }

  #countReceived(length: number): void {
    const wasSilent = this.#pulse.isSilent;
    this.#pulse.hear();
    if (wasSilent) this.onsilence(false);
    if (this.readyState !== WebSocket.OPEN) {
      // After the end, too much data is left unread until the connection is closed.
      this.#late += length;
      if (this.#late > limits.lateBytes) this.#tcp.pause();
      return;
    }
    const pending = this.#pending + length;
    this.#count(pending);
    // Control frames between the pieces count too, even without a message.
    if (pending > 2 * limits.message) this.close(4413, "too-large");
  }

  #count(pending: number): void {
    const previousPending = this.#pending;
    this.#pending = pending;
    // Most messages are small and need no record.
    if (Math.max(previousPending, pending) < limits.unfinishedCounts) return;
    this.arriving?.set(
      this,
      pending < limits.unfinishedCounts ? 0 : pending,
    );
  }

  /** Called when an unfinished message has to make room for others. */
  end(): void {
    this.close(4429, "too-often");
  }

  /** SYNC-14: asks for a sign of life, says that the client is silent, or ends the socket. */
  look(): void {
    const wasSilent = this.#pulse.isSilent;
    const verdict = this.#pulse.look();
    if (verdict === "lost") return this.terminate();
    const isOpen = this.readyState === WebSocket.OPEN;
    if (verdict === "ask" && isOpen) this.#tcp.write(pingFrame);
    if (this.#pulse.isSilent && !wasSilent) this.onsilence(true);
  }
}

/** A ping without content (RFC 6455, 5.5.2). */
const pingFrame = new Uint8Array([0x89, 0]);

/** Parts of a round: sockets take turns, so that thousands are not written to at once. */
const turnsOfRound = 5;

/** Checks each socket's pulse every `limits.look` ms, by one timer for all. */
class SocketRounds {
  readonly #turns = Array.from(
    { length: turnsOfRound },
    () => new Set<ServerSocket>(),
  );
  #count = 0;
  #turn = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  add(socket: ServerSocket): void {
    this.#turns[this.#count++ % turnsOfRound].add(socket);
    this.#timer ??= setInterval(
      () => this.#look(),
      limits.look / turnsOfRound,
    );
  }

  delete(socket: ServerSocket): void {
    for (const sockets of this.#turns) sockets.delete(socket);
    if (this.#turns.some(({ size }) => size > 0)) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    for (const socket of this.#turns[this.#turn++ % turnsOfRound]) {
      socket.look();
    }
  }
}

/** A binary frame of at most 64 KiB (RFC 6455, 5.2). */
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
    // A client that does not answer a close is dropped after this.
    closeTimeout: limits.closing,
  } as ServerOptions<typeof ServerSocket>,
);
