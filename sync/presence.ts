/**
 * The people online in one space, as awareness on its root document. The server writes one state per person, over all
 * of their connections. Changes go out at a fixed interval, all in one frame (SYNC-14).
 */
import type { PersonPresence } from "./authority.ts";
import { limits } from "./limits.ts";
import { type AwarenessEntry, makeAwarenessFrame } from "./protocol.ts";

/** A client's own state. `gathered` comes from its peer room and `silent` from its socket, never from the client. */
export interface ClientPresence {
  idle?: boolean;
  typing?: string;
  gathered?: PeerRoomPresence;
  /** The client does not answer, so that it is shown as offline (V-6); it counts as connected until its socket ends. */
  silent?: boolean;
}

/** The part of a person's presence that comes from a peer room. */
export type PeerRoomPresence = Readonly<Record<string, unknown>>;

/** A person connected to one instance, as it tells the others. */
export interface ConnectedPerson {
  shown: PersonPresence;
  since: number;
  own: ClientPresence;
}

/** A person's first connection at any instance has come, or their last one has gone. */
export interface PresenceChange {
  readonly key: string;
  readonly isOnline: boolean;
  /** Time of the change; of an arrival at another instance, as that instance tells it. */
  readonly at: number;
}

interface Person {
  identity: PersonPresence;
  since: number;
  client: number;
  clock: number;
  json: string;
  connections: Map<object, ClientPresence>;
  elsewhere: Map<string, ClientPresence>;
}

export class Presence {
  #people = new Map<string, Person>();
  #clients = new Map<number, string>();
  #changed = new Map<number, AwarenessEntry>();
  #flushTimer: ReturnType<typeof setTimeout> | undefined;
  #hasLocalChange = false;
  #clock = 0;

  /**
   * @param announce sends a frame to everyone who may see the presence; a renewal has a short one for those who keep
   * states until the connection ends
   * @param clock milliseconds since 1970
   */
  constructor(
    readonly announce: (
      frame: Uint8Array<ArrayBuffer>,
      short?: Uint8Array<ArrayBuffer>,
    ) => void,
    readonly clock: () => number,
    readonly publish: (people: ConnectedPerson[]) => void = () => {},
    readonly onChange: (change: PresenceChange) => void = () => {},
  ) {}

