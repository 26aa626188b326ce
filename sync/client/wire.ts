/**
 * One socket for all documents of a space that a page has open (`v=2`), and all that belongs to a connection: its tries
 * and their pauses (S15), and noticing that it is dead (S14). Each document has a channel, which is to its provider what
 * a WebSocket is.
 */
import { type Signal, signal } from "@preact/signals";
import { createDecoder, readVarUint8Array } from "lib0/decoding";
import { messageYjsSyncStep1, messageYjsUpdate } from "y-protocols/sync";
import { messageSync } from "y-websocket";
import {
  closeFrame,
  CONTROL,
  numbered,
  openFrame,
  readNews,
  split,
  type WireNews,
} from "../wire_format.ts";
import {
  afterLoss,
  comesBack,
  reconnectDelay,
  type Status,
} from "./backoff.ts";
import { Inbox } from "./inbox.ts";
import type { Way } from "./request_wire.ts";
import type { ReturningSocket } from "./returning_socket.ts";

/** Loads what makes a socket of requests, which few pages need. */
export type LoadRequests = () => Promise<{
  ReturningSocket: new (url: string, way: Way) => ReturningSocket;
}>;

/** Why it is no use to come back. */
export interface FinalDenial {
  readonly code: number;
  readonly reason: string;
}

/** What a channel is opened with. */
interface Opening {
  /** The document's name. */
  readonly document: string;
  /** Which of the browser's cookies decides. */
  readonly as: "teacher" | "member";
  readonly epoch: string;
  /**
   * Asked after repeated failures, since a browser cannot tell a refused upgrade from a lost network. All channels of a
   * wire are one person's, so one of them is asked. May reject.
   */
  readonly check?: () => Promise<FinalDenial | null>;
  /** A message that is sent right behind the opening. */
  readonly early?: () => Uint8Array | null;
  /** Is told what the server has, when it says so. */
  readonly hear?: (stateVector: Uint8Array) => void;
}

/** How often silence is looked at (ms). */
const every = 1_000;
/** A page that slept hears first what has come meanwhile (ms). */
const wakes = 50;
/** So long after the device says that it has a network the page may be told (ms). */
const late = 1_000;
/** A wire without channels is closed after this: what closes documents may open others (ms). */
const lingers = 1_000;
/** After so many tries in a row on which nothing came, though the server answers to requests, requests carry the wire. */
const requestsAfter = 3;
/** After so many, these among them, the network blocks all ways. */
const blockedAfter = 5;
/** The close code of who was signed out while connected. */
export const signedOut = 4401;

/** The states of a WebSocket. */
const CONNECTING = 0, OPEN = 1, CLOSED = 3;

/** One document on a wire, with what a provider needs of a WebSocket. */
export class Channel {
  /** A provider compares with it. */
  readonly OPEN = OPEN;
  readyState: number = CONNECTING;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: Uint8Array }) => void) | null = null;
  onclose: ((event: FinalDenial) => void) | null = null;
  /** On this wire; 0: it is not open yet. */
  number = 0;
  #isAsked = false;

  constructor(readonly wire: ClientWire, readonly opening: Opening) {
    wire.add(this);
  }

  /** Called by the provider. The first that it says is what it has of the document: with that it is opened. */
  send(message: Uint8Array): void {
    if (this.readyState !== OPEN) return;
    const { number, wire, opening } = this;
    const stateVector = asked(message);
    // What is new in a member's own document comes back once it is stored.
    if (stateVector || opening.early && isUpdate(message)) wire.expect();
    if (!stateVector || this.#isAsked) {
      return wire.send(numbered(number, message));
    }
    this.#isAsked = true;
    wire.send(openFrame({ ...opening, channel: number, stateVector }));
    const early = opening.early?.();
    if (early) wire.send(numbered(number, early));
  }

  /** Called by the provider, which wants to hear nothing more. */
  close(): void {
    this.readyState = CLOSED;
    this.wire.remove(this);
  }

  /** Called by the wire, once it is open, and again where another socket carries it. */
  begin(number: number): void {
    this.number = number;
    this.#isAsked = false;
    this.readyState = OPEN;
    this.onopen?.();
  }

  /** Called by the wire for each message. */
  receive(message: Uint8Array): void {
    const stateVector = asked(message);
    if (stateVector) this.opening.hear?.(stateVector);
    this.onmessage?.({ data: message });
  }

  /** Called by the wire when it has ended. */
  end(denial: FinalDenial): void {
    this.readyState = CLOSED;
    this.onclose?.(denial);
  }
}

