/**
 * A socket over HTTP requests, for networks that block WebSockets. It receives server-sent events and sends numbered
 * requests, one at a time.
 */
import { encode, writeVarUint8Array } from "lib0/encoding";
import {
  type RequestMode,
  serverHeader,
  socketIdHeader,
} from "./request_protocol.ts";

/** Bytes in one request, unless a single frame is longer. */
const bytesTogether = 64 * 1024;
/** Bytes in the last request of a closing page; browsers refuse more. */
const maxKeepalive = 64 * 1024;
/** Pauses before a lost request is repeated; the server takes it only once. */
const retryDelaysMs = [300, 1_000, 3_000];

export class ClientRequestSocket {
  binaryType = "arraybuffer";
  readyState: number = WebSocket.CONNECTING;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  #id = "";
  #waiting: Uint8Array[] = [];
  #isSaying = false;
  #onQuiet = () => {};
  #requestNumber = 0;
  readonly #url: string;
  readonly #stop = new AbortController();

  constructor(
    url: string,
    readonly way: RequestMode,
    readonly fetch: typeof globalThis.fetch = (...request) =>
      globalThis.fetch(...request),
  ) {
    this.#url = url.replace(/^ws/, "http");
    // The cause is dropped, as a WebSocket does not report it either.
    this.#listen().catch(() => {}).then(() => this.#handleLoss(1006));
  }

  send(frame: Uint8Array): void {
    if (this.readyState !== WebSocket.OPEN) return;
    this.#waiting.push(frame);
    void this.#sendWaiting();
  }

  close(): void {
    if (this.readyState === WebSocket.CLOSED) return;
    this.readyState = WebSocket.CLOSED;
    this.#stop.abort();
    if (this.#id === "") return;
    // Tells the server that this end is closed: a proxy may not report that its answer is no longer read. `keepalive`,
    // because the page may be closing.
    const last = this.#next(), keepalive = last.length <= maxKeepalive;
    this.#post(`?end=${++this.#requestNumber}`, last, { keepalive }).catch(
      () => {},
    );
  }

  /** Calls `act` as soon as all frames sent so far have arrived; never if the connection is lost before. */
  onceDelivered(act: () => void): void {
    if (this.#isSaying) this.#onQuiet = act;
    else act();
  }

  async #listen(): Promise<void> {
    const { signal } = this.#stop;
    await this.#read(await this.#post(`&over=${this.way}`, null, { signal }));
    for (let poll = 2; this.readyState === WebSocket.OPEN; poll++) {
      if (this.way === "stream") return;
      await this.#read(
        await this.#postWithRetries(`?down=${poll}`, new Uint8Array()),
      );
    }
  }

  /**
   * Reads the events of an answer. Closes the socket if the server refuses for now. Throws if the answer is not the
   * server's, has no event, or ends within an event.
   */
  async #read({ status, headers, body }: Response): Promise<void> {
    const isOurs = headers.has(serverHeader);
    if (isOurs && status === 429) return this.#handleLoss(4429, "too-often");
    if (isOurs && status === 503) return this.#handleLoss(1013);
    const type = headers.get("content-type");
    const isRead = isOurs && status === 200 &&
      type?.startsWith("text/event-stream");
    if (!isRead || !body) throw new Error(`answered ${status}`);
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "", count = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const events = (text + value).split("\n\n");
      text = events.pop()!;
      count += events.length;
      for (const event of events) this.#take(event);
    }
    if (text !== "" || count === 0) throw new Error("cut off");
  }

  #take(event: string): void {
    if (this.readyState === WebSocket.CLOSED) return;
    const data = event.slice(event.indexOf("data: ") + 6);
    if (event.startsWith("event: open")) {
      this.#id = data;
      this.readyState = WebSocket.OPEN;
      this.onopen?.();
    } else if (event.startsWith("event: close")) {
      const [code, reason] = data.split(" ");
      // The server has already forgotten this socket.
      this.#id = "";
      this.#handleLoss(Number(code), reason);
    } else if (event.startsWith("data: ")) {
      const { buffer } = Uint8Array.from(atob(data), (it) => it.charCodeAt(0));
      try {
        this.onmessage?.({ data: buffer });
      } catch (error) {
        // The error is the receiver's; the connection stays.
        reportError(error);
      }
    } else if (event.startsWith("event: ping") && this.way === "stream") {
      // A poll is answered by the next one.
      void this.#sendWaiting(true);
    }
  }

  async #sendWaiting(isSign = false): Promise<void> {
    if (this.#isSaying) return;
    this.#isSaying = true;
    try {
      // Code that is running may send more frames, which go in the same request.
      await null;
      while (
        this.readyState === WebSocket.OPEN &&
        (isSign || this.#waiting.length > 0)
      ) {
        isSign = false;
        const { status, headers } = await this.#postWithRetries(
          `?up=${++this.#requestNumber}`,
          this.#next(),
        );
        const isTaken = status === 204 && headers.has(serverHeader);
        if (!isTaken) throw new Error(`answered ${status}`);
      }
      this.#isSaying = false;
    } catch {
      return this.#handleLoss(1006);
    }
    this.#onQuiet();
  }

  #next(): Uint8Array<ArrayBuffer> {
    let size = 0;
    const count = this.#waiting.findIndex((frame) =>
      (size += frame.length) > bytesTogether
    );
    const frames = this.#waiting.splice(
      0,
      count < 0 ? Infinity : Math.max(1, count),
    );
    return encode((encoder) => {
      for (const frame of frames) writeVarUint8Array(encoder, frame);
    });
  }

  /** Sends a request, and repeats it if it is lost or the server is busy. */
  async #postWithRetries(
    query: string,
    body: Uint8Array<ArrayBuffer>,
  ): Promise<Response> {
    const { signal } = this.#stop;
    for (const pause of retryDelaysMs) {
      try {
        const answer = await this.#post(query, body, { signal });
        if (answer.status < 500 && answer.status !== 429) return answer;
      } catch {
        signal.throwIfAborted();
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    return await this.#post(query, body, { signal });
  }

  /** @param query replaces the URL's query if it begins with "?", and is appended to it otherwise */
  #post(
    query: string,
    body: Uint8Array<ArrayBuffer> | null,
    options: RequestInit,
  ): Promise<Response> {
    const address = query.startsWith("?")
      ? this.#url.replace(/\?.*/, "")
      : this.#url;
    return this.fetch(address + query, {
      method: "POST",
      cache: "no-store",
      redirect: "error",
      headers: {
        "content-type": "application/octet-stream",
        ...this.#id && { [socketIdHeader]: this.#id },
      },
      body,
      ...options,
    });
  }

  #handleLoss(code: number, reason = ""): void {
    if (this.readyState === WebSocket.CLOSED) return;
    this.close();
    this.onclose?.({ code, reason });
  }
}
