/**
 * This page in the peer room of a room, over the connection of the room's document. Enters again after each
 * reconnect.
 */
import { batch, computed, effect, signal } from "@preact/signals";
import {
  type CallMedia,
  isSameCallMedia,
} from "../../../classroom/model/calls.ts";
import { documentNames } from "../../../classroom/model/documents.ts";
import type { OpenDocument } from "../../../sync/client/open_document.ts";
import type {
  Peer,
  PeerState,
  ServerSignal,
  Signaling,
} from "../../../sync/client/signaling.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { allDevicesOff } from "../caller.ts";
import type { CallSignaling } from "../call_backend.ts";

/** The own state, with the last mute that this page knows. If there is a newer one, the server mutes the page. */
export interface PublishedCallState extends CallMedia {
  /** Time of the last mute (ms); 0 if there was none. */
  readonly mutedAt: number;
  readonly answered?: number;
  readonly declined?: boolean;
}

interface OnLine {
  readonly state: () => PublishedCallState;
  enters(): void;
  entered(): void;
  allowed(state: CallMedia): void;
  /**
   * The server refused the state: too many pictures in the call.
   *
   * @param pictures those that may stay on
   */
  tooMany(pictures: Pick<CallMedia, "camera" | "screen">): void;
  ended(reason: string): void;
}

/** Maximum number of messages that are kept until `onMessage` is set. With LiveKit it is never set. */
const maxEarlyMessages = 64;

type Told = (from: string, body: unknown) => void;

export class RoomSignaling implements CallSignaling {
  readonly session: string;
  readonly peers = signal<readonly Peer[]>([]);
  readonly isIn = computed(() =>
    this.#isEntered.value && this.#document.status.value.state === "online"
  );
  peer = "";

  readonly #isEntered = signal(false);
  /** Number of the last `enter` or `state` message, which answers repeat. */
  #n = 0;
  #entersWith: PublishedCallState | null = null;
  #allowed = allDevicesOff;
  readonly #document: OpenDocument;
  readonly #signaling: Signaling;
  readonly #stop: () => void;
  #told: Told | null = null;
  #early: { from: string; body: unknown }[] = [];
  #closed = false;

  constructor(
    session: ClassSession,
    readonly room: string,
    readonly page: string,
    readonly callbacks: OnLine,
  ) {
    this.session = session.seat.session;
    this.#document = session.open(documentNames.room(this.session, room));
    this.#signaling = this.#document.signaling;
    this.#signaling.onMessage = (news) => this.#receive(news);
    const stops = [
      effect(() => {
        if (this.#signaling.openCount.value === 0) return;
        this.#enter();
      }),
      effect(() => {
        const { state } = this.#document.status.value;
        // A member who has just joined a group may be refused its document for a moment.
        if (state === "closed") queueMicrotask(() => this.#end("not-yours"));
      }),
    ];
    this.#stop = () => stops.forEach((stop) => stop());
  }

  publishState(state: PublishedCallState): void {
    // Changes made while entering are sent by `#entered`.
    if (!this.#isEntered.peek()) return;
    const n = ++this.#n;
    this.#signaling.send({ kind: "state", n, state: { ...state } });
  }

  send(to: string, body: unknown): void {
    this.#signaling.send({ kind: "tell", to, body });
  }

  get onMessage(): Told | null {
    return this.#told;
  }

  set onMessage(message: Told | null) {
    this.#told = message;
    if (!message) return;
    for (const { from, body } of this.#early.splice(0)) message(from, body);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stop();
    this.#signaling.onMessage = null;
    this.#signaling.send({ kind: "leave" });
    this.#document.close();
  }

  #enter() {
    const { page } = this;
    this.callbacks.enters();
    const state = this.callbacks.state();
    this.#isEntered.value = false;
    this.#entersWith = state;
    const n = ++this.#n;
    this.#signaling.send({ kind: "enter", page, n, state: { ...state } });
  }

  #receive(news: ServerSignal) {
    switch (news.kind) {
      case "entered":
        this.peer = news.peer;
        batch(() => {
          this.peers.value = news.peers;
          this.#isEntered.value = true;
        });
        this.#entered(asState(news.state));
        return this.callbacks.entered();
      case "peers":
        this.peers.value = news.peers;
        return;
      case "state":
        this.#allowed = asState(news.state);
        if (news.n === this.#n) this.callbacks.allowed(this.#allowed);
        return;
      case "told": {
        const { from, body } = news;
        if (this.#told) this.#told(from, body);
        else if (this.#early.length < maxEarlyMessages) {
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

  #entered(state: CallMedia) {
    const ownState = this.callbacks.state(), sentState = this.#entersWith;
    this.#allowed = state;
    const isSaid = isSameCallMedia(ownState, sentState) &&
      ownState.answered === sentState?.answered &&
      ownState.declined === sentState?.declined;
    if (isSaid) this.callbacks.allowed(state);
    else this.publishState(ownState);
  }

  /**
   * The server refused a state with pictures. A page that is in goes back to the last allowed pictures; otherwise
   * it enters without pictures.
   */
  #tooMany() {
    const pictures = this.#isEntered.peek() ? this.#allowed : allDevicesOff;
    // If the server refuses those too, the next attempt is without pictures.
    this.#allowed = allDevicesOff;
    this.callbacks.tooMany(pictures);
    if (this.#isEntered.peek()) this.publishState(this.callbacks.state());
    else this.#enter();
  }

  #end(reason: string) {
    if (!this.#closed) this.callbacks.ended(reason);
  }
}

function asState(state: PeerState): CallMedia {
  return {
    microphone: state.microphone === true,
    camera: state.camera === true,
    screen: state.screen === true,
  };
}
