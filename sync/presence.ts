/**
 * Who is online in one space, as awareness on its root document: one state a person, authored by the
 * server, whatever the number of their connections. Changes go out in ticks, all in one frame (S14).
 */
import type { ShownPerson } from "./authority.ts";
import { limits } from "./limits.ts";
import { type AwarenessEntry, awarenessFrame } from "./protocol.ts";

/** What a client may say of itself; and what is to be shown of whoever is in a peer room, which the authority alone says. */
export interface OwnState {
  idle?: boolean;
  typing?: string;
  gathered?: Gathered;
}

/** What is shown of whoever is in a peer room. */
export type Gathered = Readonly<Record<string, unknown>>;

/** Somebody connected to one instance, as it tells the others. */
export interface Local {
  shown: ShownPerson;
  since: number;
  own: OwnState;
}

/** Somebody's first connection has come, at any instance, or their last one has gone. */
export interface Passage {
  readonly key: string;
  readonly online: boolean;
  /** When; of whoever is connected to another instance, as that one says. */
  readonly at: number;
}

interface Person {
  shown: ShownPerson;
  since: number;
  client: number;
  clock: number;
  /** The state as it is announced. */
  json: string;
  connections: Map<object, OwnState>;
  elsewhere: Map<string, OwnState>;
}

/** The presence of one space. */
export class Presence {
  #people = new Map<string, Person>();
  #clients = new Map<number, string>();
  #changed = new Map<number, AwarenessEntry>();
  #tick: ReturnType<typeof setTimeout> | undefined;
  #localChanged = false;
  #clock = 0;

  /**
   * @param announce sends a frame to all who may see the presence
   * @param clock milliseconds since 1970
   * @param publish tells other instances who is connected here
   * @param passed is told who has come and who has gone
   */
  constructor(
    readonly announce: (frame: Uint8Array<ArrayBuffer>) => void,
    readonly clock: () => number,
    readonly publish: (people: Local[]) => void = () => {},
    readonly passed: (passage: Passage) => void = () => {},
  ) {}

  /** Counts a connection to a person; the first one brings them online. */
  enter(shown: ShownPerson, connection: object): void {
    this.#changeHere(shown, (all) => all.set(connection, {}));
  }

