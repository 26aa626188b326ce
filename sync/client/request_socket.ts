/**
 * A socket made of HTTP requests, for networks that let no WebSocket through. What comes is read out of answers, as
 * server-sent events; what is said goes out in numbered requests, one at a time. To the wire it is a WebSocket.
 */
import { encode, writeVarUint8Array } from "lib0/encoding";
import { idHeader, ourHeader, type Way } from "./request_wire.ts";

/** What is said in one request, unless a single frame is longer (bytes). */
const together = 64 * 1024;
/** A browser refuses to send more than this after its page has gone (bytes). */
const keptAlive = 64 * 1024;
/** A request that the network has lost is sent again after this, as often (ms). The server takes it once. */
const pauses = [300, 1_000, 3_000];
/** The server drops who says nothing for 50 s: what comes is answered by a sign of life after so long (ms). */
const quiet = 12_000;

export class RequestSocket {
  binaryType = "arraybuffer";
  readyState: number = WebSocket.CONNECTING;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  #id = "";
  #waiting: Uint8Array[] = [];
  #isSaying = false;
  #onQuiet = () => {};
  #said = 0;
  #saidAt = Date.now();
  readonly #url: string;
  readonly #stop = new AbortController();

  /**
   * @param url as of a WebSocket
   * @param fetch another than the browser's
   */
  constructor(
    url: string,
    readonly way: Way,
    readonly fetch: typeof globalThis.fetch = (...request) =>
      globalThis.fetch(...request),
  ) {
    this.#url = url.replace(/^ws/, "http");
    // Why it failed is of no use to a page: a WebSocket does not tell either.
    this.#listen().catch(() => {}).then(() => this.#lose(1006));
  }

  send(frame: Uint8Array): void {
    if (this.readyState !== WebSocket.OPEN) return;
    this.#waiting.push(frame);
    void this.#say();
  }

  close(): void {
    if (this.readyState === WebSocket.CLOSED) return;
    this.readyState = WebSocket.CLOSED;
    this.#stop.abort();
    if (this.#id === "") return;
    // The page may be on its way out, and what is between us and the server may not say that an answer is read no more.
    const last = this.#next(), keepalive = last.length <= keptAlive;
    this.#post(`?end=${++this.#said}`, last, { keepalive }).catch(() => {});
  }

  /** Acts once all that was to be sent has arrived, in the same turn; never, where it is lost before. */
  whenQuiet(act: () => void): void {
    if (this.#isSaying) this.#onQuiet = act;
    else act();
  }

  /** Reads all that comes. */
  async #listen(): Promise<void> {
    const { signal } = this.#stop;
    await this.#read(await this.#post(`&over=${this.way}`, null, { signal }));
    for (let poll = 2; this.readyState === WebSocket.OPEN; poll++) {
      if (this.way === "stream") return;
      await this.#read(await this.#again(`?down=${poll}`, new Uint8Array()));
    }
  }

  /** Takes the events of an answer. Throws where it is another's, has none, or breaks off in the middle of one. */
  async #read({ status, headers, body }: Response): Promise<void> {
    const isOurs = headers.has(ourHeader);
    if (isOurs && status === 429) return this.#lose(4429, "too-often");
    if (isOurs && status === 503) return this.#lose(1013);
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
      // The server has forgotten it.
      this.#id = "";
      this.#lose(Number(code), reason);
    } else if (event.startsWith("data: ")) {
      const { buffer } = Uint8Array.from(atob(data), (it) => it.charCodeAt(0));
      try {
        this.onmessage?.({ data: buffer });
      } catch (error) {
        // As a WebSocket does: whoever takes it has a fault, not the connection.
        reportError(error);
      }
      if (Date.now() - this.#saidAt > quiet) void this.#say(true);
    }
  }

  /** Sends what waits, and what comes to wait meanwhile. */
  async #say(isSign = false): Promise<void> {
    if (this.#isSaying) return;
    this.#isSaying = true;
    try {
      // What is said in the same turn leaves together.
      await null;
      while (
        this.readyState === WebSocket.OPEN &&
        (isSign || this.#waiting.length > 0)
      ) {
        isSign = false;
        this.#saidAt = Date.now();
        const { status, headers } = await this.#again(
          `?up=${++this.#said}`,
          this.#next(),
        );
        const isTaken = status === 204 && headers.has(ourHeader);
        if (!isTaken) throw new Error(`answered ${status}`);
      }
      this.#isSaying = false;
    } catch {
      return this.#lose(1006);
    }
    this.#onQuiet();
  }

  /** The body of the next request: the first frames of those that wait. */
  #next(): Uint8Array<ArrayBuffer> {
    let size = 0;
    const count = this.#waiting.findIndex((it) =>
      (size += it.length) > together
    );
    const frames = this.#waiting.splice(
      0,
      count < 0 ? Infinity : Math.max(1, count),
    );
    return encode((encoder) => {
      for (const frame of frames) writeVarUint8Array(encoder, frame);
    });
  }

  /** A request of this socket; one that is lost on the way, or comes to a server that is busy, is sent again. */
  async #again(
    query: string,
    body: Uint8Array<ArrayBuffer>,
  ): Promise<Response> {
    const { signal } = this.#stop;
    for (const pause of pauses) {
      try {
        const answer = await this.#post(query, body, { signal });
        if (answer.status < 500 && answer.status !== 429) return answer;
      } catch {
        signal.throwIfAborted();
      }
      await new Promise((done) => setTimeout(done, pause));
    }
    return await this.#post(query, body, { signal });
  }

  /** @param query for a request of this socket begins with "?", and takes the place of the address's own */
  #post(
    query: string,
    body: Uint8Array<ArrayBuffer> | null,
    how: RequestInit,
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
        ...this.#id && { [idHeader]: this.#id },
      },
      body,
      ...how,
    });
  }

  #lose(code: number, reason = ""): void {
    if (this.readyState === WebSocket.CLOSED) return;
    this.close();
    this.onclose?.({ code, reason });
  }
}
