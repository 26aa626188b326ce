/**
 * One socket for all documents of a space that a page has open (`v=2`), with its reconnects and pauses (SYNC-15) and
 * the detection of dead connections (SYNC-14). Each document has a channel, which its provider uses as a WebSocket.
 */
import { type Signal, signal } from "@preact/signals";
import { createDecoder, readVarUint8Array } from "lib0/decoding";
import { messageYjsSyncStep1, messageYjsUpdate } from "y-protocols/sync";
import { messageSync } from "y-websocket";
import {
  controlNumber,
  makeCloseFrame,
  makeOpenFrame,
  prefixNumber,
  readServerControl,
  type ServerControl,
  splitFrame,
} from "../wire_format.ts";
import {
  type ConnectionStatus,
  reconnectDelay,
  shouldReconnect,
  statusAfterLoss,
} from "./backoff.ts";
import { FrameUnpacker } from "./frame_unpacker.ts";
import type { RequestMode } from "./request_protocol.ts";
import type { ReturningSocket } from "./returning_socket.ts";

/** Loads the socket over requests, which few pages need. */
export type LoadReturningSocket = () => Promise<{
  ReturningSocket: new (url: string, way: RequestMode) => ReturningSocket;
}>;

export interface FinalDenial {
  readonly code: number;
  readonly reason: string;
}

interface Opening {
  readonly document: string;
  readonly role: "teacher" | "member";
  readonly epoch: string;
  /**
   * Called after repeated failures, because a browser cannot tell a refused upgrade from a lost network. The first
   * channel's check serves all.
   */
  readonly check?: () => Promise<FinalDenial | null>;
  /** The message to send directly after the opening; null if there is none. */
  readonly initialUpdate?: () => Uint8Array | null;
  readonly onStateVector?: (stateVector: Uint8Array) => void;
}

const checkEveryMs = 1_000;
/** Delay between a wake-up and the check of the connection, in which queued frames arrive. */
const wakeDelayMs = 50;
/** The `online` event may come this long after the first connection over the new network began. */
const onlineLateMs = 1_000;
/** A wire without channels closes only after this delay, because a page that closes documents may open others. */
const idleCloseMs = 1_000;
/** Blocked tries in a row, while the server answers requests, after which requests carry the wire. */
const requestsAfter = 3;
/** Blocked tries in a row after which the network counts as blocking every way. */
const blockedAfter = 5;
export const signedOutCode = 4401;

const CONNECTING = 0, OPEN = 1, CLOSED = 3;

/** One document on a wire, with the parts of a WebSocket that a provider uses. */
export class ClientChannel {
  readonly OPEN = OPEN;
  readyState: number = CONNECTING;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: Uint8Array }) => void) | null = null;
  onclose: ((event: FinalDenial) => void) | null = null;
  /** The channel number; 0 until it is open. */
  number = 0;
  #isAsked = false;

  constructor(readonly wire: ClientWire, readonly opening: Opening) {
    wire.add(this);
  }

  /** Called by the provider. Its first message is the state vector, with which the channel is opened. */
  send(message: Uint8Array): void {
    if (this.readyState !== OPEN) return;
    const { number, wire, opening } = this;
    const stateVector = findStateVector(message);
    // An own document's update comes back once it is stored.
    if (stateVector || opening.initialUpdate && isUpdate(message)) {
      wire.expectAnswer();
    }
    if (!stateVector || this.#isAsked) {
      return wire.send(prefixNumber(number, message));
    }
    this.#isAsked = true;
    wire.send(makeOpenFrame({ ...opening, channel: number, stateVector }));
    const initialUpdate = opening.initialUpdate?.();
    if (initialUpdate) wire.send(prefixNumber(number, initialUpdate));
  }

  close(): void {
    this.readyState = CLOSED;
    this.wire.remove(this);
  }

  /** Called by the wire when it is open, and again when another socket carries it. */
  handleOpened(number: number): void {
    this.number = number;
    this.#isAsked = false;
    this.readyState = OPEN;
    this.onopen?.();
  }

  receive(message: Uint8Array): void {
    const stateVector = findStateVector(message);
    if (stateVector) this.opening.onStateVector?.(stateVector);
    this.onmessage?.({ data: message });
  }

  handleDenial(denial: FinalDenial): void {
    this.readyState = CLOSED;
    this.onclose?.(denial);
  }
}

