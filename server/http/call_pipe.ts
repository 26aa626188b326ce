/**
 * A page's socket and the one to LiveKit that goes with it: what comes at one end leaves at the other, within bounds (S11,
 * S12), but for messages that have a token in them, and for what a call does not need. It keeps nothing of what passes.
 */
import {
  kindOfRequest,
  mayBearToken,
} from "../../classroom/calls/livekit_frames.ts";
import { limits } from "../../sync/limits.ts";
import { TokenBucket } from "../../sync/token_bucket.ts";

/** What a page may have said before LiveKit is there: it waits for its answer to the first word. */
const mostEarly = 16;

/** What everybody in the room is told of counts as so much more: ten a second. */
const toldCosts = 5;

/** What somebody may say, by all their pipes together: so many messages a second, with a burst; a KiB counts as one. */
export function pipeBudget(): TokenBucket {
  return new TokenBucket(
    limits.signalsPerSecond,
    limits.signalsBurst,
    () => performance.now(),
  );
}

export class CallPipe {
  /** Resolves once both ends are over. */
  readonly over: Promise<void>;
  readonly #page: WebSocket;
  #livekit: WebSocket | null = null;
  #early: ArrayBuffer[] = [];
  #closed = false;
  readonly #end: () => void;

  /**
   * @param budget of who it is, for reconnecting renews nothing
   * @param failed told that LiveKit was not there, or broke off
   * @param mayAddTrack asked for each track that the page wants to send
   */
  constructor(
    page: WebSocket,
    readonly budget: TokenBucket,
    readonly failed: () => void,
    readonly mayAddTrack: () => boolean,
  ) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.over = promise;
    this.#end = resolve;
    this.#page = page;
    page.binaryType = "arraybuffer";
    page.onmessage = ({ data }) => this.#fromPage(data);
    page.onerror = () => {};
    page.onclose = () => this.close(1000, "");
  }

  /** Goes on to LiveKit, with a token that stands in no address; `joined` is told once LiveKit has let it in. */
  connect(url: URL, token: string, joined: () => void): void {
    if (this.#closed) return;
    const headers = { authorization: `Bearer ${token}` };
    // Deno's own; the types that the browser's part needs know no headers.
    const livekit = new WebSocket(url, { headers } as unknown as string[]);
    this.#livekit = livekit;
    livekit.binaryType = "arraybuffer";
    let isOpen = false;
    livekit.onopen = () => {
      isOpen = true;
      joined();
      for (const frame of this.#early.splice(0)) this.#toLiveKit(frame);
    };
    livekit.onmessage = ({ data }) => this.#fromLiveKit(data);
    // Its message has the address in it.
    livekit.onerror = (event) => event.preventDefault();
    livekit.onclose = ({ wasClean }) => {
      if (!this.#closed && !(isOpen && wasClean)) this.failed();
      this.close(1013, "call-server-away");
    };
  }

  /** Closes both ends; says why to the page. */
  close(code: number, reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#early = [];
    // 1000 to LiveKit would say that the page has gone for good, which it says itself.
    this.#livekit?.close();
    const page = this.#page;
    if (page.readyState === WebSocket.OPEN) page.close(code, reason);
    this.#end();
  }

  #fromPage(data: unknown): void {
    if (this.#closed) return;
    if (!(data instanceof ArrayBuffer)) return this.close(4400, "malformed");
    if (data.byteLength > limits.frame) return this.close(4413, "too-large");
    if (!this.budget.take(1 + Math.floor(data.byteLength / 1024))) {
      return this.close(4429, "too-often");
    }
    const kind = kindOfRequest(new Uint8Array(data));
    if (kind === "told" && !this.budget.take(toldCosts)) {
      return this.close(4429, "too-often");
    }
    if (kind === "foreign" || kind === "track" && !this.mayAddTrack()) return;
    if (this.#livekit?.readyState === WebSocket.OPEN) this.#toLiveKit(data);
    else if (this.#early.push(data) > mostEarly) {
      this.close(4429, "too-often");
    }
  }

  #toLiveKit(frame: ArrayBuffer): void {
    this.#send(this.#livekit, frame);
  }

  #fromLiveKit(data: unknown): void {
    if (this.#closed || !(data instanceof ArrayBuffer)) return;
    if (!mayBearToken(new Uint8Array(data))) this.#send(this.#page, data);
  }

  /** S11: whichever end is too slow ends both. */
  #send(end: WebSocket | null, frame: ArrayBuffer): void {
    if (end?.readyState !== WebSocket.OPEN) return;
    if (end.bufferedAmount > limits.buffered) {
      return this.close(1013, "fell-behind");
    }
    end.send(frame);
  }
}
