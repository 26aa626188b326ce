/** One open socket on one document: hears its client within limits (S11–S13), and sends what is committed (S1). */
import * as Y from "yjs";
import type { Access } from "./authority.ts";
import { Budget } from "./space/budget.ts";
import { limits } from "./limits.ts";
import type { OwnState } from "./presence.ts";
import * as protocol from "./protocol.ts";
import { isRefusal, Refusal } from "./refusal.ts";
import type { Listener } from "./space/audience.ts";
import type { MemberBudget } from "./space/spending.ts";
import type { Space } from "./space/space.ts";
import type { Sender } from "./space/member_updates.ts";

/** With what a connection is closed, where that is not 4400. */
const closeCodes: Readonly<Record<string, number>> = {
  "not-allowed": 4403,
  "too-large": 4413,
  "too-often": 4429,
};

/** A connection. */
export class Connection<Who> implements Listener<Who>, Sender {
  /** From its first sync answer on. */
  live = false;
  turn = 0;
  #closed = false;
  /** Until the first SyncStep2, updates are ignored: that step contains them (S13). */
  #heard = false;
  #held: Uint8Array[] = [];
  #firstAnswer = 0;
  #unasked = 0;
  #resyncAt = 0;
  #resync: ReturnType<typeof setTimeout> | undefined;
  /** A SyncStep1 whose answer has to wait for the budget; a later one takes its place. */
  #asked: Uint8Array | undefined;
  #asking: ReturnType<typeof setTimeout> | undefined;
  #release: ReturnType<typeof setTimeout> | undefined;
  #unread: Budget;
  #asks: Budget;

  constructor(
    readonly socket: WebSocket,
    readonly who: Who,
    readonly document: string,
    public access: Exclude<Access, object>,
    readonly space: Space<Who>,
    readonly isValid: () => Promise<boolean>,
  ) {
    const minute = limits.unreadPerMinute;
    const { clock } = space.world;
    this.#unread = new Budget(minute / 60, minute, clock);
    this.#asks = new Budget(limits.asksPerSecond, limits.asksBurst, clock);
    socket.onmessage = (event) => this.receive(event.data);
    socket.onerror = () => this.#end(1006, "", "client");
    socket.onclose = ({ code }) => this.#end(code, "", "client");
  }

  /** Enters the space. Its document must be loaded, its access asked without an await between (A1). */
  enter(): void {
    const { audience, commits } = this.space;
    if (!audience.enter(this) || this.access !== "own") return;
    commits.whenSettled(() => this.requestSync());
    // Commands that a restart left undecided.
    commits.enqueue({ kind: "commands", document: this.document });
  }

  get waiting(): number {
    return this.#held.length;
  }

  /** Sends a frame, or cuts the connection off when it has fallen too far behind (S11). */
  send(frame: Uint8Array<ArrayBuffer>): void {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    // Asking what waits costs as much as sending, so it is asked once for so many bytes.
    this.#unasked += frame.length;
    if (this.#unasked > limits.bufferedUnasked) {
      this.#unasked = 0;
      const waiting = this.socket.bufferedAmount;
      if (waiting > limits.buffered + this.#firstAnswer) {
        return this.close(1013, "fell-behind");
      }
    }
    this.socket.send(frame);
  }