/** A page's connection to a space, open as long as it has channels. */
export class ClientWire {
  readonly status: Signal<ConnectionStatus> = signal(
    statusAfterLoss(0, isDeviceOnline()),
  );
  /**
   * The id by which the server finds and ends this page's earlier wire, which may be dead without the server's notice.
   */
  readonly #page = crypto.getRandomValues(new Uint32Array(3)).join("_");
  #socket: WebSocket & Partial<Pick<ReturningSocket, "way">> | null = null;
  #inbox: FrameUnpacker | null = null;
  /** The channels in opening order, which is the order of the answers. */
  readonly #channels = new Set<ClientChannel>();
  /** The channels by the server's document numbers. */
  readonly #numbered = new Map<number, ClientChannel>();
  #lastNumber = 0;
  #failures = 0;
  #way: "socket" | RequestMode = "socket";
  #Requests:
    | Awaited<ReturnType<LoadReturningSocket>>["ReturningSocket"]
    | undefined;
  /** Tries in a row that the network blocked. */
  #blockedTries = 0;
  /** Whether the network lets the current socket through. */
  #isThrough = false;
  readonly #silence = new Silence();
  #lookedAt = 0;
  /**
   * Time (ms) at which the socket was dialled over the current network; -Infinity if the network was lost since, or
   * missing.
   */
  #dialledAt = -Infinity;
  /** Timer of a pause between tries, or of the closing of an idle wire. */
  #timer: ReturnType<typeof setTimeout> | undefined;
  #looking: ReturnType<typeof setInterval> | undefined;
  /** Removes the listeners of a wire in use; null while it is idle. */
  #listening: AbortController | null = null;
  #asking: Promise<FinalDenial | null> | undefined;

  /** @param loadRequests without it, only WebSockets are used */
  constructor(
    readonly url: string,
    readonly Socket: typeof WebSocket = WebSocket,
    readonly now: () => number = () => Date.now(),
    readonly loadRequests?: LoadReturningSocket,
  ) {}

  get isOpen(): boolean {
    return this.#socket?.readyState === OPEN;
  }

