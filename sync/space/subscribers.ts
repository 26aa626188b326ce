/**
 * Who is connected to a space, and what they are told: committed updates of what they may have, who else is
 * online, and signs of life (S1, S14, A1).
 */
import { type Access, authorOf } from "../authority.ts";
import type { Frame } from "../frame.ts";
import type { Peers } from "../kv/kv_peers.ts";
import { limits } from "../limits.ts";
import { type OwnState, Presence } from "../presence.ts";
import * as protocol from "../protocol.ts";
import { isRefusal } from "../refusal.ts";
import { writersRoot } from "../shape.ts";
import type { Changes } from "../store.ts";
import type { EngineContext } from "../engine_context.ts";
import { Carets } from "./carets.ts";
import { PeerRooms } from "./peer_rooms.ts";
import type { LoadedDocuments } from "./loaded_documents.ts";

/** By which awareness client the server says what is true of a document for now; nobody's own is so small. */
const ephemeralClient = 1;

/** Somebody connected to one document. */
export interface Subscriber<Who> {
  readonly who: Who;
  readonly document: string;
  /** What they may do with it now. */
  access: Exclude<Access, object>;
  /** Whether they get announcements. */
  readonly live: boolean;
  /** In which turn of a renewal they hear something (S14). */
  turn: number;
  /** Whether something else tells them that it is alive: the wire on which they are. */
  readonly isOnWire: boolean;
  /** How many of their updates wait for a budget. */
  readonly waiting: number;
  /** How many bytes wait for them to read them. */
  readonly unsent: number;
  send(frame: Frame): void;
  close(code: number, reason: string): void;
  /** Tells its client what {@link access} is now, where others write, too. */
  sayWhetherMayWrite(): void;
  /** Asks whether they still stand for who they did, and closes where they do not. */
  verify(): Promise<void>;
}

/** The connections of one space. */
export class Subscribers<Who> {
  readonly presence: Presence;
  /** Who is together on a document. */
  readonly peerRooms: PeerRooms<Who>;
  /** Where who writes in documents that several write. */
  readonly carets: Carets;
  #connections = new Set<Subscriber<Who>>();
  #byDocument = new Map<string, Set<Subscriber<Who>>>();
  #registered = 0;
  #ephemeralClock = 0;
  /** How many connections each person has open. */
  #sockets = new Map<string, number>();
  #elsewhere: ReturnType<Peers["subscribe"]> | undefined;
  #published: Promise<void> | undefined;
  /** Who was online when the first came of those who wait to be announced: a class that comes at once is shown it once. */
  #online: Frame | undefined;
  /** To whom that was sent. */
  #shown = new Set<Subscriber<Who>>();

