/**
 * The connections to a space. They get committed updates of the documents that they may read, presence, and signs of
 * life (SYNC-1, SYNC-14, ACCESS-1).
 */
import { type Access, authorOf } from "../authority.ts";
import type { Frame } from "../frame.ts";
import type { PresenceExchange } from "../kv/kv_presence_exchange.ts";
import { limits } from "../limits.ts";
import { type ClientPresence, Presence } from "../presence.ts";
import * as protocol from "../protocol.ts";
import { isRefusal } from "../refusal.ts";
import { writersRoot } from "../shape.ts";
import type { DocumentUpdates } from "../store.ts";
import type { EngineContext } from "../engine_context.ts";
import { Carets } from "./carets.ts";
import { PeerRooms } from "./peer_rooms.ts";
import type { LoadedDocuments } from "./loaded_documents.ts";

/** The awareness client of a document's temporary state; no other client has an id this small. */
const ephemeralClient = 1;

export interface Subscriber<Who> {
  readonly who: Who;
  readonly document: string;
  access: Exclude<Access, object>;
  /** Whether the connection gets announcements. */
  readonly isLive: boolean;
  /** The renewal turn in which the connection gets a sign of life (SYNC-14). */
  renewalTurn: number;
  /** Whether the connection is on a wire, which sends the signs of life. */
  readonly isOnWire: boolean;
  /** Whether the client keeps awareness states until the connection ends, so that they need no renewal. */
  readonly keepsStates: boolean;
  /** Number of updates that wait for a budget. */
  readonly waitingUpdates: number;
  /** Bytes that wait for the reader. */
  readonly unsent: number;
  send(frame: Frame): void;
  close(code: number, reason: string): void;
  /** Tells the client its current {@link access}, on documents that several members write. */
  sendWriteAccess(): void;
  /** Rechecks the cookie, and closes if it is no longer valid. */
  recheckCookie(): Promise<void>;
  /** Asks the client for what its document lacks here. Call it only when no commit is in flight. */
  requestSync(): void;
}

export class Subscribers<Who> {
  readonly presence: Presence;
  readonly peerRooms: PeerRooms<Who>;
  readonly carets: Carets;
  #connections = new Set<Subscriber<Who>>();
  #byDocument = new Map<string, Set<Subscriber<Who>>>();
  #registered = 0;
  #ephemeralClock = 0;
  #sockets = new Map<string, number>();
  #elsewhere: ReturnType<PresenceExchange["subscribe"]> | undefined;
  #published: Promise<void> | undefined;
  /**
   * A frame with everyone online, kept until the next announcement: the connections of a class that arrives at once
   * share it.
   */
  #online: Frame | undefined;
  /** The connections that got `#online`. */
  #shown = new Set<Subscriber<Who>>();

