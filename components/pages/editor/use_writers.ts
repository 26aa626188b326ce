import { type ReadonlySignal, signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type * as Y from "yjs";
import type { CaretAwareness } from "./carets.ts";
import { pageWriters as writersOf } from "../../../classroom/model/roots.ts";

/** A member counts as writing for this long after a change (ms). */
export const writingTimeoutMs = 30_000;

/** The other members who are writing now: whose caret has moved or whose text has arrived lately. Sorted by id. */
export class Writers {
  readonly #now = signal<readonly string[]>([]);
  readonly #carets: CaretAwareness;
  readonly #page: Y.Doc;
  /** The last caret of each client, including clients whose caret has left the text. */
  readonly #seen = new Map<number, string>();
  /** One timer per writing member, which ends their writing. */
  readonly #ends = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(carets: CaretAwareness, page: Y.Doc) {
    this.#carets = carets;
    this.#page = page;
    this.#look();
    carets.on("change", this.#look);
    page.on("afterTransaction", this.#read);
  }

  get writingMembers(): ReadonlySignal<readonly string[]> {
    return this.#now;
  }

  close(): void {
    this.#carets.off("change", this.#look);
    this.#page.off("afterTransaction", this.#read);
    this.#ends.forEach((it) => clearTimeout(it));
  }

  readonly #look = (): void => {
    for (const [client, { cursor, member }] of this.#others()) {
      const place = JSON.stringify(cursor), lastPlace = this.#seen.get(client);
      this.#seen.set(client, place);
      // A caret seen for the first time may have been there for long.
      if (lastPlace !== undefined && lastPlace !== place) this.#does(member);
    }
    this.#show();
  };

  /** Text counts too: a caret at the end of a line does not move when its member writes. */
  readonly #read = (transaction: Y.Transaction): void => {
    if (transaction.local || this.#seen.size === 0) return;
    const memberByClient = writersOf(this.#page);
    for (const [client, clock] of transaction.afterState) {
      if (transaction.beforeState.get(client) === clock) continue;
      const member = memberByClient.get(String(client));
      if (member !== undefined) this.#does(member);
    }
    this.#show();
  };

  #does(member: string): void {
    clearTimeout(this.#ends.get(member));
    const rest = () => {
      this.#ends.delete(member);
      this.#show();
    };
    this.#ends.set(member, setTimeout(rest, writingTimeoutMs));
  }

  #show(): void {
    const members = this.#others().map(([, { member }]) => member)
      .filter((it) => this.#ends.has(it));
    const writing = [...new Set(members)].sort();
    if (writing.join() !== this.#now.peek().join()) this.#now.value = writing;
  }

  #others() {
    const carets = this.#carets;
    return [...carets.getStates()].flatMap(([client, { cursor, member }]) =>
      client !== carets.clientID && cursor && member
        ? [[client, { cursor, member }] as const]
        : []
    );
  }
}

/** The members who are writing; empty if `carets` is null. */
export function useWriters(
  carets: CaretAwareness | null,
  page: Y.Doc,
): readonly string[] {
  const [writers, set] = useState<Writers | null>(null);
  useEffect(() => {
    if (!carets) return;
    const created = new Writers(carets, page);
    set(created);
    return () => created.close();
  }, [carets]);
  return writers?.writingMembers.value ?? [];
}