/** A page's connection to a space. It is there as long as it has channels. */
export class ClientWire {
  /** Whether it is connected, or why not. */
  readonly status: Signal<Status> = signal(afterLoss(0, deviceOnline()));
  /** The server ends the wire that this page had before, of which it may not know yet that it is dead. */
  readonly #page = crypto.getRandomValues(new Uint32Array(3)).join("_");
  #socket: WebSocket & Partial<Pick<ReturningSocket, "way">> | null = null;
  #inbox: Inbox | null = null;
  /** In the order in which they are opened, which is that of the answers. */
  readonly #channels = new Set<Channel>();
  /** By the server's numbers. */
  readonly #numbered = new Map<number, Channel>();
  #lastNumber = 0;
  #failures = 0;
  /** By what the next try is made. */
  #way: "socket" | Way = "socket";
  #Requests: Awaited<ReturnType<LoadRequests>>["ReturningSocket"] | undefined;
  /** Tries in a row that the network let nothing through. */
  #blocked = 0;
  /** Whether the network lets the socket of now through: it has opened, or one of requests has brought something. */
  #isThrough = false;
  readonly #silence = new Silence();
  #lookedAt = 0;
  /** When the socket was dialled over the network that the device has; -Infinity: over none, or another. */
  #dialledAt = -Infinity;
  /** Of a pause, or of the end. */
  #timer: ReturnType<typeof setTimeout> | undefined;
  #looking: ReturnType<typeof setInterval> | undefined;
  /** Null: it rests. */
  #listening: AbortController | null = null;
  #asking: Promise<FinalDenial | null> | undefined;

  /**
   * @param Socket another WebSocket than the browser's
   * @param now another clock than the device's
   * @param loadRequests without it, WebSockets alone carry the wire
   */
  constructor(
    readonly url: string,
    readonly Socket: typeof WebSocket = WebSocket,
    readonly now: () => number = () => Date.now(),
    readonly loadRequests?: LoadRequests,
  ) {}

  get isOpen(): boolean {
    return this.#socket?.readyState === OPEN;
  }

