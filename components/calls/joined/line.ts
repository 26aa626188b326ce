/** The page's place in a room's call, over the connection of the room's document; enters again after each reconnect. */
import { batch, computed, effect, signal } from "@preact/signals";
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
import { allOff } from "../caller.ts";
import type { CallLine } from "../call_backend.ts";

/** The own state, with the last **Mute all** that this page knows: a newer one has muted it (K-1). */
export interface SaidState extends CallState {
  /** In ms; 0: none. */
  readonly mutedAt: number;
  /** The last request to unmute (ms) that was answered or taken as read. */
  readonly answered?: number;
  /** One has said **Not now** to it. */
  readonly declined?: boolean;
}

/** What the owner of a line is asked and told. */
interface OnLine {
  readonly state: () => SaidState;
  /** Called before each `enter`. */
  enters(): void;
  entered(): void;
  /** What the server allows. */
  allowed(state: CallState): void;
  /** Too many pictures: only these own ones stay. */
  tooMany(pictures: Pick<CallState, "camera" | "screen">): void;
  ended(reason: string): void;
}

/** Most messages that are kept before anybody listens; with LiveKit nobody does. */
const mostEarly = 64;

type Told = (from: string, body: unknown) => void;

export class RoomLine implements CallLine {
  readonly session: string;
  readonly peers = signal<readonly Peer[]>([]);
  readonly isIn = computed(() =>
    this.#isEntered.value && this.#document.status.value.state === "online"
  );
  peer = "";

  /** The server has let this page in over the last connection. */
  readonly #isEntered = signal(false);
  /** The number of the last `enter` or `state`. */
  #n = 0;
  #entersWith: SaidState | null = null;
  /** What the server let one have last. */
  #allowed = allOff;
  readonly #document: OpenDocument;
  readonly #signalling: Signalling;
  readonly #stop: () => void;
  #told: Told | null = null;
  /** What was said to one before anybody listened. */
  #early: { from: string; body: unknown }[] = [];
  #closed = false;

  /** @param page its id, the same for as long as the page is open */
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
        // A group that was just joined may open a moment later.
        if (state === "closed") queueMicrotask(() => this.#end("not-yours"));
      }),
    ];
    this.#stop = () => stops.forEach((stop) => stop());
  }

  say(state: SaidState): void {
    // What changes on the way in is said on `entered`.
    if (!this.#isEntered.peek()) return;
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

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stop();
    this.#signalling.onNews = null;
    this.#signalling.send({ kind: "leave" });
    this.#document.close();
  }

  #enter() {
    const { page } = this;
    this.on.enters();
    const state = this.on.state();
    this.#isEntered.value = false;
    this.#entersWith = state;
    const n = ++this.#n;
    this.#signalling.send({ kind: "enter", page, n, state: { ...state } });
  }

  #hear(news: SignalNews) {
    switch (news.kind) {
      case "entered":
        this.peer = news.peer;
        batch(() => {
          this.peers.value = news.peers;
          this.#isEntered.value = true;
        });
        this.#entered(asState(news.state));
        return this.on.entered();
      case "peers":
        this.peers.value = news.peers;
        return;
      case "state":
        this.#allowed = asState(news.state);
        // An older answer: a newer one is on its way.
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

  /** Says what has changed since `enter` was sent. */
  #entered(state: CallState) {
    const now = this.on.state(), before = this.#entersWith;
    this.#allowed = state;
    const isSaid = isSameCallState(now, before) &&
      now.answered === before?.answered && now.declined === before?.declined;
    if (isSaid) this.on.allowed(state);
    else this.say(now);
  }

  /** The whole request was refused. Who is not in yet enters again without pictures. */
  #tooMany() {
    const pictures = this.#isEntered.peek() ? this.#allowed : allOff;
    // If these are too many as well, the next try has none.
    this.#allowed = allOff;
    this.on.tooMany(pictures);
    if (this.#isEntered.peek()) this.say(this.on.state());
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
