/**
 * The pages that are together in a document's peer room, and their messages (`../signals.ts`), which are relayed and
 * not kept. Access is checked on entering and after each commit on which it depends (ACCESS-1).
 */
import type { PeerAnswer, PersonPresence } from "../authority.ts";
import type { Frame } from "../frame.ts";
import { limits } from "../limits.ts";
import type { Presence } from "../presence.ts";
import { makeSignalFrame } from "../protocol.ts";
import type { ClientSignal, PeerState, ServerSignal } from "../signals.ts";
import type { EngineContext } from "../engine_context.ts";
import type { LoadedDocuments } from "./loaded_documents.ts";

export interface RoomConnection<Who> {
  readonly who: Who;
  readonly document: string;
  readonly unsent: number;
  send(frame: Frame): void;
}

interface Inside<Who> {
  readonly peer: string;
  readonly document: string;
  readonly identity: PersonPresence;
  who: Who;
  /** Null while the connection is lost; the page may return with another. */
  connection: RoomConnection<Who> | null;
  turn: number;
  /** Whether this peer was announced to the others in the room. */
  isKnown: boolean;
  n: number;
  /** The last allowed state; `answer` is the answer with it as JSON. */
  state: PeerState;
  answer?: string;
  grace?: ReturnType<typeof setTimeout>;
}

interface PeerRoom<Who> {
  readonly inside: Set<Inside<Who>>;
  /** Set while a change waits to be announced. */
  tick?: ReturnType<typeof setTimeout>;
}

type Request<Kind> = Extract<ClientSignal, { kind: Kind }>;

export class PeerRooms<Who> {
  /** The people in peer rooms by presence key: each is in at most one room, with one page. */
  readonly #people = new Map<string, Inside<Who>>();
  readonly #peerRooms = new Map<string, PeerRoom<Who>>();
  #turn = 0;

  constructor(
    readonly engine: EngineContext<Who>,
    readonly documents: LoadedDocuments,
    readonly presence: Presence,
  ) {}