  /** Called by a channel that is made. */
  add(channel: Channel): void {
    this.#channels.add(channel);
    // Its provider has still to say that it listens.
    if (this.isOpen) queueMicrotask(() => this.#begin(channel));
    else if (!this.#listening) this.#start();
  }

  /** Called by a channel that its provider has closed. */
  remove(channel: Channel): void {
    if (!this.#forget(channel)) return;
    if (channel.number > 0) this.send(closeFrame(channel.number));
  }

  /** Called by a channel. */
  send(frame: Uint8Array<ArrayBuffer>): void {
    if (this.isOpen) this.#socket?.send(frame);
  }

  /** What is sent now will be answered. */
  expect(): void {
    this.#silence.expect(this.now());
  }

  /** Asks once for all who want to know at that moment. */
  ask(check: () => Promise<FinalDenial | null>): Promise<FinalDenial | null> {
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
      // A connection of the network before may never say that it is lost. One that is of this network already, as the
      // word of it may come late to a device that wakes, would only begin anew.
      if (this.#socket && this.now() - this.#dialledAt <= late) return;
      // Another network may let sockets through; the same one is known after one try.
      this.#blocked = this.#way === "socket" ? 0 : requestsAfter - 1;
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
    // A page with a connection is not kept whole, or comes back with a dead one.
    listen(
      globalThis,
      "pagehide",
      () => this.#lose({ code: 1001, reason: "" }),
    );
    listen(globalThis, "pageshow", () => this.#wake());
    this.status.value = afterLoss(0, deviceOnline());
    this.#lookedAt = this.now();
    this.#looking = setInterval(() => this.#look(), every);
    this.#connect();
  }

  /** Nobody has a channel any more. */
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
    this.#dialledAt = deviceOnline() ? this.now() : -Infinity;
    this.#lastNumber = 0;
    this.#isThrough = false;
    socket.onopen = () => {
      if (this.#way === "socket") this.#passes();
      this.#silence.end(this.now());
      this.status.value = { state: "online" };
      for (const channel of [...this.#channels]) {
        if (channel.readyState === CLOSED) continue;
        channel.begin(++this.#lastNumber);
      }
    };
    const inbox = this.#inbox = new Inbox(
      (frame) => this.#take(frame),
      () => this.#lose({ code: 1006, reason: "" }),
    );
    socket.onmessage = ({ data }) => inbox.put(new Uint8Array(data));
    socket.onclose = (event) => this.#lose(event);
  }

  #passes() {
    this.#isThrough = true;
    this.#blocked = 0;
  }

  #begin(channel: Channel) {
    if (this.isOpen && channel.readyState === CONNECTING) {
      channel.begin(++this.#lastNumber);
    }
  }

  /** Lets go of the socket, without a word to the channels. */
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
   * The connection is lost. Channels that were open come back at once, as others of the same documents, and wait with
   * those that were not; none does where it is no use.
   */
  #lose({ code, reason }: FinalDenial, isSilent = false) {
    const online = deviceOnline();
    this.#way = this.#socket?.way ?? this.#way;
    // Who says why it is over has been reached.
    if (!online || code !== 1006) this.#blocked = 0;
    else if (this.#socket && !this.#isThrough) this.#tryOtherWay(isSilent);
    this.#drop();
    const failures = ++this.#failures;
    const before = this.status.peek();
    // What was found out stays on the page while the next try is made.
    const isBlocked = this.#blocked > blockedAfter &&
      before.state === "offline" && before.isBlocked;
    this.status.value = isBlocked ? before : afterLoss(failures, online);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => this.#goOn(),
      reconnectDelay(failures, code, Math.random(), online),
    );
    for (const channel of [...this.#channels]) {
      if (channel.readyState === CONNECTING && comesBack(code)) continue;
      this.#channels.delete(channel);
      channel.end({ code, reason });
    }
    const isDue = failures % 4 === 2 ||
      [requestsAfter, blockedAfter].includes(this.#blocked) ||
      // What carries the wire over requests has not come yet.
      this.#blocked > requestsAfter && !this.#Requests;
    if (isDue && online) this.#askWhy();
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

  /** Somebody looks at the page, or the device was opened: nothing waits for the end of a pause. */
  #wake() {
    if (!this.#listening) return;
    if (!this.#socket) this.#connect();
    else if (this.#isDead()) this.#renew();
  }

  /**
   * One silence is mostly a network's, and a new connection is soonest there. One behind another may be a server's, which
   * all of its pages notice: they come after a pause (S15).
   */
  #look() {
    if (!this.#isDead()) return;
    this.#failures = Math.max(this.#failures, this.#silence.unanswered - 1);
    this.#lose({ code: 1006, reason: "" }, true);
    if (this.#failures === 1) this.#connect();
  }

  /** Trusts no silence: a browser may never tell that a connection is lost, above all to a device that slept. */
  #isDead(): boolean {
    const now = this.now();
    const slept = now - this.#lookedAt > 3 * every;
    this.#lookedAt = now;
    // It hears first what has come meanwhile.
    if (slept) setTimeout(() => this.#wake(), wakes);
    return !slept && this.#socket !== null &&
      this.#silence.isTooLong(now, this.isOpen);
  }

  #askWhy() {
    const [check] = [...this.#channels].flatMap((it) => it.opening.check ?? []);
    if (!check) return;
    this.ask(check).then((denial) => {
      if (this.isOpen) return;
      if (denial) return this.#lose(denial);
      if (this.#blocked >= blockedAfter) {
        this.status.value = { state: "offline", isBlocked: true };
      }
      return this.#useRequests();
    }, () => {
      // No network: the next failures ask again.
      if (this.status.peek().state === "offline") {
        this.status.value = { state: "offline" };
      }
    });
  }

  /** A try was in vain: the next one goes another way, once it is known that the server answers to requests. */
  #tryOtherWay(isSilent: boolean) {
    this.#blocked++;
    // What holds up an answer that goes on lets one pass that ends.
    if (this.#way === "stream" && isSilent) this.#way = "poll";
    else if (this.#way !== "socket") this.#way = "socket";
    else if (this.#Requests && this.#blocked > blockedAfter) {
      this.#way = "stream";
    }
  }

  /** Has requests carry the wire from now on, where the network lets no socket through and they are not tried next. */
  async #useRequests() {
    const isDue = () =>
      this.#blocked >= requestsAfter && this.#way === "socket" &&
      this.#listening && !this.isOpen;
    if (!isDue()) return;
    try {
      this.#Requests ??= (await this.loadRequests?.())?.ReturningSocket;
    } catch {
      // No network after all: the next failures ask again.
    }
    if (!this.#Requests || !isDue()) return;
    this.#way = "stream";
    this.#drop();
    this.#connect();
  }

  #take(frame: Uint8Array) {
    this.#passes();
    this.#silence.end(this.now());
    const { number, body } = split(frame);
    if (number === CONTROL) return this.#hear(readNews(body));
    this.#failures = 0;
    this.#numbered.get(number)?.receive(body);
  }

  #hear(news: WireNews) {
    if (news.kind !== "opened" && news.kind !== "closed") return;
    const channel = [...this.#channels].find(({ number }) =>
      number === news.channel
    );
    if (!channel) return;
    if (news.kind === "opened") this.#numbered.set(news.number, channel);
    // It is to be asked again who this is: by the cookies of now, which count only on a new connection.
    else if (news.code === signedOut || news.code === 1012) this.#lose(news);
    else {
      this.#forget(channel);
      channel.end(news);
    }
  }

  #forget(channel: Channel): boolean {
    const isOurs = this.#channels.delete(channel);
    for (const [number, it] of this.#numbered) {
      if (it === channel) this.#numbered.delete(number);
    }
    if (this.#channels.size === 0 && this.#listening) {
      this.#timer ??= setTimeout(() => this.#goOn(), lingers);
    }
    return isOurs;
  }
}

const wires = new Map<string, ClientWire>();

/** The page's wire to a space, by one of the browser's cookies: one for all of its documents. */
export function wireTo(
  space: string,
  as: string,
  loadRequests?: LoadRequests,
): ClientWire {
  const url = `${
    location.origin.replace(/^http/, "ws")
  }/sync/${space}?v=2&pack=1`;
  const name = `${as} ${url}`;
  const wire = wires.get(name) ??
    new ClientWire(url, undefined, undefined, loadRequests);
  wires.set(name, wire);
  return wire;
}

/** The state vector with which a message asks for what is lacking; null: it is another. */
function asked(message: Uint8Array): Uint8Array | null {
  const [kind, step] = message;
  if (kind !== messageSync || step !== messageYjsSyncStep1) return null;
  return readVarUint8Array(createDecoder(message.subarray(2)));
}

const isUpdate = ([kind, step]: Uint8Array) =>
  kind === messageSync && step === messageYjsUpdate;

const deviceOnline = () => navigator.onLine !== false;

/** The server says something every 20 s (S14), which a bad link may hold up: after this it is not there (ms). */
const quiet = 26_000;
/**
 * What it is sent it answers within a round trip and a commit: after this, a new connection is sooner there than what
 * the old one tries again after ever longer pauses (ms). Each waits up to half as long again: a server that answers
 * nobody for a while is not dialled by all at once (S15).
 */
const answersWithin = 5_000;
/** A try to connect that takes longer has failed (ms). */
const tryFor = 10_000;

/** How long a connection may be silent before it is taken for dead (S14): a browser may never report that it is lost. */
class Silence {
  #since = 0;
  /** When something was sent that is answered, and nothing has come since; null: all is answered. */
  #askedAt: number | null = null;
  /** By how much longer this connection waits than the least. */
  #spread = 1;
  /** How often in a row it was asked in vain: a server that was only slow has twice as long each next time. */
  unanswered = 0;

  /**
   * A try to connect begins.
   *
   * @param random between 0 and 1
   */
  begin(now: number, random: number): void {
    this.#spread = 1 + random / 2;
    this.#since = now;
    this.#askedAt = null;
  }

  /** Something has come. */
  end(now: number): void {
    const isPrompt = this.#askedAt !== null &&
      now - this.#askedAt < answersWithin;
    if (isPrompt) this.unanswered = 0;
    this.#since = now;
    this.#askedAt = null;
  }

  /** Something is sent that will be answered. */
  expect(now: number): void {
    this.#askedAt ??= now;
  }

  /** Whether the connection, or the try to have one, is given up. */
  isTooLong(now: number, isOpen: boolean): boolean {
    // A clock that was put back.
    this.#since = Math.min(this.#since, now);
    const asked = Math.min(this.#askedAt ?? now, now);
    const patience = answersWithin * 2 ** this.unanswered * this.#spread;
    if (now - asked > Math.min(patience, quiet)) {
      this.unanswered++;
      return true;
    }
    return now - this.#since > (isOpen ? quiet : tryFor);
  }
}