  /** @param turn in which of a renewal's turns the space is */
  constructor(
    readonly engine: EngineContext<Who>,
    readonly documents: LoadedDocuments,
    readonly turn: number,
  ) {
    const { clock, passed, peers, report } = engine;
    const { space, root } = documents;
    this.presence = new Presence(
      (message) => {
        this.#forgetOnline();
        this.#send(root, message);
      },
      clock,
      (people) => {
        this.#published = peers?.publish(space, people)
          .catch((error) => report("presence could not be sent", error));
      },
      (passage) => passed?.(space, passage),
    );
    this.peerRooms = new PeerRooms(engine, documents, this.presence);
    this.carets = new Carets(
      clock,
      (document, message) => this.#sendCarets(document, message),
    );
    this.#elsewhere = peers?.subscribe(
      space,
      (people) => this.presence.hear(people),
    );
  }

  /** How many connections there are. */
  get size(): number {
    return this.#connections.size;
  }

  /** How many updates wait for a budget. */
  get waiting(): number {
    let waiting = 0;
    for (const connection of this.#connections) waiting += connection.waiting;
    return waiting;
  }

  /** Whether anybody is connected to a document. */
  isOn(document: string): boolean {
    return this.#byDocument.has(document);
  }

  /** Counts a connection in, and shows it who is online; false where it is one too many, and closed. */
  enter(connection: Subscriber<Who>): boolean {
    const { authority } = this.engine;
    const { key, most } = authority.sockets(connection.who);
    const count = (this.#sockets.get(key) ?? 0) + 1;
    this.#sockets.set(key, count);
    this.#connections.add(connection);
    if (!connection.isOnWire) connection.turn = this.turn + this.#registered++;
    this.#byDocument.getOrInsertComputed(
      connection.document,
      () => new Set(),
    ).add(connection);
    if (count > most) {
      connection.close(4429, "too-often");
      return false;
    }
    const shown = authority.presence(connection.who);
    if (shown !== null) this.presence.enter(shown, connection);
    if (this.#isRoot(connection)) this.showPresence(connection);
    else this.#renewFleeting(connection);
    return true;
  }

  /** Counts a connection out. `isFinal`: whoever had it may not come back as they were. */
  leave(connection: Subscriber<Who>, isFinal: boolean): void {
    if (!this.#connections.delete(connection)) return;
    const { authority } = this.engine;
    const { key } = authority.sockets(connection.who);
    const count = (this.#sockets.get(key) ?? 1) - 1;
    if (count === 0) this.#sockets.delete(key);
    else this.#sockets.set(key, count);
    const { document } = connection;
    const others = this.#byDocument.get(document);
    others?.delete(connection);
    if (others?.size === 0) this.#byDocument.delete(document);
    this.documents.used(document);
    this.carets.leave(document, connection);
    // A stock client that comes back believes new clocks alone.
    if (this.#shown.has(connection)) this.#forgetOnline();
    const shown = authority.presence(connection.who);
    if (shown !== null) this.presence.leave(shown, connection);
    if (isFinal) this.peerRooms.leave(connection);
    else this.peerRooms.lose(connection);
  }

  /** Answers whoever asks: with who is online on the root document, with what is true for now on any other. */
  showPresence(connection: Subscriber<Who>): void {
    const { document } = connection;
    if (this.#isRoot(connection)) return this.#showOnline(connection);
    const message = this.#ephemeral(document) ?? protocol.awarenessFrame([]);
    connection.send(this.#frame(document, message));
    const carets = this.carets.of(document, connection);
    if (carets) connection.send(this.#frame(document, carets));
  }

  /** Tells those who are on a document, and not on the root, what is true of it for now. */
  showFleeting(document: string): void {
    if (document === this.documents.root) return;
    const connections = [...this.#byDocument.get(document) ?? []];
    if (connections.length === 0) return;
    const message = this.#ephemeral(document) ?? this.#ephemeralMessage("null");
    const frame = this.#frame(document, message);
    for (const connection of connections) connection.send(frame);
  }

  /** Takes what a client says of itself; what the server said itself is an echo. */
  hearOwnState(
    connection: Subscriber<Who>,
    client: number,
    own: OwnState,
  ): void {
    if (!this.#isRoot(connection) || this.presence.isAuthored(client)) return;
    const { documents, engine: { authority, clock } } = this;
    const { who } = connection;
    const shown = authority.presence(who);
    if (shown === null) return;
    const { typing, ...rest } = own;
    const isHidden = typing !== undefined &&
      authority.showsTyping?.(documents, who, typing, clock()) === false;
    this.presence.setOwnState(shown, connection, isHidden ? rest : own);
  }

  /** Takes where somebody writes, of those who may; what others are there for is an echo. */
  hearCaret(
    connection: Subscriber<Who>,
    { client, json }: { client: number; json: string },
  ): void {
    if (connection.access !== "shared") return;
    const { documents, engine: { authority } } = this;
    const { who, document } = connection;
    const shape = authority.shape?.(document);
    const shown = authority.presence(who);
    if (!shape || shown === null) return;
    const author = authorOf(authority, documents, who);
    const { doc } = documents.replica(document);
    const bound = doc.getMap<string>(writersRoot).get(String(client));
    const isTheirs = bound === undefined
      ? !doc.store.clients.has(client)
      : bound === author;
    if (!isTheirs) return;
    this.carets.hear({
      document,
      connection,
      client,
      author,
      state: shown.state,
      caret: protocol.readCaret(json, shape.root),
    });
  }

  /** S14: says something to those whose turn it is; without a turn, to everyone. */
  renew(turn?: number): void {
    const { report, peers } = this.engine;
    const isDue = (of: number) =>
      turn === undefined || (of - turn) % limits.renewalTurns === 0;
    if (isDue(this.turn)) {
      this.#elsewhere?.refresh().catch((error) =>
        report("presence could not be received", error)
      );
      if (this.#connections.size > 0) this.presence.renew();
    }
    for (const connection of this.#connections) {
      if (!isDue(connection.turn)) continue;
      // Only here are they asked of what other instances have made void.
      if (peers) {
        connection.verify().catch((error) => {
          // A refusal was reported where it was made; the next renewal asks again.
          if (isRefusal(error)) return;
          report("a connection could not be verified", error);
        });
      }
      if (!this.#isRoot(connection)) this.#renewFleeting(connection);
    }
  }

  /** Sends committed updates to those who may have them now (A1). */
  forward(updates: Changes): void {
    const { root } = this.documents;
    let turned: Subscriber<Who>[] = [];
    if (updates.some(([name]) => name === root)) {
      turned = this.#checkAccess();
      this.peerRooms.judge();
    }
    for (const [name, update] of updates) {
      if (this.isOn(name)) this.#send(name, protocol.updateFrame(update));
    }
    // Behind what was still taken of theirs.
    for (const connection of turned) connection.sayWhetherMayWrite();
  }

  /** Closes the connections that match. */
  close(matches: (who: Who) => boolean, code: number, reason: string): void {
    this.peerRooms.forgetLost(matches);
    for (const connection of [...this.#connections]) {
      if (matches(connection.who)) connection.close(code, reason);
    }
  }

  /**
   * Asks anew for whom the connections that match stand, and closes those that stand for nobody (A1), or of whom
   * nobody can tell: they come back, and are asked again.
   */
  verify(matches: (who: Who) => boolean): void {
    this.peerRooms.forgetLost(matches);
    for (const connection of [...this.#connections]) {
      if (!matches(connection.who)) continue;
      connection.verify().catch((error) => {
        this.engine.report("a connection could not be verified", error);
        connection.close(1013, "storage-unavailable");
      });
    }
  }

  /** Closes all, and hears and says no more; other instances are told when {@link published} resolves. */
  end(code: number, reason: string): void {
    this.peerRooms.end();
    this.close(() => true, code, reason);
    this.#elsewhere?.end();
    this.presence.stop();
    this.carets.stop();
  }

  /** Resolves when other instances have been told what there was to tell. */
  async published(): Promise<void> {
    await this.#published;
  }

  #showOnline(connection: Subscriber<Who>): void {
    const { presence, documents: { root } } = this;
    const known = this.#online;
    const online = known ?? this.#frame(root, presence.frame());
    connection.send(online);
    if (known) connection.send(this.#frame(root, presence.changes()));
    // Else none might come for long that takes its place, and what is old is not believed by whoever comes back.
    if (!presence.isChanging) return;
    this.#online = online;
    this.#shown.add(connection);
  }

  #forgetOnline(): void {
    this.#online = undefined;
    this.#shown.clear();
  }

  /** Says what is true of a document for now; where that is nothing, a sign of life to whoever needs one. */
  #renewFleeting(connection: Subscriber<Who>): void {
    const { document } = connection;
    const isSilent = connection.isOnWire &&
      !this.engine.ephemeral?.(document) && !this.carets.isOn(document);
    if (!isSilent) this.showPresence(connection);
  }

  /** What is true of a document for now, as a message; null: nothing. */
  #ephemeral(document: string): Uint8Array | null {
    const state = this.engine.ephemeral?.(document) ?? null;
    return state && this.#ephemeralMessage(JSON.stringify(state));
  }

  /** `json` is what is true, or `null` to take it back. */
  #ephemeralMessage(json: string): Uint8Array {
    // By the time, so that a server started anew is believed by clients that saw the old one.
    const clock = Math.max(this.#ephemeralClock + 1, this.engine.clock());
    this.#ephemeralClock = clock;
    return protocol.awarenessFrame([{ client: ephemeralClient, clock, json }]);
  }

  #frame(document: string, message: Uint8Array): Frame {
    return this.documents.replica(document).frame(message);
  }

  #isRoot({ document }: Subscriber<Who>): boolean {
    return document === this.documents.root;
  }

  #send(document: string, message: Uint8Array): void {
    const frame = this.#frame(document, message);
    let deliveries = 0;
    // Whoever falls behind is cut off meanwhile, hence the copy.
    for (const connection of [...this.#byDocument.get(document) ?? []]) {
      if (!connection.live) continue;
      connection.send(frame);
      deliveries++;
    }
    this.engine.meter?.sent(message.length, deliveries);
  }

  /** Tells on which connections it is another now. */
  #checkAccess(): Subscriber<Who>[] {
    const turned: Subscriber<Who>[] = [];
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
      if (connection.access !== access) turned.push(connection);
      connection.access = access;
      if (access === "read") this.carets.leave(document, connection);
    }
    return turned;
  }

  /** Sends carets to all on a document, made for each: to nobody their own, which they would take for another's. */
  #sendCarets(
    document: string,
    message: (to: object) => Uint8Array<ArrayBuffer> | null,
  ): void {
    let common: { message: Uint8Array; frame: Frame } | undefined;
    for (const connection of [...this.#byDocument.get(document) ?? []]) {
      if (!connection.live) continue;
      const made = message(connection);
      if (made === null) continue;
      if (common?.message !== made) {
        common = { message: made, frame: this.#frame(document, made) };
      }
      connection.send(common.frame);
      this.engine.meter?.sent(made.length, 1);
    }
  }
}
