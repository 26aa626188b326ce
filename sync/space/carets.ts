/**
 * Carets in documents that several members write: awareness relayed to the document's other connections at a fixed
 * interval. Not stored, not shared with other instances.
 */
import { limits } from "../limits.ts";
import {
  type AwarenessEntry,
  encodeAwarenessEntry,
  joinAwarenessEntries,
  type PageCaret,
} from "../protocol.ts";

interface CaretUpdate {
  readonly document: string;
  readonly connection: object;
  /** The id of the page's awareness client. */
  readonly client: number;
  /** The author's key, as recorded for the Yjs clients of this connection. */
  readonly author: string;
  readonly state: Readonly<Record<string, unknown>>;
  /** Null if the page has no caret now. */
  readonly caret: PageCaret | null;
}

interface Entry extends AwarenessEntry {
  readonly connection: object;
  readonly author: string;
}

type Message = (to: object) => Uint8Array<ArrayBuffer> | null;

export class Carets {
  readonly #entries = new Map<string, Map<number, Entry>>();
  /**
   * The author of each recent client, by document. Also of clients that have gone, because others may still echo them.
   */
  readonly #authors = new Map<string, Map<number, string>>();
  readonly #changed = new Map<string, Map<number, Entry>>();
  #tick: ReturnType<typeof setTimeout> | undefined;
  #clock = 0;

  /** @param announce sends to each connection of a document what `message` makes for it */
  constructor(
    readonly now: () => number,
    readonly announce: (document: string, message: Message) => void,
  ) {}

  /**
   * Sets a connection's only caret; removes it if the caret is null. Ignored if the client id belongs to another
   * author, or if the author has too many clients or carets.
   */
  setCaret(update: CaretUpdate): void {
    const { document, connection, client, author, caret } = update;
    if ((this.authorOfClient(document, client) ?? author) !== author) return;
    const current = this.#entries.get(document)?.get(client);
    if (caret !== null && this.#hasTooMany(update)) return;
    if (caret === null) {
      if (current?.connection === connection) {
        this.removeCaret(document, connection);
      }
      return;
    }
    if (current?.connection !== connection) {
      this.removeCaret(document, connection);
    }
    if (!this.#remember(document, client, author)) return;
    const json = JSON.stringify({ ...update.state, ...caret });
    this.#put(document, { connection, author, client, clock: 0, json });
  }

  removeCaret(document: string, connection: object): void {
    for (const entry of this.#entries.get(document)?.values() ?? []) {
      if (entry.connection !== connection) continue;
      this.#put(document, { ...entry, json: "null" });
    }
  }

  authorOfClient(document: string, client: number): string | undefined {
    return this.#entries.get(document)?.get(client)?.author ??
      this.#authors.get(document)?.get(client);
  }

  hasCarets(document: string): boolean {
    return this.#entries.has(document);
  }

  /** All carets of a document except the connection's own, with new clocks; null if there are none. */
  makeFrame(document: string, to: object): Uint8Array<ArrayBuffer> | null {
    const entries = this.#entries.get(document);
    if (!entries) return null;
    const clock = this.#nextClock();
    for (const entry of entries.values()) entry.clock = clock;
    return messageOf([...entries.values()])(to);
  }

  stop(): void {
    clearTimeout(this.#tick);
    this.#entries.clear();
    this.#authors.clear();
    this.#changed.clear();
  }

  /** Whether the author's other carets, with those that have gone since the last tick, are as many as there may be. */
  #hasTooMany({ document, connection, client, author }: CaretUpdate): boolean {
    const otherClients = new Set<number>();
    for (const entry of this.#entries.get(document)?.values() ?? []) {
      const isOther = entry.connection !== connection;
      if (isOther && entry.author === author) otherClients.add(entry.client);
    }
    for (const entry of this.#changed.get(document)?.values() ?? []) {
      if (entry.author === author) otherClients.add(entry.client);
    }
    otherClients.delete(client);
    return otherClients.size >= limits.caretsPerAuthor;
  }

  /** Records a client's author; false if the author has too many clients. */
  #remember(document: string, client: number, author: string): boolean {
    const authors = this.#authors.getOrInsertComputed(
      document,
      () => new Map(),
    );
    if (authors.has(client)) return true;
    let count = 0;
    for (const clientAuthor of authors.values()) {
      if (clientAuthor === author) count++;
    }
    if (count >= limits.clientsPerAuthor) return false;
    authors.set(client, author);
    if (authors.size <= limits.caretAuthors) return true;
    const [oldest] = authors.keys();
    authors.delete(oldest);
    return true;
  }

  #put(document: string, entry: Entry): void {
    const entries = this.#entries.getOrInsertComputed(
      document,
      () => new Map(),
    );
    entry.clock = this.#nextClock();
    if (entry.json === "null") entries.delete(entry.client);
    else entries.set(entry.client, entry);
    if (entries.size === 0) this.#entries.delete(document);
    this.#changed.getOrInsertComputed(document, () => new Map())
      .set(entry.client, entry);
    this.#tick ??= setTimeout(() => this.#flush(), limits.presenceTick);
  }

  #nextClock(): number {
    return this.#clock = Math.max(this.#clock + 1, this.now());
  }

  #flush(): void {
    this.#tick = undefined;
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const [document, entries] of changed) {
      this.announce(document, messageOf([...entries.values()]));
    }
  }
}

/** Makes each connection's message without its own carets, one message for all that have none. */
function messageOf(entries: readonly Entry[]): Message {
  const encodedEntries = entries.map((entry) => ({
    connection: entry.connection,
    bytes: encodeAwarenessEntry(entry),
  }));
  let common: Uint8Array<ArrayBuffer> | undefined;
  return (to) => {
    const otherEntries = encodedEntries.filter(({ connection }) =>
      connection !== to
    )
      .map(({ bytes }) => bytes);
    if (otherEntries.length === 0) return null;
    if (otherEntries.length < encodedEntries.length) {
      return joinAwarenessEntries(otherEntries);
    }
    return common ??= joinAwarenessEntries(otherEntries);
  };
}