  /** Lets a page in, or refuses it. Call it on committed state. */
  enter(
    connection: RoomConnection<Who>,
    { page, n, state }: Request<"enter">,
  ): void {
    const { who, document } = connection;
    const { authority } = this.engine;
    const identity = authority.presence(who);
    if (identity === null) return this.#refuse(connection, n, "not-yours");
    const peer = `${identity.key}.${page}`;
    const before = this.#people.get(identity.key);
    // All peers learn the page's id, also those that have the person's name alone.
    const isReturning = before?.peer === peer &&
      before.document === document &&
      authority.socketLimit(before.who).key === authority.socketLimit(who).key;
    const earlier = isReturning ? before : undefined;
    const answer = this.#ask(who, document, state, before);
    if ("refused" in answer) {
      // A returning page that may no longer enter also loses its place.
      if (earlier && earlier.connection !== connection) {
        this.#end(earlier, answer.refused);
      }
      return this.#refuse(connection, n, answer.refused);
    }
    if (before && !earlier) this.#end(before, "elsewhere");
    const inside = earlier ??
      this.#add({
        peer,
        document,
        identity,
        who,
        connection: null,
        turn: 0,
        isKnown: false,
        n,
        state,
      });
    inside.n = n;
    if (inside.connection !== connection) {
      clearTimeout(inside.grace);
      inside.connection = connection;
      this.presence.setSilent(identity, inside, false);
      inside.who = who;
      inside.turn = this.#nextTurn();
      this.#changed(document);
    }
    this.#allow(inside, answer);
    const peers = this.#peersOn(document);
    const { state: allowed } = answer;
    this.#say(connection, { kind: "entered", peer, peers, n, state: allowed });
  }

  changeState(
    connection: RoomConnection<Who>,
    { n, state }: Request<"state">,
  ): void {
    const inside = this.#insideBy(connection);
    if (!inside) return;
    const { who, document } = inside;
    const answer = this.#ask(who, document, state, inside);
    inside.n = n;
    if ("refused" in answer) return this.#refuse(connection, n, answer.refused);
    this.#allow(inside, answer);
    this.#say(connection, { kind: "state", n, state: answer.state });
  }

  relay(connection: RoomConnection<Who>, { to, body }: Request<"tell">): void {
    const from = this.#insideBy(connection);
    const other = this.#people.get(to.slice(0, to.lastIndexOf(".")));
    if (!from || other?.peer !== to || other.document !== from.document) return;
    const { connection: reader, document } = other;
    if (!reader || reader.unsent > limits.signalsWaiting) return;
    const news = { kind: "told", from: from.peer, body } as const;
    const frame = this.#frame(document, news);
    // Encoding the body again may have made its numbers longer.
    if (frame.bare.length > limits.signal + limits.ownState) return;
    // A receiver must know the sender first.
    if (!from.isKnown) this.#announce(document);
    reader.send(frame);
  }

  leave(connection: RoomConnection<Who>): void {
    const inside = this.#insideBy(connection);
    if (inside) this.#remove(inside);
  }

  keepForGrace(connection: RoomConnection<Who>): void {
    const inside = this.#insideBy(connection);
    if (!inside) return;
    inside.connection = null;
    const { silentClient, peerRoomGrace } = limits;
    inside.grace = setTimeout(() => {
      this.presence.setSilent(inside.identity, inside, true);
      inside.grace = setTimeout(
        () => this.#remove(inside),
        peerRoomGrace - silentClient,
      );
    }, silentClient);
  }

  setSilent(connection: RoomConnection<Who>, isSilent: boolean): void {
    const inside = this.#insideBy(connection);
    if (inside) this.presence.setSilent(inside.identity, inside, isSilent);
  }

  removeLost(matches: (who: Who) => boolean): void {
    for (const inside of [...this.#people.values()]) {
      if (!inside.connection && matches(inside.who)) this.#remove(inside);
    }
  }

  /** Checks every page again after a change on which access depends. */
  recheckAll(): void {
    const { authority } = this.engine;
    for (const inside of [...this.#people.values()]) {
      const { who, document, connection, state } = inside;
      const access = authority.access(this.documents, who, document);
      const answer = typeof access === "object"
        ? { refused: "not-yours" }
        : this.#ask(who, document, state, inside);
      if ("refused" in answer) this.#end(inside, answer.refused);
      else if (this.#allow(inside, answer)) {
        const { n } = inside;
        this.#say(connection, { kind: "state", n, state: answer.state });
      }
    }
    // A removed page must leave everyone's list of peers now.
    for (const document of [...this.#peerRooms.keys()]) {
      this.#announce(document);
    }
  }

  end(): void {
    for (const inside of [...this.#people.values()]) this.#remove(inside);
    for (const { tick } of this.#peerRooms.values()) clearTimeout(tick);
    this.#peerRooms.clear();
  }

  #ask(
    who: Who,
    document: string,
    state: PeerState,
    self: Inside<Who> | undefined,
  ): PeerAnswer {
    const { authority } = this.engine;
    if (!authority.decidePeerState) return { refused: "not-on" };
    const others: PeerState[] = [];
    for (const inside of this.#peerRooms.get(document)?.inside ?? []) {
      if (inside !== self) others.push(inside.state);
    }
    const allowed = self?.document === document ? self.state : null;
    if (!allowed && others.length >= limits.peerRoom) {
      return { refused: "full" };
    }
    const request = { wanted: state, allowed, others };
    return authority.decidePeerState(this.documents, who, document, request);
  }

  #allow(
    inside: Inside<Who>,
    allowed: Exclude<PeerAnswer, { refused: string }>,
  ): boolean {
    this.engine.onPeerState?.(inside.document, inside.peer, allowed.state);
    const answer = JSON.stringify(allowed);
    if (answer === inside.answer) return false;
    inside.answer = answer;
    inside.state = allowed.state;
    // Marked as idle, because only a connection shows that the person is active.
    const clientPresence = { idle: true, gathered: allowed.shown };
    this.presence.setClientPresence(inside.identity, inside, clientPresence);
    return true;
  }

  #add(inside: Inside<Who>): Inside<Who> {
    const { document, identity } = inside;
    this.#people.set(identity.key, inside);
    this.#peerRooms.getOrInsertComputed(
      document,
      () => ({ inside: new Set() }),
    ).inside.add(inside);
    this.presence.enter(identity, inside);
    return inside;
  }

  #end(inside: Inside<Who>, reason: string): void {
    this.#say(inside.connection, { kind: "ended", reason });
    this.#remove(inside);
  }

  #remove(inside: Inside<Who>): void {
    clearTimeout(inside.grace);
    const { document, peer, identity } = inside;
    this.engine.onPeerState?.(document, peer, null);
    this.#people.delete(identity.key);
    this.#peerRooms.get(document)?.inside.delete(inside);
    this.presence.leave(identity, inside);
    this.#changed(document);
  }

  #insideBy(connection: RoomConnection<Who>): Inside<Who> | undefined {
    const identity = this.engine.authority.presence(connection.who);
    const inside = identity ? this.#people.get(identity.key) : undefined;
    return inside?.connection === connection ? inside : undefined;
  }

  #peersOn(document: string) {
    const { inside = [] } = this.#peerRooms.get(document) ?? {};
    return [...inside].map(({ peer, identity, turn }) => (
      { peer, member: identity.key, turn }
    ));
  }

  /** Announces changes together: a whole class may arrive at once. */
  #changed(document: string): void {
    const room = this.#peerRooms.get(document);
    if (!room) return;
    const announce = () => this.#announce(document);
    room.tick ??= setTimeout(announce, limits.presenceTick);
  }

  #announce(document: string): void {
    const room = this.#peerRooms.get(document);
    if (room?.tick === undefined) return;
    clearTimeout(room.tick);
    room.tick = undefined;
    const { inside } = room;
    if (inside.size === 0) return void this.#peerRooms.delete(document);
    const frame = this.#frame(document, {
      kind: "peers",
      peers: this.#peersOn(document),
    });
    // Sending may cut slow readers off, which changes the set.
    for (const it of [...inside]) {
      it.isKnown = true;
      it.connection?.send(frame);
    }
  }

  #refuse(connection: RoomConnection<Who>, n: number, reason: string): void {
    this.#say(connection, { kind: "refused", n, reason });
  }

  #say(connection: RoomConnection<Who> | null, news: ServerSignal): void {
    connection?.send(this.#frame(connection.document, news));
  }

  #frame(document: string, news: ServerSignal): Frame {
    return this.documents.replica(document).frame(makeSignalFrame(news));
  }

  /** At least the current time, because turns must grow across a restart. */
  #nextTurn(): number {
    return this.#turn = Math.max(this.#turn + 1, this.engine.clock());
  }
}