  enter(identity: PersonPresence, connection: object): void {
    this.#changeHere(
      identity,
      (connections) => connections.set(connection, {}),
    );
  }

  leave(identity: PersonPresence, connection: object): void {
    if (!this.#people.get(identity.key)?.connections.has(connection)) return;
    this.#changeHere(identity, (connections) => connections.delete(connection));
  }

  setClientPresence(
    identity: PersonPresence,
    connection: object,
    clientPresence: ClientPresence,
  ): void {
    const oldPresence = this.#people.get(identity.key)?.connections.get(
      connection,
    );
    if (!oldPresence) return;
    const { silent } = oldPresence;
    const newPresence = { ...clientPresence, silent };
    this.#changeHere(
      identity,
      (connections) => connections.set(connection, newPresence),
    );
  }

  setSilent(
    identity: PersonPresence,
    connection: object,
    isSilent: boolean,
  ): void {
    const oldPresence = this.#people.get(identity.key)?.connections.get(
      connection,
    );
    if (!oldPresence) return;
    const newPresence = { ...oldPresence, silent: isSilent };
    this.#changeHere(
      identity,
      (connections) => connections.set(connection, newPresence),
    );
  }

  /** Sets who is connected to other instances. */
  setElsewhere(
    elsewhere: ReadonlyMap<string, readonly ConnectedPerson[]>,
  ): void {
    const connectedKeys = new Set<string>();
    for (const [instance, people] of elsewhere) {
      for (const { shown, since, own } of people) {
        connectedKeys.add(`${instance} ${shown.key}`);
        this.#change(shown, since, (it) => it.elsewhere.set(instance, own));
      }
    }
    for (const person of [...this.#people.values()]) {
      for (const instance of [...person.elsewhere.keys()]) {
        if (connectedKeys.has(`${instance} ${person.identity.key}`)) continue;
        this.#change(
          person.identity,
          0,
          () => person.elsewhere.delete(instance),
        );
      }
    }
  }

  get onlineKeys(): ReadonlySet<string> {
    return new Set(this.#people.keys());
  }

  /** {@link PeerRoomPresence} of people in peer rooms at other instances, by presence key. */
  get peerRoomsElsewhere(): ReadonlyMap<string, PeerRoomPresence> {
    return new Map(
      [...this.#people].flatMap(([key, { elsewhere }]) => {
        const { gathered } = merged([...elsewhere.values()]);
        return gathered ? [[key, gathered]] : [];
      }),
    );
  }

  /** Whether the server made this awareness client; a page that sends one of these only echoes it. */
  isServerClient(client: number): boolean {
    return this.#clients.has(client) || this.#changed.has(client);
  }

  /**
   * All states for a new connection. Clocks grow, because a stock client that returns ignores states under clocks that
   * it knows.
   */
  frame(): Uint8Array<ArrayBuffer> {
    const clock = this.#nextClock();
    for (const person of this.#people.values()) person.clock = clock;
    return makeAwarenessFrame([...this.#people.values()]);
  }

  get hasChanges(): boolean {
    return this.#changed.size > 0;
  }

  makeChangesFrame(): Uint8Array<ArrayBuffer> {
    return makeAwarenessFrame([...this.#changed.values()]);
  }

  /** Announces all states again before they expire at stock clients and other instances. */
  renew(): void {
    const clock = this.#nextClock();
    // One state is enough to tell the time.
    const [firstClient] = this.#clients.keys();
    const short = new Set(this.#changed.keys());
    if (firstClient !== undefined) short.add(firstClient);
    for (const person of this.#people.values()) {
      this.#queueChange(person, clock);
    }
    this.#hasLocalChange ||= this.#people.size > 0;
    // Sent even if nobody is shown, as a sign of life.
    this.#flush([...short].map((client) => this.#changed.get(client)!));
  }

  /** Stops announcing, and tells other instances that nobody is connected here. */
  stop(): void {
    clearTimeout(this.#flushTimer);
    this.#changed.clear();
    this.publish([]);
  }

  #changeHere(
    identity: PersonPresence,
    act: (connections: Person["connections"]) => void,
  ): void {
    const oldState = this.#localStateOf(identity.key);
    this.#change(identity, this.clock(), ({ connections }) => act(connections));
    if (this.#localStateOf(identity.key) === oldState) return;
    this.#hasLocalChange = true;
    // Announced even for a person online elsewhere: the other instance may lose them next.
    this.#flushSoon();
  }

  #localStateOf(key: string): string {
    const connections = [...this.#people.get(key)?.connections.values() ?? []];
    return connections.length === 0 ? "" : JSON.stringify(merged(connections));
  }

  #change(
    identity: PersonPresence,
    since: number,
    act: (person: Person) => void,
  ): void {
    const person = this.#people.get(identity.key) ??
      this.#newPerson(identity, since);
    const oldJson = person.json;
    act(person);
    person.json = jsonOf(person);
    if (person.connections.size + person.elsewhere.size === 0) {
      this.#people.delete(identity.key);
      this.#clients.delete(person.client);
      this.onChange({ key: identity.key, isOnline: false, at: this.clock() });
    }
    if (person.json !== oldJson) this.#queueChange(person, this.#nextClock());
  }

  #newPerson(identity: PersonPresence, since: number): Person {
    let client = hash(identity.key);
    while (this.#clients.has(client)) client = (client + 1) >>> 0;
    const person: Person = {
      identity,
      since,
      client,
      clock: 0,
      json: "null",
      connections: new Map(),
      elsewhere: new Map(),
    };
    this.#people.set(identity.key, person);
    this.#clients.set(client, identity.key);
    this.onChange({ key: identity.key, isOnline: true, at: since });
    return person;
  }

  #queueChange(person: Person, clock: number): void {
    person.clock = clock;
    const { client, json } = person;
    this.#changed.set(client, { client, clock, json });
    this.#flushSoon();
  }

  #flushSoon(): void {
    this.#flushTimer ??= setTimeout(
      () => this.#flush(null),
      limits.presenceTick,
    );
  }

  /** A growing clock, at least the current time, so that clients accept a restarted server's states as newer. */
  #nextClock(): number {
    return this.#clock = Math.max(this.#clock + 1, this.clock());
  }

  /** @param short what those who keep states get of a renewal; null: this is none */
  #flush(short: readonly AwarenessEntry[] | null): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    if (short || this.hasChanges) {
      const frame = this.makeChangesFrame();
      this.#changed.clear();
      this.announce(frame, short ? makeAwarenessFrame(short) : undefined);
    }
    if (this.#hasLocalChange) this.publish(this.#localPeople());
    this.#hasLocalChange = false;
  }

  #localPeople(): ConnectedPerson[] {
    const people = this.#people.values().filter((it) =>
      it.connections.size > 0
    );
    return [...people].map(({ identity, since, connections }) => (
      { shown: identity, since, own: merged([...connections.values()]) }
    ));
  }
}

function jsonOf(person: Person): string {
  const { identity, since, connections, elsewhere } = person;
  const presences = [...connections.values(), ...elsewhere.values()];
  if (presences.length === 0) return "null";
  const { gathered, ...presence } = merged(presences);
  return JSON.stringify({ ...identity.state, ...gathered, since, ...presence });
}

/** Idle or silent if all devices are; typing and in a peer room if any device is. */
function merged(presences: readonly ClientPresence[]): ClientPresence {
  const typing = presences.find((state) => state.typing !== undefined)?.typing;
  const idle = presences.length > 0 &&
    presences.every((state) => state.idle === true);
  const silent = presences.length > 0 &&
    presences.every((state) => state.silent === true);
  const gathered = presences.find((state) => state.gathered)?.gathered;
  return {
    ...(idle && { idle }),
    ...(silent && { silent }),
    ...(typing !== undefined && { typing }),
    ...(gathered && { gathered }),
  };
}

/** FNV-1a, 32 bits. */
function hash(key: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) {
    value = Math.imul(value ^ key.charCodeAt(i), 0x01000193);
  }
  return value >>> 0;
}