  add(channel: ClientChannel): void {
    this.#channels.add(channel);
    // The provider sets its handlers after this call.
    if (this.isOpen) queueMicrotask(() => this.#begin(channel));
    else if (!this.#listening) this.#start();
  }

  remove(channel: ClientChannel): void {
    if (!this.#forget(channel)) return;
    if (channel.number > 0) this.send(makeCloseFrame(channel.number));
  }

  send(frame: Uint8Array<ArrayBuffer>): void {
    if (this.isOpen) this.#socket?.send(frame);
  }

  /** Notes that the message sent now will be answered. */
  expectAnswer(): void {
    this.#silence.expect(this.now());
  }

  shareCheck(
    check: () => Promise<FinalDenial | null>,
  ): Promise<FinalDenial | null> {
    return this.#asking ??= check().finally(() => this.#asking = undefined);
  }

  #start() {
    const listening = this.#listening = new AbortController();
    const listen = (
      to: EventTarget | undefined,
      event: string,
      act: () => void,
    ) => to?.addEventListener(event, act, listening);
    const page = globalThis.document;
    listen(globalThis, "online", () => {
      this.#failures = 0;
      // A connection over the earlier network may never report its loss. One over this network is kept: a waking device
      // may report the network late.
      if (this.#socket && this.now() - this.#dialledAt <= onlineLateMs) return;
      // Another network may allow WebSockets, so the next try uses one.
      this.#blockedTries = this.#way === "socket" ? 0 : requestsAfter - 1;
      this.#way = "socket";
      this.#drop();
      this.#renew();
    });
    listen(globalThis, "offline", () => {
      this.#dialledAt = -Infinity;
      this.status.value = { state: "offline" };
    });
    listen(page, "visibilitychange", () => {
      if (page.visibilityState === "visible") this.#wake();
    });
    listen(page, "resume", () => this.#wake());
    // Browsers do not keep a page with an open connection in the back/forward cache, or restore it with a dead one.
    listen(
      globalThis,
      "pagehide",
      () => this.#lose({ code: 1001, reason: "" }),
    );
    listen(globalThis, "pageshow", () => this.#wake());
    this.status.value = statusAfterLoss(0, isDeviceOnline());
    this.#lookedAt = this.now();
    this.#looking = setInterval(() => this.#look(), checkEveryMs);
    this.#connect();
  }

  #rest() {
    clearTimeout(this.#timer);
    clearInterval(this.#looking);
    this.#listening?.abort();
    this.#listening = null;
    this.#failures = 0;
    this.#drop();
  }

  #connect() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const url = `${this.url}&page=${this.#page}`;
    const socket = this.#socket = this.#way === "socket" || !this.#Requests
      ? new this.Socket(url)
      : new this.#Requests(url, this.#way) as unknown as WebSocket;
    socket.binaryType = "arraybuffer";
    this.#silence.begin(this.now(), Math.random());
    this.#dialledAt = isDeviceOnline() ? this.now() : -Infinity;
    this.#lastNumber = 0;
    this.#isThrough = false;
    socket.onopen = () => {
      if (this.#way === "socket") this.#passes();
      this.#silence.end(this.now());
      this.status.value = { state: "online" };
      for (const channel of [...this.#channels]) {
        if (channel.readyState === CLOSED) continue;
        channel.handleOpened(++this.#lastNumber);
      }
    };
    const inbox = this.#inbox = new FrameUnpacker(
      (frame) => this.#take(frame),
      () => this.#lose({ code: 1006, reason: "" }),
    );
    socket.onmessage = ({ data }) => inbox.unpack(new Uint8Array(data));
    socket.onclose = (event) => this.#lose(event);
  }

  #passes() {
    this.#isThrough = true;
    this.#blockedTries = 0;
  }

  #begin(channel: ClientChannel) {
    if (this.isOpen && channel.readyState === CONNECTING) {
      channel.handleOpened(++this.#lastNumber);
    }
  }

  /** Drops the socket without notice to the channels. */
  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    this.#inbox?.close();
    this.#numbered.clear();
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /**
   * Handles a lost connection. Open channels end, so that their providers open new ones immediately; unopened ones wait
   * unless the loss is final.
   */
  #lose({ code, reason }: FinalDenial, isSilent = false) {
    const isOnline = isDeviceOnline();
    this.#way = this.#socket?.way ?? this.#way;
    // A close with a reason proves that the server was reached.
    if (!isOnline || code !== 1006) this.#blockedTries = 0;
    else if (this.#socket && !this.#isThrough) this.#tryOtherWay(isSilent);
    this.#drop();
    const failures = ++this.#failures;
    const oldStatus = this.status.peek();
    // A known blockage stays on the page during the next try.
    const isBlocked = this.#blockedTries > blockedAfter &&
      oldStatus.state === "offline" && oldStatus.isBlocked;
    this.status.value = isBlocked
      ? oldStatus
      : statusAfterLoss(failures, isOnline);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => this.#goOn(),
      reconnectDelay(failures, code, Math.random(), isOnline),
    );
    for (const channel of [...this.#channels]) {
      if (channel.readyState === CONNECTING && shouldReconnect(code)) continue;
      this.#channels.delete(channel);
      channel.handleDenial({ code, reason });
    }
    const isDue = failures % 4 === 2 ||
      [requestsAfter, blockedAfter].includes(this.#blockedTries) ||
      this.#blockedTries > requestsAfter && !this.#Requests;
    if (isDue && isOnline) this.#askWhy();
  }

  #goOn() {
    this.#timer = undefined;
    if (this.#channels.size === 0) this.#rest();
    else if (!this.#socket) this.#connect();
  }

  #renew() {
    this.#lose({ code: 1006, reason: "" });
    this.#connect();
  }

  /** Ends the pause, or replaces a dead connection, because the page is used again. */
  #wake() {
    if (!this.#listening) return;
    if (!this.#socket) this.#connect();
    else if (this.#isDead()) this.#renew();
  }

  /**
   * A single silence is usually the network's, so the wire reconnects immediately. A second may be the server's,
   * noticed by all pages, so the wire waits (SYNC-15).
   */
  #look() {
    if (!this.#isDead()) return;
    this.#failures = Math.max(this.#failures, this.#silence.unanswered - 1);
    this.#lose({ code: 1006, reason: "" }, true);
    if (this.#failures === 1) this.#connect();
  }

  /**
   * Whether the connection is silent for too long; browsers may never report a loss, above all after sleep. Right after
   * sleep false: the check is repeated once queued frames have arrived.
   */
  #isDead(): boolean {
    const now = this.now();
    const hasSlept = now - this.#lookedAt > 3 * checkEveryMs;
    this.#lookedAt = now;
    if (hasSlept) setTimeout(() => this.#wake(), wakeDelayMs);
    return !hasSlept && this.#socket !== null &&
      this.#silence.isTooLong(now, this.isOpen);
  }

  #askWhy() {
    const [check] = [...this.#channels].flatMap((it) => it.opening.check ?? []);
    if (!check) return;
    this.shareCheck(check).then((denial) => {
      if (this.isOpen) return;
      if (denial) return this.#lose(denial);
      if (this.#blockedTries >= blockedAfter) {
        this.status.value = { state: "offline", isBlocked: true };
      }
      return this.#useRequests();
    }, () => {
      // The check failed: there is no network. The next failures check again.
      if (this.status.peek().state === "offline") {
        this.status.value = { state: "offline" };
      }
    });
  }

  /** Chooses the way of the next try after a blocked one. */
  #tryOtherWay(isSilent: boolean) {
    this.#blockedTries++;
    // A proxy that buffers an endless answer may pass finished ones.
    if (this.#way === "stream" && isSilent) this.#way = "poll";
    else if (this.#way !== "socket") this.#way = "socket";
    else if (this.#Requests && this.#blockedTries > blockedAfter) {
      this.#way = "stream";
    }
  }

  async #useRequests() {
    const isDue = () =>
      this.#blockedTries >= requestsAfter && this.#way === "socket" &&
      this.#listening && !this.isOpen;
    if (!isDue()) return;
    try {
      this.#Requests ??= (await this.loadRequests?.())?.ReturningSocket;
    } catch {
      // The module did not load: there is no network. The next failures try again.
    }
    if (!this.#Requests || !isDue()) return;
    this.#way = "stream";
    this.#drop();
    this.#connect();
  }

  #take(frame: Uint8Array) {
    this.#passes();
    this.#silence.end(this.now());
    const { number, body } = splitFrame(frame);
    if (number === controlNumber) {
      return this.#handleControl(readServerControl(body));
    }
    this.#failures = 0;
    this.#numbered.get(number)?.receive(body);
  }

  #handleControl(news: ServerControl) {
    if (news.kind !== "opened" && news.kind !== "closed") return;
    const channel = [...this.#channels].find(({ number }) =>
      number === news.channel
    );
    if (!channel) return;
    if (news.kind === "opened") this.#numbered.set(news.number, channel);
    // Cookies are checked only on a new connection.
    else if (news.code === signedOutCode || news.code === 1012) {
      this.#lose(news);
    } else {
      this.#forget(channel);
      channel.handleDenial(news);
    }
  }

  #forget(channel: ClientChannel): boolean {
    const isOurs = this.#channels.delete(channel);
    for (const [number, numberedChannel] of this.#numbered) {
      if (numberedChannel === channel) this.#numbered.delete(number);
    }
    if (this.#channels.size === 0 && this.#listening) {
      this.#timer ??= setTimeout(() => this.#goOn(), idleCloseMs);
    }
    return isOurs;
  }
}

const wires = new Map<string, ClientWire>();

/** The page's wire to a space in a role; the first call makes it. */
export function getWire(
  space: string,
  role: string,
  loadRequests?: LoadReturningSocket,
): ClientWire {
  const url = `${
    location.origin.replace(/^http/, "ws")
  }/sync/${space}?v=2&pack=1&keep=1`;
  const name = `${role} ${url}`;
  const wire = wires.get(name) ??
    new ClientWire(url, undefined, undefined, loadRequests);
  wires.set(name, wire);
  return wire;
}

function findStateVector(message: Uint8Array): Uint8Array | null {
  const [kind, step] = message;
  if (kind !== messageSync || step !== messageYjsSyncStep1) return null;
  return readVarUint8Array(createDecoder(message.subarray(2)));
}

const isUpdate = ([kind, step]: Uint8Array) =>
  kind === messageSync && step === messageYjsUpdate;

const isDeviceOnline = () => navigator.onLine !== false;

/** The server sends something every 20 s (SYNC-14), which a bad link may delay. */
const silentForMs = 26_000;
/** Answers come within a round trip and a commit. After this time, a new connection is faster than TCP's repeats. */
const answersWithinMs = 5_000;
const connectWithinMs = 10_000;

/** Decides when a silent connection counts as dead (SYNC-14). */
class Silence {
  #since = 0;
  #askedAt: number | null = null;
  /** From 1 to 1.5, random, so that clients of a silent server do not reconnect together (SYNC-15). */
  #spread = 1;
  /** Unanswered connections in a row; each doubles the patience, for a server that is only slow. */
  unanswered = 0;

  begin(now: number, random: number): void {
    this.#spread = 1 + random / 2;
    this.#since = now;
    this.#askedAt = null;
  }

  end(now: number): void {
    const isPrompt = this.#askedAt !== null &&
      now - this.#askedAt < answersWithinMs;
    if (isPrompt) this.unanswered = 0;
    this.#since = now;
    this.#askedAt = null;
  }

  expect(now: number): void {
    this.#askedAt ??= now;
  }

  isTooLong(now: number, isOpen: boolean): boolean {
    this.#since = Math.min(this.#since, now);
    const askedAt = Math.min(this.#askedAt ?? now, now);
    const patience = answersWithinMs * 2 ** this.unanswered * this.#spread;
    if (now - askedAt > Math.min(patience, silentForMs)) {
      this.unanswered++;
      return true;
    }
    return now - this.#since > (isOpen ? silentForMs : connectWithinMs);
  }
}
