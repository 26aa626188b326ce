/**
 * Who is online in one space, as awareness on its root document: one state a person, authored by the
 * server, whatever the number of their connections. Changes go out in ticks, all in one frame (S14).
 */
import type { Presence as Shown } from "./authority.ts";
import { limits } from "./limits.ts";
import { type AwarenessEntry, awarenessFrame } from "./protocol.ts";

/** What a client may say of itself. */
export interface OwnState {
  idle?: boolean;
  typing?: string;
}

interface Person {
  shown: Shown;
  since: number;
  client: number;
  clock: number;
  connections: Map<object, OwnState>;
}

/** The presence of one space. */
export class Presence {
  #people = new Map<string, Person>();
  #clients = new Map<number, string>();
  #changed = new Map<number, AwarenessEntry>();
  #tick: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param announce sends a frame to all who may see the presence
   * @param clock milliseconds since 1970
   */
  constructor(
    readonly announce: (frame: Uint8Array<ArrayBuffer>) => void,
    readonly clock: () => number,
  ) {}

  /** Counts a connection to a person; the first one brings them online. */
  enter(shown: Shown, connection: object): void {
    const person = this.#people.get(shown.key) ?? this.#newPerson(shown);
    person.connections.set(connection, {});
    if (person.connections.size === 1) this.#touch(person);
  }

  /** Forgets a connection; the last one takes the person offline. */
  leave(shown: Shown, connection: object): void {
    const person = this.#people.get(shown.key);
    if (!person?.connections.delete(connection)) return;
    if (person.connections.size === 0) {
      this.#people.delete(shown.key);
      this.#clients.delete(person.client);
    }
    this.#touch(person);
  }

  /** Takes what a client says of itself. */
  say(shown: Shown, connection: object, state: OwnState): void {
    const person = this.#people.get(shown.key);
    if (!person?.connections.has(connection)) return;
    const before = JSON.stringify(stateOf(person));
    person.connections.set(connection, state);
    if (JSON.stringify(stateOf(person)) !== before) this.#touch(person);
  }

  /** The keys of all who are online. */
  get online(): ReadonlySet<string> {
    return new Set(this.#people.keys());
  }

  /** Whether an awareness client is one that the server made up: an echo, when a client sends it. */
  isAuthored(client: number): boolean {
    return this.#clients.has(client) || this.#changed.has(client);
  }

  /** All states, for somebody who has just come. */
  frame(): Uint8Array<ArrayBuffer> {
    return awarenessFrame([...this.#people.values()].map(entryOf));
  }

  /** Says again that all are there, before clients take them for gone. */
  renew(): void {
    for (const person of this.#people.values()) this.#touch(person);
    this.#flush();
  }

  /** Stops announcing. */
  stop(): void {
    clearTimeout(this.#tick);
    this.#changed.clear();
  }

  #newPerson(shown: Shown): Person {
    let client = hash(shown.key);
    while (this.#clients.has(client)) client = (client + 1) >>> 0;
    const person = {
      shown,
      since: this.clock(),
      client,
      clock: 0,
      connections: new Map(),
    };
    this.#people.set(shown.key, person);
    this.#clients.set(client, shown.key);
    return person;
  }

  #touch(person: Person): void {
    // By the clock, so that a server started anew is believed by clients that saw the old one.
    person.clock = Math.max(person.clock + 1, this.clock());
    this.#changed.set(person.client, entryOf(person));
    this.#tick ??= setTimeout(() => this.#flush(), limits.presenceTick);
  }

  #flush(): void {
    clearTimeout(this.#tick);
    this.#tick = undefined;
    const entries = [...this.#changed.values()];
    this.#changed.clear();
    this.announce(awarenessFrame(entries));
  }
}

function entryOf(person: Person): AwarenessEntry {
  const state = person.connections.size === 0 ? null : stateOf(person);
  return { client: person.client, clock: person.clock, state };
}

function stateOf(person: Person): Record<string, unknown> {
  const own = [...person.connections.values()];
  const typing = own.find((state) => state.typing !== undefined)?.typing;
  const idle = own.length > 0 && own.every((state) => state.idle === true);
  return {
    ...person.shown.state,
    since: person.since,
    ...(idle ? { idle: true } : {}),
    ...(typing === undefined ? {} : { typing }),
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
