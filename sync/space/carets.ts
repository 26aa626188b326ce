/**
 * Where who writes in the documents that several members write: awareness that is relayed to the others on a document,
 * by ticks. It is stored nowhere and stays within this instance; it goes with its connection, or with the right to write.
 */
import { limits } from "../limits.ts";
import {
  type AwarenessEntry,
  awarenessFrame,
  type Caret,
} from "../protocol.ts";

/** What somebody says of where they write. */
interface Heard {
  readonly document: string;
  readonly connection: object;
  /** Their own awareness client. */
  readonly client: number;
  /** Whom their Yjs clients are bound to. */
  readonly author: string;
  /** What is shown of them. */
  readonly state: Readonly<Record<string, unknown>>;
  /** Null: they write nowhere any more. */
  readonly caret: Caret | null;
}

interface Entry extends AwarenessEntry {
  readonly connection: object;
  readonly author: string;
}

type Message = (to: object) => Uint8Array<ArrayBuffer> | null;

/** The carets of one space. */
export class Carets {
  /** By document and client. */
  readonly #here = new Map<string, Map<number, Entry>>();
  /** Whose each of the last clients was, on each document: those that are gone others may still echo. */
  readonly #authors = new Map<string, Map<number, string>>();
  readonly #changed = new Map<string, Map<number, Entry>>();
  #tick: ReturnType<typeof setTimeout> | undefined;
  #clock = 0;

  /**
   * @param now milliseconds since 1970
   * @param announce sends to all on a document what is made for each; null: nothing
   */
  constructor(
    readonly now: () => number,
    readonly announce: (document: string, message: Message) => void,
  ) {}

  /** Takes where somebody is; what they said before as another client goes. Of somebody else's client nothing is taken. */
  hear(heard: Heard): void {
    const { document, connection, client, author, caret } = heard;
    if ((this.whose(document, client) ?? author) !== author) return;
    const whose = this.#here.get(document)?.get(client);
    if (caret === null) {
      if (whose?.connection === connection) this.leave(document, connection);
      return;
    }
    if (whose?.connection !== connection) this.leave(document, connection);
    if (!this.#remember(document, client, author)) return;
    const json = JSON.stringify({ ...heard.state, ...caret });
    this.#put(document, { connection, author, client, clock: 0, json });
  }

  /** Somebody has gone from a document, or may not write it any more. */
  leave(document: string, connection: object): void {
    for (const entry of this.#here.get(document)?.values() ?? []) {
      if (entry.connection !== connection) continue;
      this.#put(document, { ...entry, json: "null" });
    }
  }

  /** Whose an awareness client is that is, or was, on a document. */
  whose(document: string, client: number): string | undefined {
    return this.#here.get(document)?.get(client)?.author ??
      this.#authors.get(document)?.get(client);
  }

  /** Whether there are any on a document. */
  isOn(document: string): boolean {
    return this.#here.has(document);
  }

  /** All on a document, for somebody who has none of them yet, with new clocks; null: there are none but their own. */
  of(document: string, to: object): Uint8Array<ArrayBuffer> | null {
    const here = this.#here.get(document);
    if (!here) return null;
    const clock = this.#nextClock();
    for (const entry of here.values()) entry.clock = clock;
    return messageOf([...here.values()])(to);
  }

  /** Says nothing more. */
  stop(): void {
    clearTimeout(this.#tick);
    this.#here.clear();
    this.#authors.clear();
    this.#changed.clear();
  }

  /** Notes whose a client is; false: its author has had too many, each of which stays in the memory of every browser. */
  #remember(document: string, client: number, author: string): boolean {
    const authors = this.#authors.getOrInsertComputed(
      document,
      () => new Map(),
    );
    if (authors.has(client)) return true;
    let count = 0;
    for (const other of authors.values()) if (other === author) count++;
    if (count >= limits.clientsPerAuthor) return false;
    authors.set(client, author);
    if (authors.size <= limits.caretAuthors) return true;
    const [oldest] = authors.keys();
    authors.delete(oldest);
    return true;
  }

  #put(document: string, entry: Entry): void {
    const here = this.#here.getOrInsertComputed(document, () => new Map());
    entry.clock = this.#nextClock();
    if (entry.json === "null") here.delete(entry.client);
    else here.set(entry.client, entry);
    if (here.size === 0) this.#here.delete(document);
    this.#changed.getOrInsertComputed(document, () => new Map())
      .set(entry.client, entry);
    this.#tick ??= setTimeout(() => this.#flush(), limits.presenceTick);
  }

  /** By the time, so that a server started anew is believed by clients that saw the old one. */
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

/** What each is told of these: all but their own, in one message for those who have none among them. */
function messageOf(entries: readonly Entry[]): Message {
  let common: Uint8Array<ArrayBuffer> | undefined;
  return (to) => {
    const others = entries.filter(({ connection }) => connection !== to);
    if (others.length === 0) return null;
    if (others.length < entries.length) return awarenessFrame(others);
    return common ??= awarenessFrame(entries);
  };
}
