/**
 * The pages that are together in a document's peer room, and their messages (`../signaling_messages.ts`), which are
 * relayed and not kept. Access is checked on entering and after each commit on which it depends (ACCESS-1).
 */
import type { PeerAnswer, PersonPresence } from "../authority.ts";
import type { Frame } from "../frame.ts";
import { limits } from "../limits.ts";
import type { Presence } from "../presence.ts";
import { makeSignalingFrame } from "../protocol.ts";
import type {
  ClientSignalingMessage,
  PeerState,
  ServerSignalingMessage,
} from "../signaling_messages.ts";
import type { EngineContext } from "../engine_context.ts";
import type { LoadedDocuments } from "./loaded_documents.ts";

export interface RoomConnection<Who> {
  readonly who: Who;
  readonly document: string;
  readonly unsent: number;
  send(frame: Frame): void;
}

interface Occupant<Who> {
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
  readonly occupants: Set<Occupant<Who>>;
  /** Set while a change waits to be announced. */
  tick?: ReturnType<typeof setTimeout>;
}

type Request<Kind> = Extract<ClientSignalingMessage, { kind: Kind }>;

export class PeerRooms<Who> {
  /** The people in peer rooms by presence key: each is in at most one room, with one page. */
  readonly #people = new Map<string, Occupant<Who>>();
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
    const currentOccupant = this.#people.get(identity.key);
    // All peers learn the page's id, also those that have the person's name alone.
    const isReturning = currentOccupant?.peer === peer &&
      currentOccupant.document === document &&
      authority.socketLimit(currentOccupant.who).key ===
        authority.socketLimit(who).key;
    const earlier = isReturning ? currentOccupant : undefined;
    const answer = this.#ask(who, document, state, currentOccupant);
    if ("refused" in answer) {
      // A returning page that may no longer enter also loses its place.
      if (earlier && earlier.connection !== connection) {
        this.#end(earlier, answer.refused);
      }
      return this.#refuse(connection, n, answer.refused);
    }
    if (currentOccupant && !earlier) this.#end(currentOccupant, "elsewhere");
    const occupant = earlier ??
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
    occupant.n = n;
    if (occupant.connection !== connection) {
      clearTimeout(occupant.grace);
      occupant.connection = connection;
      this.presence.setSilent(identity, occupant, false);
      occupant.who = who;
      occupant.turn = this.#nextTurn();
      this.#changed(document);
    }
    this.#allow(occupant, answer);
    const peers = this.#peersOn(document);
    const { state: allowed } = answer;
    this.#say(connection, { kind: "entered", peer, peers, n, state: allowed });
  }

  changeState(
    connection: RoomConnection<Who>,
    { n, state }: Request<"state">,
  ): void {
    const occupant = this.#occupantOf(connection);
    if (!occupant) return;
    const { who, document } = occupant;
    const answer = this.#ask(who, document, state, occupant);
    occupant.n = n;
    if ("refused" in answer) return this.#refuse(connection, n, answer.refused);
    this.#allow(occupant, answer);
    this.#say(connection, { kind: "state", n, state: answer.state });
  }

  relay(connection: RoomConnection<Who>, { to, body }: Request<"tell">): void {
    const sender = this.#occupantOf(connection);
    const receiver = this.#people.get(to.slice(0, to.lastIndexOf(".")));
    if (
      !sender || receiver?.peer !== to || receiver.document !== sender.document
    ) return;
    const { connection: reader, document } = receiver;
    if (!reader || reader.unsent > limits.signalsWaiting) return;
    const news = { kind: "told", from: sender.peer, body } as const;
    const frame = this.#frame(document, news);
    // Encoding the body again may have made its numbers longer.
    if (frame.bare.length > limits.signal + limits.ownState) return;
    // A receiver must know the sender first.
    if (!sender.isKnown) this.#announce(document);
    reader.send(frame);
  }

  leave(connection: RoomConnection<Who>): void {
    const occupant = this.#occupantOf(connection);
    if (occupant) this.#remove(occupant);
  }

  keepForGrace(connection: RoomConnection<Who>): void {
    const occupant = this.#occupantOf(connection);
    if (!occupant) return;
    occupant.connection = null;
    const { silentClient, peerRoomGrace } = limits;
    occupant.grace = setTimeout(() => {
      this.presence.setSilent(occupant.identity, occupant, true);
      occupant.grace = setTimeout(
        () => this.#remove(occupant),
        peerRoomGrace - silentClient,
      );
    }, silentClient);
  }

  setSilent(connection: RoomConnection<Who>, isSilent: boolean): void {
    const occupant = this.#occupantOf(connection);
    if (occupant) {
      this.presence.setSilent(occupant.identity, occupant, isSilent);
    }
  }

  removeLost(matches: (who: Who) => boolean): void {
    for (const occupant of [...this.#people.values()]) {
      if (!occupant.connection && matches(occupant.who)) this.#remove(occupant);
    }
  }

  /** Checks every page again after a change on which access depends. */
  recheckAll(): void {
    const { authority } = this.engine;
    for (const occupant of [...this.#people.values()]) {
      const { who, document, connection, state } = occupant;
      const access = authority.access(this.documents, who, document);
      const answer = typeof access === "object"
        ? { refused: "not-yours" }
        : this.#ask(who, document, state, occupant);
      if ("refused" in answer) this.#end(occupant, answer.refused);
      else if (this.#allow(occupant, answer)) {
        const { n } = occupant;
        this.#say(connection, { kind: "state", n, state: answer.state });
      }
    }
    // A removed page must leave everyone's list of peers now.
    for (const document of [...this.#peerRooms.keys()]) {
      this.#announce(document);
    }
  }

  end(): void {
    for (const occupant of [...this.#people.values()]) this.#remove(occupant);
    for (const { tick } of this.#peerRooms.values()) clearTimeout(tick);
    this.#peerRooms.clear();
  }

  #ask(
    who: Who,
    document: string,
    state: PeerState,
    asker: Occupant<Who> | undefined,
  ): PeerAnswer {
    const { authority } = this.engine;
    if (!authority.decidePeerState) return { refused: "not-on" };
    const otherStates: PeerState[] = [];
    for (const occupant of this.#peerRooms.get(document)?.occupants ?? []) {
      if (occupant !== asker) otherStates.push(occupant.state);
    }
    const allowed = asker?.document === document ? asker.state : null;
    if (!allowed && otherStates.length >= limits.peerRoom) {
      return { refused: "full" };
    }
    const request = {
      requestedState: state,
      allowedState: allowed,
      otherStates,
    };
    return authority.decidePeerState(this.documents, who, document, request);
  }

  #allow(
    occupant: Occupant<Who>,
    allowed: Exclude<PeerAnswer, { refused: string }>,
  ): boolean {
    this.engine.onPeerState?.(occupant.document, occupant.peer, allowed.state);
    const answer = JSON.stringify(allowed);
    if (answer === occupant.answer) return false;
    occupant.answer = answer;
    occupant.state = allowed.state;
    // Marked as idle, because only a connection shows that the person is active.
    const clientPresence = { idle: true, gathered: allowed.shown };
    this.presence.setClientPresence(
      occupant.identity,
      occupant,
      clientPresence,
    );
    return true;
  }

  #add(occupant: Occupant<Who>): Occupant<Who> {
    const { document, identity } = occupant;
    this.#people.set(identity.key, occupant);
    this.#peerRooms.getOrInsertComputed(
      document,
      () => ({ occupants: new Set() }),
    ).occupants.add(occupant);
    this.presence.enter(identity, occupant);
    return occupant;
  }

  #end(occupant: Occupant<Who>, reason: string): void {
    this.#say(occupant.connection, { kind: "ended", reason });
    this.#remove(occupant);
  }

  #remove(occupant: Occupant<Who>): void {
    clearTimeout(occupant.grace);
    const { document, peer, identity } = occupant;
    this.engine.onPeerState?.(document, peer, null);
    this.#people.delete(identity.key);
    this.#peerRooms.get(document)?.occupants.delete(occupant);
    this.presence.leave(identity, occupant);
    this.#changed(document);
  }

  #occupantOf(connection: RoomConnection<Who>): Occupant<Who> | undefined {
    const identity = this.engine.authority.presence(connection.who);
    const occupant = identity ? this.#people.get(identity.key) : undefined;
    return occupant?.connection === connection ? occupant : undefined;
  }

  #peersOn(document: string) {
    const { occupants = [] } = this.#peerRooms.get(document) ?? {};
    return [...occupants].map(({ peer, identity, turn }) => (
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
    const { occupants } = room;
    if (occupants.size === 0) return void this.#peerRooms.delete(document);
    const frame = this.#frame(document, {
      kind: "peers",
      peers: this.#peersOn(document),
    });
    // Sending may cut slow readers off, which changes the set.
    for (const occupant of [...occupants]) {
      occupant.isKnown = true;
      occupant.connection?.send(frame);
    }
  }

  #refuse(connection: RoomConnection<Who>, n: number, reason: string): void {
    this.#say(connection, { kind: "refused", n, reason });
  }

  #say(
    connection: RoomConnection<Who> | null,
    news: ServerSignalingMessage,
  ): void {
    connection?.send(this.#frame(connection.document, news));
  }

  #frame(document: string, news: ServerSignalingMessage): Frame {
    return this.documents.replica(document).frame(makeSignalingFrame(news));
  }

  /** At least the current time, because turns must grow across a restart. */
  #nextTurn(): number {
    return this.#turn = Math.max(this.#turn + 1, this.engine.clock());
  }
}
