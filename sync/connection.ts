/**
 * One client on one document: takes its messages within limits (SYNC-12, SYNC-13), and sends what is committed
 * (SYNC-1).
 */
import * as Y from "yjs";
import type { Access } from "./authority.ts";
import { TokenBucket } from "./token_bucket.ts";
import type { Frame } from "./frame.ts";
import { maxClientsInUpdate } from "./guard.ts";
import { limits } from "./limits.ts";
import {
  closeCodeOf,
  type MessageReceiver,
  type Transport,
} from "./transport.ts";
import type { ClientPresence } from "./presence.ts";
import * as protocol from "./protocol.ts";
import { isRefusal, Refusal } from "./refusal.ts";
import type { Subscriber } from "./space/subscribers.ts";
import type { MemberBudget } from "./space/member_budgets.ts";
import type { Space } from "./space/space.ts";
import type { ClientSignalingMessage } from "./signaling_messages.ts";
import type { UpdateSender } from "./space/member_updates.ts";

export interface IdentifiedCaller<Who> {
  readonly who: Who;
  /** Rechecks the cookie (ACCESS-1). */
  readonly isValid: () => Promise<boolean>;
}

type PeerRoomRequest = Extract<
  ClientSignalingMessage,
  { kind: "enter" | "state" }
>;