  /** Ends the connection, here and at once; nothing more is read from it or sent to it. */
  close(code: number, reason: string): void {
    if (this.#closed) return;
    this.#end(code, reason, "server");
    if (this.socket.readyState <= WebSocket.OPEN) {
      this.socket.close(code, reason);
    }
  }

  /** Ends the connection for what its client sent. */
  refuse(kind: string): void {
    this.close(closeCodes[kind] ?? 4400, kind);
  }

  async verify(): Promise<void> {
    if (!await this.isValid()) this.close(4401, "not-signed-in");
  }

  /** Takes one message of the client. */
  receive(data: unknown): void {
    if (this.#closed) return;
    if (!(data instanceof ArrayBuffer)) return this.refuse("malformed");
    if (data.byteLength > limits.frame) return this.refuse("too-large");
    try {
      this.#take(protocol.readMessage(new Uint8Array(data)), data.byteLength);
    } catch (error) {
      if (isRefusal(error)) return this.refuse(error.kind);
      this.space.world.report("a message could not be taken", error);
      this.refuse("malformed");
    }
  }

  /**
   * Asks the client for what the replica lacks; at most once a second, and then once more for what dangled meanwhile
   * (S13). Only when nothing is in flight.
   */
  requestSync(): void {
    if (this.#closed) return;
    const now = this.space.world.clock();
    const wait = this.#resyncAt - now;
    if (wait > 0) {
      this.#resync ??= setTimeout(() => {
        this.#resync = undefined;
        this.space.commits.whenSettled(() => this.requestSync());
      }, wait);
      return;
    }
    this.#resyncAt = now + 1000;
    this.send(
      protocol.step1Frame(
        Y.encodeStateVector(this.space.documents.doc(this.document)),
      ),
    );
  }

  #take(message: protocol.ClientMessage, size: number): void {
    switch (message.kind) {
      case "step1": {
        const { stateVector } = message;
        if (stateVector.length > limits.stateVector) {
          throw new Refusal("too-large");
        }
        if (!this.#mayAsk()) return;
        protocol.readStateVector(stateVector);
        return this.space.commits.whenSettled(() => this.#answer(stateVector));
      }
      case "step2":
      case "update": {
        if (this.access !== "own") return void this.#throwAway(size);
        const most = message.kind === "step2"
          ? limits.ownDocument
          : limits.update;
        if (message.update.length > most) throw new Refusal("too-large");
        if (message.kind === "step2") this.#heard = true;
        if (this.#heard) this.#hold(message.update);
        return;
      }
      case "awareness":
        if (!this.#throwAway(size)) return;
        return this.#takeAwareness(message.update);
      case "query-awareness":
        if (this.#mayAsk()) this.space.audience.showPresence(this);
        return;
      case "other":
        throw new Refusal("malformed");
    }
  }

  #answer(stateVector: Uint8Array): void {
    if (this.#closed) return;
    const replica = this.space.documents.replica(this.document);
    // What everybody gets is made once; the rest costs as much as it is long, to a person by all their sockets (S12).
    const { key } = this.space.world.authority.sockets(this.who);
    const budget = replica.isKnownTo(stateVector)
      ? this.space.spending.of(key).answers
      : null;
    const wait = budget?.wait(1) ?? 0;
    if (wait > 0) return this.#answerLater(stateVector, wait);
    const frame = replica.answer(stateVector);
    budget?.spend(Math.max(frame.length, limits.answerLeast));
    if (!this.live) this.#firstAnswer = frame.length;
    this.live = true;
    this.send(frame);
    this.space.world.meter?.sent(frame.length, 1);
  }

  #answerLater(stateVector: Uint8Array, wait: number): void {
    this.#asked = stateVector;
    this.#asking ??= setTimeout(() => {
      this.#asking = undefined;
      const asked = this.#asked;
      if (asked) this.space.commits.whenSettled(() => this.#answer(asked));
    }, wait);
  }

  /** Honest stock clients send things to documents that they may only read; too many end it. */
  #throwAway(size: number): boolean {
    const fits = this.#unread.take(size);
    if (!fits) this.refuse("not-allowed");
    return fits;
  }

  /** Answers cost more than questions; who asks without end is cut off. */
  #mayAsk(): boolean {
    const fits = this.#asks.take(1);
    if (!fits) this.refuse("too-often");
    return fits;
  }

  #takeAwareness(update: Uint8Array): void {
    const first = protocol.firstAwareness(update);
    if (first === null) return;
    // Only the first: stock clients echo what they are told of everybody, in a big class so much at once.
    if (first.json.length > limits.ownState) throw new Refusal("too-large");
    const state: unknown = protocol.readState(first.json);
    if (typeof state !== "object" || state === null) return;
    const { idle, typing } = state as Record<string, unknown>;
    const own: OwnState = {};
    if (idle === true) own.idle = true;
    if (typeof typing === "string" && typing.length <= 16) own.typing = typing;
    this.space.audience.hearOwnState(this, first.client, own);
  }

  /** Updates over the rate wait here until the budget has them, of all devices together no more than it holds (S12). */
  #hold(update: Uint8Array): void {
    this.#held.push(update);
    if (!this.#budget.hold(update)) return this.refuse("too-often");
    if (this.#release === undefined) this.#letGo();
  }

  #letGo(): void {
    this.#release = undefined;
    for (let update = this.#held[0]; update; update = this.#held[0]) {
      const wait = this.#budget.admit(update);
      if (wait > 0) {
        this.#release = setTimeout(() => this.#letGo(), wait);
        return;
      }
      this.#held.shift();
      this.#budget.release(update);
      this.space.commits.enqueue({ kind: "update", sender: this, update });
    }
  }

  /** Of the member whose document it is, all devices together. */
  get #budget(): MemberBudget {
    return this.space.spending.of(this.document);
  }

  #end(code: number, reason: string, by: "server" | "client"): void {
    if (this.#closed) return;
    this.#closed = true;
    this.space.world.meter?.closed(code, reason, by);
    this.live = false;
    clearTimeout(this.#release);
    clearTimeout(this.#asking);
    clearTimeout(this.#resync);
    for (const update of this.#held.splice(0)) this.#budget.release(update);
    this.space.audience.leave(this);
  }
}