  /** Forgets a connection; the last one takes the person offline. */
  leave(shown: ShownPerson, connection: object): void {
    if (!this.#people.get(shown.key)?.connections.has(connection)) return;
    this.#changeHere(shown, (all) => all.delete(connection));
  }

  /** Takes what a client says of itself. */
  setOwnState(shown: ShownPerson, connection: object, own: OwnState): void {
    if (!this.#people.get(shown.key)?.connections.has(connection)) return;
    this.#changeHere(shown, (all) => all.set(connection, own));
  }

  /** Takes who is connected to other instances, by instance. */
  hear(elsewhere: ReadonlyMap<string, readonly Local[]>): void {
    const named = new Set<string>();
    for (const [instance, people] of elsewhere) {
      for (const { shown, since, own } of people) {
        named.add(`${instance} ${shown.key}`);
        this.#change(shown, since, (it) => it.elsewhere.set(instance, own));
      }
    }
    for (const person of [...this.#people.values()]) {
      for (const instance of [...person.elsewhere.keys()]) {
        if (named.has(`${instance} ${person.shown.key}`)) continue;
        this.#change(person.shown, 0, () => person.elsewhere.delete(instance));
      }
    }
  }

  /** The keys of all who are online. */
  get online(): ReadonlySet<string> {
    return new Set(this.#people.keys());
  }

  /** What other instances show of whoever is in a peer room there, by presence key. */
  get gatheredElsewhere(): ReadonlyMap<string, Gathered> {
    return new Map(
      [...this.#people].flatMap(([key, { elsewhere }]) => {
        const { gathered } = merged([...elsewhere.values()]);
        return gathered ? [[key, gathered]] : [];
      }),
    );
  }

  /** Whether an awareness client is one that the server made up: an echo, when a client sends it. */
  isAuthored(client: number): boolean {
    return this.#clients.has(client) || this.#changed.has(client);
  }

  /** All states for a newcomer, with new clocks: a stock client that comes back has forgotten states, but no clock. */
  frame(): Uint8Array<ArrayBuffer> {
    const clock = this.#nextClock();
    for (const person of this.#people.values()) person.clock = clock;
    return awarenessFrame([...this.#people.values()]);
  }

  /** Whether there is something to announce. */
  get isChanging(): boolean {
    return this.#changed.size > 0;
  }

  /** What has changed since the last announcement. */
  changes(): Uint8Array<ArrayBuffer> {
    return awarenessFrame([...this.#changed.values()]);
  }

  /** Says again that all are there, before clients and other instances take them for gone. */
  renew(): void {
    const clock = this.#nextClock();
    for (const person of this.#people.values()) this.#touch(person, clock);
    this.#localChanged ||= this.#people.size > 0;
    // Also where nobody is shown: it is a sign of life.
    this.#flush(true);
  }

  /** Stops announcing; other instances are told that nobody is connected here. */
  stop(): void {
    clearTimeout(this.#tick);
    this.#changed.clear();
    this.publish([]);
  }

  #changeHere(
    shown: ShownPerson,
    act: (connections: Person["connections"]) => void,
  ): void {
    const before = this.#toldOf(shown.key);
    this.#change(shown, this.clock(), ({ connections }) => act(connections));
    if (this.#toldOf(shown.key) === before) return;
    this.#localChanged = true;
    // Whoever is at another instance, too, changes nothing here: that one may lose them next.
    this.#flushSoon();
  }

  /** What other instances are told of somebody's connections here. */
  #toldOf(key: string): string {
    const own = [...this.#people.get(key)?.connections.values() ?? []];
    return own.length === 0 ? "" : JSON.stringify(merged(own));
  }

  /** Changes what is known of somebody; whoever was not online is so since `since`. */
  #change(
    shown: ShownPerson,
    since: number,
    act: (person: Person) => void,
  ): void {
    const person = this.#people.get(shown.key) ?? this.#newPerson(shown, since);
    const before = person.json;
    act(person);
    person.json = jsonOf(person);
    if (person.connections.size + person.elsewhere.size === 0) {
      this.#people.delete(shown.key);
      this.#clients.delete(person.client);
      this.passed({ key: shown.key, online: false, at: this.clock() });
    }
    if (person.json !== before) this.#touch(person, this.#nextClock());
  }

  #newPerson(shown: ShownPerson, since: number): Person {
    let client = hash(shown.key);
    while (this.#clients.has(client)) client = (client + 1) >>> 0;
    const person: Person = {
      shown,
      since,
      client,
      clock: 0,
      json: "null",
      connections: new Map(),
      elsewhere: new Map(),
    };
    this.#people.set(shown.key, person);
    this.#clients.set(client, shown.key);
    this.passed({ key: shown.key, online: true, at: since });
    return person;
  }

  #touch(person: Person, clock: number): void {
    person.clock = clock;
    const { client, json } = person;
    this.#changed.set(client, { client, clock, json });
    this.#flushSoon();
  }

  #flushSoon(): void {
    const flush = () => this.#flush(this.isChanging);
    this.#tick ??= setTimeout(flush, limits.presenceTick);
  }

  /** By the time, so that a server started anew is believed by clients that saw the old one. */
  #nextClock(): number {
    return this.#clock = Math.max(this.#clock + 1, this.clock());
  }

  #flush(announces: boolean): void {
    clearTimeout(this.#tick);
    this.#tick = undefined;
    if (announces) {
      const frame = this.changes();
      this.#changed.clear();
      this.announce(frame);
    }
    if (this.#localChanged) this.publish(this.#local());
    this.#localChanged = false;
  }

  #local(): Local[] {
    const here = this.#people.values().filter((it) => it.connections.size > 0);
    return [...here].map(({ shown, since, connections }) => (
      { shown, since, own: merged([...connections.values()]) }
    ));
  }
}

function jsonOf(person: Person): string {
  const { shown, since, connections, elsewhere } = person;
  const all = [...connections.values(), ...elsewhere.values()];
  if (all.length === 0) return "null";
  const { gathered, ...own } = merged(all);
  return JSON.stringify({ ...shown.state, ...gathered, since, ...own });
}

/** Idle when all devices are; typing, and in a peer room, where one is. */
function merged(own: readonly OwnState[]): OwnState {
  const typing = own.find((state) => state.typing !== undefined)?.typing;
  const idle = own.length > 0 && own.every((state) => state.idle === true);
  const gathered = own.find((state) => state.gathered)?.gathered;
  return {
    ...(idle && { idle }),
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