/** There are thousands of connections, so fields that are seldom needed are created on demand. */
export class Connection<Who>
  implements Subscriber<Who>, UpdateSender, MessageReceiver {
  /** True once the first sync answer is sent. */
  isLive = false;
  renewalTurn: number;
  /** Updates before the client's first SyncStep2 are ignored, because that step contains them (SYNC-13). */
  #hasSyncStep2 = false;
  #heldUpdates: Uint8Array[] | undefined;
  #mayResyncAt = 0;
  #resyncTimer: ReturnType<typeof setTimeout> | undefined;
  /** A SyncStep1 whose answer waits for the budget; a later one replaces it. */
  #waitingStateVector: Uint8Array | undefined;
  #answerTimer: ReturnType<typeof setTimeout> | undefined;
  #releaseTimer: ReturnType<typeof setTimeout> | undefined;
  #ignoredBytes: TokenBucket | undefined;
  #requests: TokenBucket | undefined;
  /** A request to the peer room that waits for a commit; a later one replaces it. */
  #peerRequest: PeerRoomRequest | undefined;

  constructor(
    readonly transport: Transport,
    readonly caller: IdentifiedCaller<Who>,
    readonly document: string,
    public access: Exclude<Access, object>,
    readonly space: Space<Who>,
  ) {
    this.renewalTurn = transport.renewalTurn ?? 0;
  }

  /**
   * Enters the space. The document must be loaded, and no await may come between the access check and this call
   * (ACCESS-1).
   */
  enter(): void {
    const { subscribers, commits, documents } = this.space;
    this.transport.attach(this, documents.replica(this.document).number);
    if (this.transport.isEnded || !subscribers.enter(this)) return;
    if (this.access === "own") {
      commits.enqueue({ kind: "commands", document: this.document });
    }
    if (this.access === "read") this.sendWriteAccess();
    else {
      // If the client sent its state unasked, the next batch holds it; the missing structs are requested after that
      // batch.
      const ask = () => this.requestSync();
      commits.whenSettled(() =>
        this.#hasSyncStep2 ? commits.whenSettled(ask) : ask()
      );
    }
    this.transport.deliverEarly();
  }

  /** On a shared document, requests the client's state if it may write, else tells it that it may not. */
  sendWriteAccess(): void {
    const { engine: { authority }, commits, documents } = this.space;
    if (!authority.shape?.(this.document) || this.transport.isEnded) return;
    if (this.access !== "read") {
      return commits.whenSettled(() => this.requestSync());
    }
    const replica = documents.replica(this.document);
    this.send(replica.frame(protocol.makeDeniedFrame("not-allowed")));
  }

  get who(): Who {
    return this.caller.who;
  }

  get isOnWire(): boolean {
    return this.transport.renewalTurn !== null;
  }

  get keepsStates(): boolean {
    return this.transport.keepsStates;
  }

  get waitingUpdates(): number {
    return this.#heldUpdates?.length ?? 0;
  }

  get unsent(): number {
    return this.transport.unsent;
  }

  send(frame: Frame): void {
    this.transport.send(frame);
  }

  close(code: number, reason: string): void {
    this.transport.close(code, reason);
  }

  /** Ends the connection because of what its client sent. */
  refuse(kind: string): void {
    this.close(closeCodeOf(kind), kind);
  }

  async recheckCookie(): Promise<void> {
    if (!await this.caller.isValid()) this.close(4401, "not-signed-in");
  }

  receive(message: Uint8Array): void {
    if (this.transport.isEnded) return;
    if (message.length > limits.frame) return this.refuse("too-large");
    try {
      this.#handleMessage(protocol.readMessage(message), message.length);
    } catch (error) {
      if (isRefusal(error)) return this.refuse(error.kind);
      this.space.engine.report("a message could not be taken", error);
      this.refuse("malformed");
    }
  }

  /**
   * Asks the client for what the replica lacks, at most once a second (SYNC-13). Call it only when no commit is in
   * flight.
   */
  requestSync(): void {
    if (this.transport.isEnded) return;
    const now = this.space.engine.clock();
    const wait = this.#mayResyncAt - now;
    if (wait > 0) {
      this.#resyncTimer ??= setTimeout(() => {
        this.#resyncTimer = undefined;
        this.space.commits.whenSettled(() => this.requestSync());
      }, wait);
      return;
    }
    this.#mayResyncAt = now + 1000;
    const replica = this.space.documents.replica(this.document);
    const stateVector = Y.encodeStateVector(replica.doc);
    this.send(replica.frame(protocol.makeStep1Frame(stateVector)));
  }

  #handleMessage(message: protocol.ClientMessage, size: number): void {
    switch (message.kind) {
      case "step1": {
        const { stateVector } = message;
        if (stateVector.length > limits.stateVector) {
          throw new Refusal("too-large");
        }
        if (!this.#takeRequestBudget(size)) return;
        const { doc } = this.space.documents.replica(this.document);
        protocol.checkStateVector(stateVector, maxClientsInUpdate(doc));
        return this.space.commits.whenSettled(() => this.#answer(stateVector));
      }
      case "step2":
      case "update": {
        if (this.access === "read") return void this.#dropWithinBudget(size);
        const max = message.kind === "step2"
          ? limits.ownDocument
          : limits.update;
        if (message.update.length > max) throw new Refusal("too-large");
        if (message.kind === "step2") this.#hasSyncStep2 = true;
        if (this.#hasSyncStep2) this.#holdUpdate(message.update);
        return;
      }
      case "awareness":
        if (!this.#dropWithinBudget(size)) return;
        return this.#handleAwareness(message.update);
      case "query-awareness":
        if (this.#takeRequestBudget(size)) {
          this.space.subscribers.sendPresence(this);
        }
        return;
      case "signal":
        if (size > limits.signal) throw new Refusal("too-large");
        return this.#handleSignalingMessage(
          message.json,
          Math.ceil(size / 1024),
        );
      case "other":
        throw new Refusal("malformed");
    }
  }

  /** @param size in KiB; each KiB counts as a message */
  #handleSignalingMessage(json: string, size: number): void {
    const { subscribers: { peerRooms }, commits, budgets, engine } = this.space;
    const { key } = engine.authority.socketLimit(this.who);
    const { allMessages, roomRequests, tells } = budgets.budgetOf(key).signals;
    if (!allMessages.take(size)) return this.refuse("too-often");
    const request = protocol.readSignalingMessage(json);
    if (request.kind === "tell") {
      // Other people can make an honest page send many `tell`s, so the excess is dropped and the connection stays open.
      if (tells.take(size)) peerRooms.relay(this, request);
      return;
    }
    const isEnter = request.kind === "enter";
    const cost = size + (isEnter ? limits.signalEnter : 0);
    if (!roomRequests.take(cost)) return this.refuse("too-often");
    const waiting = this.#peerRequest;
    this.#peerRequest = undefined;
    if (request.kind === "leave") return peerRooms.leave(this);
    const { n, state } = request;
    this.#peerRequest = request.kind === "state" && waiting
      ? { ...waiting, n, state }
      : request;
    if (waiting) return;
    commits.whenSettled(() => {
      try {
        this.#actOnPeerRequest();
      } catch (error) {
        engine.report("a signal could not be taken", error);
        this.refuse("malformed");
      }
    });
  }

  #actOnPeerRequest(): void {
    const request = this.#peerRequest;
    this.#peerRequest = undefined;
    if (!request || this.transport.isEnded) return;
    const { peerRooms } = this.space.subscribers;
    if (request.kind === "enter") peerRooms.enter(this, request);
    else peerRooms.changeState(this, request);
  }

  #answer(stateVector: Uint8Array): void {
    if (this.transport.isEnded) return;
    const replica = this.space.documents.replica(this.document);
    const { authority, clock } = this.space.engine;
    // The full state is encoded once for all clients. It is free if it is encoded already, or was last encoded
    // `limits.remade` ms ago or longer. Any other answer counts against the person's budget (SYNC-12).
    const now = clock();
    const wasEncoded = replica.isEncoded;
    const isFree = !replica.isKnownTo(stateVector) &&
      (wasEncoded || now - replica.answerEncodedAt >= limits.remade);
    const { key } = authority.socketLimit(this.who);
    const budget = isFree ? null : this.space.budgets.budgetOf(key).answers;
    const wait = budget?.msUntil(1) ?? 0;
    if (wait > 0) return this.#answerLater(stateVector, wait);
    const frame = replica.makeAnswer(stateVector);
    if (!wasEncoded && replica.isEncoded) replica.answerEncodedAt = now;
    const { length } = frame.bare;
    const clients = replica.doc.store.clients.size;
    const { answerLeast, answerPerClient } = limits;
    budget?.spend(Math.max(length, answerLeast, clients * answerPerClient));
    if (!this.isLive) this.transport.allowUnsent(length);
    this.isLive = true;
    this.send(frame);
    this.space.engine.meter?.recordSent(length, 1);
  }

  #answerLater(stateVector: Uint8Array, wait: number): void {
    this.#waitingStateVector = stateVector;
    this.#answerTimer ??= setTimeout(() => {
      this.#answerTimer = undefined;
      const waitingVector = this.#waitingStateVector;
      if (waitingVector) {
        this.space.commits.whenSettled(() => this.#answer(waitingVector));
      }
    }, wait);
  }

  /**
   * Counts data that is dropped or mostly ignored, such as a stock client's writes to a document that it may only read.
   * Returns false, and ends the connection, if it is too much.
   */
  #dropWithinBudget(size: number): boolean {
    const minute = limits.unreadPerMinute;
    this.#ignoredBytes ??= this.#newBudget(minute / 60, minute);
    const { key } = this.space.engine.authority.socketLimit(this.who);
    const { ignoredBytes } = this.space.budgets.budgetOf(key);
    const weight = Math.max(size, limits.updateLeast);
    const isAffordable = this.#ignoredBytes.take(weight) &&
      ignoredBytes.take(weight);
    if (!isAffordable) this.refuse("not-allowed");
    return isAffordable;
  }

  /** Counts a request for an answer. Returns false, and ends the connection, above the limit. */
  #takeRequestBudget(size: number): boolean {
    this.#requests ??= this.#newBudget(limits.asksPerSecond, limits.asksBurst);
    const { key } = this.space.engine.authority.socketLimit(this.who);
    const { requests } = this.space.budgets.budgetOf(key);
    const isAffordable = this.#requests.take(1) &&
      requests.take(Math.ceil(size / 1024));
    if (!isAffordable) this.refuse("too-often");
    return isAffordable;
  }

  #newBudget(perSecond: number, burst: number): TokenBucket {
    return new TokenBucket(perSecond, burst, this.space.engine.clock);
  }

  #handleAwareness(update: Uint8Array): void {
    const first = protocol.readFirstAwareness(update);
    if (first === null) return;
    const { authority } = this.space.engine;
    if (authority.shape?.(this.document)) {
      return this.space.subscribers.setCaret(this, first);
    }
    // Only the first entry is read: stock clients echo the states of everyone else, which is a lot in a big class.
    const state: unknown = protocol.parseState(first.json);
    if (typeof state !== "object" || state === null) return;
    const { idle, typing } = state as Record<string, unknown>;
    const clientPresence: ClientPresence = {};
    if (idle === true) clientPresence.idle = true;
    if (typeof typing === "string" && typing.length <= 16) {
      clientPresence.typing = typing;
    }
    this.space.subscribers.setClientPresence(
      this,
      first.client,
      clientPresence,
    );
  }

  /** Holds an update until the budget admits it. What all devices of a member hold together is limited (SYNC-12). */
  #holdUpdate(update: Uint8Array): void {
    (this.#heldUpdates ??= []).push(update);
    if (!this.#budget.hold(update)) return this.refuse("too-often");
    if (this.#releaseTimer === undefined) this.#releaseHeld();
  }

  #releaseHeld(): void {
    this.#releaseTimer = undefined;
    for (
      let update = this.#heldUpdates?.[0];
      update;
      update = this.#heldUpdates?.[0]
    ) {
      const wait = this.#budget.admit(update);
      if (wait > 0) {
        this.#releaseTimer = setTimeout(() => this.#releaseHeld(), wait);
        return;
      }
      this.#heldUpdates?.shift();
      this.#budget.release(update);
      this.space.commits.enqueue({ kind: "update", sender: this, update });
    }
  }

  /** The key of the member's budget over all devices: one for their own document, one for all shared ones. */
  get budgetKey(): string {
    return this.access === "own"
      ? this.document
      : this.space.engine.authority.socketLimit(this.who).key;
  }

  get #budget(): MemberBudget {
    return this.space.budgets.budgetOf(this.budgetKey);
  }

  onSilence(isSilent: boolean): void {
    this.space.subscribers.setSilent(this, isSilent);
  }

  onEnd(code: number): void {
    this.isLive = false;
    clearTimeout(this.#releaseTimer);
    clearTimeout(this.#answerTimer);
    clearTimeout(this.#resyncTimer);
    for (const update of this.#heldUpdates ?? []) this.#budget.release(update);
    this.#heldUpdates = undefined;
    // After codes from 4400 on, a client does not come back, or not soon.
    this.space.subscribers.leave(this, code >= 4400);
  }
}