  constructor(
    readonly engine: EngineContext<Who>,
    readonly documents: LoadedDocuments,
    readonly turn: number,
  ) {
    const { clock, onPresenceChange, presenceExchange, report } = engine;
    const { space, root } = documents;
    this.presence = new Presence(
      (message, short) => {
        this.#forgetOnline();
        this.#send(root, message, short);
      },
      clock,
      (people) => {
        this.#published = presenceExchange?.publish(space, people)
          .catch((error) => report("presence could not be sent", error));
      },
      (change) => onPresenceChange?.(space, change),
    );
    this.peerRooms = new PeerRooms(engine, documents, this.presence);
    this.carets = new Carets(
      clock,
      (document, message) => this.#sendCarets(document, message),
    );
    this.#elsewhere = presenceExchange?.subscribe(
      space,
      (people) => this.presence.setElsewhere(people),
    );
  }

  get size(): number {
    return this.#connections.size;
  }

  get waitingUpdates(): number {
    let waiting = 0;
    for (const connection of this.#connections) {
      waiting += connection.waitingUpdates;
    }
    return waiting;
  }

  hasDocument(document: string): boolean {
    return this.#byDocument.has(document);
  }

  /** Registers a connection and sends it presence; false if it is one too many and was closed. */
  enter(connection: Subscriber<Who>): boolean {
    const { authority } = this.engine;
    const { key, max } = authority.socketLimit(connection.who);
    const count = (this.#sockets.get(key) ?? 0) + 1;
    this.#sockets.set(key, count);
    this.#connections.add(connection);
    if (!connection.isOnWire) {
      connection.renewalTurn = this.turn + this.#registered++;
    }
    this.#byDocument.getOrInsertComputed(
      connection.document,
      () => new Set(),
    ).add(connection);
    if (count > max) {
      connection.close(4429, "too-often");
      return false;
    }
    const identity = authority.presence(connection.who);
    if (identity !== null) this.presence.enter(identity, connection);
    if (this.#isRoot(connection)) this.sendPresence(connection);
    else this.#renewFleeting(connection);
    return true;
  }

  /** Notes whether a connection's client does not answer, or answers again. */
  setSilent(connection: Subscriber<Who>, isSilent: boolean): void {
    const identity = this.engine.authority.presence(connection.who);
    if (identity === null) return;
    this.presence.setSilent(identity, connection, isSilent);
    this.peerRooms.setSilent(connection, isSilent);
  }

  /** Removes a connection. `isFinal`: its page leaves the peer room at once. */
  leave(connection: Subscriber<Who>, isFinal: boolean): void {
    if (!this.#connections.delete(connection)) return;
    const { authority } = this.engine;
    const { key } = authority.socketLimit(connection.who);
    const count = (this.#sockets.get(key) ?? 1) - 1;
    if (count === 0) this.#sockets.delete(key);
    else this.#sockets.set(key, count);
    const { document } = connection;
    const connections = this.#byDocument.get(document);
    connections?.delete(connection);
    if (connections?.size === 0) this.#byDocument.delete(document);
    this.documents.markUsed(document);
    this.carets.removeCaret(document, connection);
    // A stock client that returns accepts only newer clocks.
    if (this.#shown.has(connection)) this.#forgetOnline();
    const identity = authority.presence(connection.who);
    if (identity !== null) this.presence.leave(identity, connection);
    if (isFinal) this.peerRooms.leave(connection);
    else this.peerRooms.keepForGrace(connection);
  }

  /** On the root document, sends who is online; on any other, its temporary state and carets. */
  sendPresence(connection: Subscriber<Who>): void {
    const { document } = connection;
    if (this.#isRoot(connection)) return this.#showOnline(connection);
    const message = this.#ephemeral(document) ??
      protocol.makeAwarenessFrame([]);
    connection.send(this.#frame(document, message));
    const carets = this.carets.makeFrame(document, connection);
    if (carets) connection.send(this.#frame(document, carets));
  }

  sendEphemeral(document: string): void {
    if (document === this.documents.root) return;
    const connections = [...this.#byDocument.get(document) ?? []];
    if (connections.length === 0) return;
    const message = this.#ephemeral(document) ?? this.#ephemeralMessage("null");
    const frame = this.#frame(document, message);
    for (const connection of connections) connection.send(frame);
  }

  /**
   * Sets a client's own state on the root document. Ignored under an awareness client of the server, which is an echo.
   */
  setClientPresence(
    connection: Subscriber<Who>,
    client: number,
    clientPresence: ClientPresence,
  ): void {
    if (!this.#isRoot(connection) || this.presence.isServerClient(client)) {
      return;
    }
    const { documents, engine: { authority, clock } } = this;
    const { who } = connection;
    const identity = authority.presence(who);
    if (identity === null) return;
    const { typing, ...visiblePresence } = clientPresence;
    const isHidden = typing !== undefined &&
      authority.showsTyping?.(documents, who, typing, clock()) === false;
    this.presence.setClientPresence(
      identity,
      connection,
      isHidden ? visiblePresence : clientPresence,
    );
  }

  /** Sets a writer's caret. Ignored under a Yjs client of another author, which is an echo. */
  setCaret(
    connection: Subscriber<Who>,
    { client, json }: { client: number; json: string },
  ): void {
    if (connection.access !== "shared") return;
    const { documents, engine: { authority } } = this;
    const { who, document } = connection;
    const shape = authority.shape?.(document);
    const identity = authority.presence(who);
    if (!shape || identity === null) return;
    const author = authorOf(authority, documents, who);
    const { doc } = documents.replica(document);
    const boundAuthor = doc.getMap<string>(writersRoot).get(String(client));
    const isTheirs = boundAuthor === undefined
      ? !doc.store.clients.has(client)
      : boundAuthor === author;
    if (!isTheirs) return;
    this.carets.setCaret({
      document,
      connection,
      client,
      author,
      state: identity.state,
      caret: protocol.readCaret(json, shape.root),
    });
  }

  async refreshPresence(): Promise<void> {
    await this.#elsewhere?.refresh();
  }

  /** SYNC-14: sends signs of life to the connections of this turn; without a turn, to all. */
  renew(turn?: number): void {
    const { report, presenceExchange } = this.engine;
    const isDue = (renewalTurn: number) =>
      turn === undefined || (renewalTurn - turn) % limits.renewalTurns === 0;
    if (isDue(this.turn)) {
      this.#elsewhere?.refresh().catch((error) =>
        report("presence could not be received", error)
      );
      if (this.#connections.size > 0) this.presence.renew();
    }
    for (const connection of this.#connections) {
      if (!isDue(connection.renewalTurn)) continue;
      // With other instances, this is the only recheck of cookies that they revoke.
      if (presenceExchange) {
        connection.recheckCookie().catch((error) => {
          // Refusals are already reported; the next renewal tries again.
          if (isRefusal(error)) return;
          report("a connection could not be verified", error);
        });
      }
      if (this.#isRoot(connection) || connection.keepsStates) continue;
      this.#renewFleeting(connection);
    }
  }

  /** Sends committed updates to those who may have them now (ACCESS-1). */
  forward(updates: DocumentUpdates): void {
    const { root } = this.documents;
    let changedConnections: Subscriber<Who>[] = [];
    const rootUpdate = updates.find(([name]) => name === root);
    if (rootUpdate) {
      changedConnections = this.#checkAccess();
      // Pages know that a call is over before its members leave one by one.
      this.#forwardUpdate(rootUpdate);
      this.peerRooms.recheckAll();
    }
    for (const update of updates) {
      if (update !== rootUpdate) this.#forwardUpdate(update);
    }
    // Clients are told last, after the updates that were still accepted from them.
    for (const connection of changedConnections) connection.sendWriteAccess();
  }

  /** Asks all who may write for what is missing here. Call it only when no commit is in flight. */
  askWriters(): void {
    for (const connection of this.#connections) {
      if (connection.access !== "read") connection.requestSync();
    }
  }

  close(matches: (who: Who) => boolean, code: number, reason: string): void {
    this.peerRooms.removeLost(matches);
    for (const connection of [...this.#connections]) {
      if (matches(connection.who)) connection.close(code, reason);
    }
  }

  /**
   * Rechecks the cookies of matching connections, and closes the invalid ones (ACCESS-1). If the check fails, the
   * client has to reconnect, which checks again.
   */
  recheckCookies(matches: (who: Who) => boolean): void {
    this.peerRooms.removeLost(matches);
    for (const connection of [...this.#connections]) {
      if (!matches(connection.who)) continue;
      connection.recheckCookie().catch((error) => {
        this.engine.report("a connection could not be verified", error);
        connection.close(1013, "storage-unavailable");
      });
    }
  }

  /** Closes all connections and stops; {@link whenPublished} resolves when other instances know. */
  end(code: number, reason: string): void {
    this.peerRooms.end();
    this.close(() => true, code, reason);
    this.#elsewhere?.end();
    this.presence.stop();
    this.carets.stop();
  }

  async whenPublished(): Promise<void> {
    await this.#published;
  }

  #showOnline(connection: Subscriber<Who>): void {
    const { presence, documents: { root } } = this;
    const lastOnline = this.#online;
    const online = lastOnline ?? this.#frame(root, presence.frame());
    connection.send(online);
    if (lastOnline) {
      connection.send(this.#frame(root, presence.makeChangesFrame()));
    }
    // The frame is kept only until the next announcement. Without changes none is due, and a returning client ignores
    // clocks that it knows.
    if (!presence.hasChanges) return;
    this.#online = online;
    this.#shown.add(connection);
  }

  #forgetOnline(): void {
    this.#online = undefined;
    this.#shown.clear();
  }

  /** Sends a document's temporary state, or a sign of life to a connection that needs one. */
  #renewFleeting(connection: Subscriber<Who>): void {
    const { document } = connection;
    const isSilent = connection.isOnWire &&
      !this.engine.ephemeralStateOf?.(document) &&
      !this.carets.hasCarets(document);
    if (!isSilent) this.sendPresence(connection);
  }

  #ephemeral(document: string): Uint8Array | null {
    const state = this.engine.ephemeralStateOf?.(document) ?? null;
    return state && this.#ephemeralMessage(JSON.stringify(state));
  }

  /** `json` is the state, or `null` to remove it. */
  #ephemeralMessage(json: string): Uint8Array {
    // At least the current time, so that clients accept a restarted server's states as newer.
    const clock = Math.max(this.#ephemeralClock + 1, this.engine.clock());
    this.#ephemeralClock = clock;
    return protocol.makeAwarenessFrame([{
      client: ephemeralClient,
      clock,
      json,
    }]);
  }

  #frame(document: string, message: Uint8Array): Frame {
    return this.documents.replica(document).frame(message);
  }

  #isRoot({ document }: Subscriber<Who>): boolean {
    return document === this.documents.root;
  }

  #forwardUpdate([name, update]: DocumentUpdates[number]): void {
    if (this.hasDocument(name)) {
      this.#send(name, protocol.makeUpdateFrame(update));
    }
  }

  /** @param short sent instead to clients that keep states */
  #send(document: string, message: Uint8Array, short?: Uint8Array): void {
    const frame = this.#frame(document, message);
    const shortFrame = short && this.#frame(document, short);
    let deliveries = 0;
    // Sending may cut slow readers off, which changes the set.
    for (const connection of [...this.#byDocument.get(document) ?? []]) {
      if (!connection.isLive) continue;
      if (shortFrame && connection.keepsStates) {
        connection.send(shortFrame);
        this.engine.meter?.recordSent(short.length, 1);
        continue;
      }
      connection.send(frame);
      deliveries++;
    }
    this.engine.meter?.recordSent(message.length, deliveries);
  }

  /** Updates the access of every connection; returns those whose access changed and closes those that lost it. */
  #checkAccess(): Subscriber<Who>[] {
    const changedConnections: Subscriber<Who>[] = [];
    for (const connection of [...this.#connections]) {
      const { who, document } = connection;
      const access = this.engine.authority.access(
        this.documents,
        who,
        document,
      );
      if (typeof access === "object") {
        connection.close(access.code, access.reason);
        continue;
      }
      if (connection.access !== access) changedConnections.push(connection);
      connection.access = access;
      if (access === "read") this.carets.removeCaret(document, connection);
    }
    return changedConnections;
  }

  /** Sends each connection the carets of others; its own would look like another person's. */
  #sendCarets(
    document: string,
    message: (to: object) => Uint8Array<ArrayBuffer> | null,
  ): void {
    let common: { message: Uint8Array; frame: Frame } | undefined;
    for (const connection of [...this.#byDocument.get(document) ?? []]) {
      if (!connection.isLive) continue;
      const caretMessage = message(connection);
      if (caretMessage === null) continue;
      if (common?.message !== caretMessage) {
        common = {
          message: caretMessage,
          frame: this.#frame(document, caretMessage),
        };
      }
      connection.send(common.frame);
      this.engine.meter?.recordSent(caretMessage.length, 1);
    }
  }
}
