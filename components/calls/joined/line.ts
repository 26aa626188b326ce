/**
 * One's place in a room's call, over the connection of the room's document: enters, says what of oneself is on, and enters
 * again where the connection has been away.
 */
import { batch, effect, signal } from "@preact/signals";
import {
  type CallState,
  isSameCallState,
} from "../../../classroom/model/calls.ts";
import { documents } from "../../../classroom/model/documents.ts";
import type { OpenDocument } from "../../../sync/client/open.ts";
import type {
  Peer,
  PeerState,
  Signalling,
  SignalNews,
} from "../../../sync/client/signalling.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { allOff, grace } from "../caller.ts";
import type { CallLine } from "../call_backend.ts";

/** What of oneself is on, and the last **Mute all** of which one knows: another one has muted one (K-1). */
export interface SaidState extends CallState {
  /** In ms; 0: none. */
  readonly mutedAt: number;
  /** The last wish that one unmutes which one has answered or taken as read, by its time (ms). */
  readonly answered?: number;
  /** One has said **Not now** to it. */
  readonly declined?: boolean;
}

/** What a line tells whoever has it. */
interface OnLine {
  /** What of oneself is on, for when one enters. */
  readonly state: () => SaidState;
  /** One is about to enter, or to enter again. */
  enters(): void;
  /** One is in, or in again. */
  entered(): void;
  /** What the server lets one have on. */
  allowed(state: CallState): void;
  /** There are too many pictures: of one's own there are these alone from now on. */
  tooMany(pictures: Pick<CallState, "camera" | "screen">): void;
  /** One is not let in, or is out. */
  ended(reason: string): void;
}

/** So much is kept of what is said before anybody listens; where a server carries the call nobody does. */
const mostEarly = 64;

type Told = (from: string, body: unknown) => void;

/** The line into one room. */
export class RoomLine implements CallLine {
  readonly session: string;
  readonly peers = signal<readonly Peer[]>([]);
  readonly isAway = signal(false);
  peer = "";

  /** The server has let one in over the connection that there is now. */
  #isIn = false;
  /** The number of what one has said of oneself last. */
  #n = 0;
  #entersWith: SaidState | null = null;
  /** What the server let one have last. */
  #allowed = allOff;
  #away: ReturnType<typeof setTimeout> | undefined;
  readonly #document: OpenDocument;
  readonly #signalling: Signalling;
  readonly #stop: () => void;
  #told: Told | null = null;
  /** What was said to one before anybody listened. */
  #early: { from: string; body: unknown }[] = [];
  #closed = false;

  /** @param page the same for as long as the page is there */
  constructor(
    session: ClassSession,
    readonly room: string,
    readonly page: string,
    readonly on: OnLine,
  ) {
    this.session = session.seat.session;
    this.#document = session.open(documents.room(this.session, room));
    this.#signalling = this.#document.signalling;
    this.#signalling.onNews = (news) => this.#hear(news);
    const stops = [
      effect(() => {
        if (this.#signalling.opened.value === 0) return;
        this.#enter();
      }),
      effect(() => {
        const { state } = this.#document.status.value;
        // A group that one has come to may open a moment later.
        if (state === "closed") queueMicrotask(() => this.#end("not-yours"));
        if (state !== "online") {
          this.#away ??= setTimeout(() => this.isAway.value = true, grace);
        }
      }),
    ];
    this.#stop = () => stops.forEach((stop) => stop());
  }

  /** The server has let one in, and the connection is there. */
  get isIn(): boolean {
    return this.#isIn && this.#document.status.peek().state === "online";
  }

  say(state: SaidState): void {
    // What is said on the way in, or between two connections, is said as one is in.
    if (!this.#isIn) return;
    const n = ++this.#n;
    this.#signalling.send({ kind: "state", n, state: { ...state } });
  }

  tell(to: string, body: unknown): void {
    this.#signalling.send({ kind: "tell", to, body });
  }

  get onTold(): Told | null {
    return this.#told;
  }

  set onTold(told: Told | null) {
    this.#told = told;
    if (!told) return;
    for (const { from, body } of this.#early.splice(0)) told(from, body);
  }

  /** Goes. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#away);
    this.#stop();
    this.#signalling.onNews = null;
    this.#signalling.send({ kind: "leave" });
    this.#document.close();
  }

  #enter() {
    const { page } = this;
    this.on.enters();
    const state = this.on.state();
    this.#isIn = false;
    this.#entersWith = state;
    const n = ++this.#n;
    this.#signalling.send({ kind: "enter", page, n, state: { ...state } });
  }

  #hear(news: SignalNews) {
    switch (news.kind) {
      case "entered":
        this.peer = news.peer;
        this.#isIn = true;
        clearTimeout(this.#away);
        this.#away = undefined;
        batch(() => {
          this.peers.value = news.peers;
          this.isAway.value = false;
        });
        this.#entered(asState(news.state));
        return this.on.entered();
      case "peers":
        this.peers.value = news.peers;
        return;
      case "state":
        this.#allowed = asState(news.state);
        // Else one has said something else since, and the answer to that is on its way.
        if (news.n === this.#n) this.on.allowed(this.#allowed);
        return;
      case "told": {
        const { from, body } = news;
        if (this.#told) this.#told(from, body);
        else if (this.#early.length < mostEarly) {
          this.#early.push({ from, body });
        }
        return;
      }
      case "refused":
        if (news.reason !== "pictures") return this.#end(news.reason);
        if (news.n === this.#n) this.#tooMany();
        return;
      case "ended":
        return this.#end(news.reason);
    }
  }

  /** What was turned on or off on the way in was not said yet. */
  #entered(state: CallState) {
    const now = this.on.state(), before = this.#entersWith;
    this.#allowed = state;
    const isSaid = isSameCallState(now, before) &&
      now.answered === before?.answered && now.declined === before?.declined;
    if (isSaid) this.on.allowed(state);
    else this.say(now);
  }

  /** What else one has turned on or off with it was refused as well. Who is not in comes in without pictures. */
  #tooMany() {
    const pictures = this.#isIn ? this.#allowed : allOff;
    // Where these are too many, too, there are none.
    this.#allowed = allOff;
    this.on.tooMany(pictures);
    if (this.#isIn) this.say(this.on.state());
    else this.#enter();
  }

  #end(reason: string) {
    if (!this.#closed) this.on.ended(reason);
  }
}

function asState(state: PeerState): CallState {
  return {
    microphone: state.microphone === true,
    camera: state.camera === true,
    screen: state.screen === true,
  };
}
