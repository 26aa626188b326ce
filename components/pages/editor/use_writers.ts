import { type ReadonlySignal, signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type * as Y from "yjs";
import { pageWriters as writersOf } from "../../../classroom/model/page_tree.ts";
import type { CaretAwareness } from "./carets.ts";

/** A member counts as writing for this long after a change (ms). */
export const writingTimeoutMs = 30_000;

/**
 * The members other than the reader who are writing: whose caret moves, or whose text arrives. A caret alone does not
 * count. Sorted.
 */
export class Writers {
  readonly #now = signal<readonly string[]>([]);
  readonly #carets: CaretAwareness;
  readonly #page: Y.Doc;
  /** The last caret of each client, also of those that have left the text. */
  readonly #seen = new Map<number, string>();
  /** Timers that end each member's writing. */
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
      const place = JSON.stringify(cursor), before = this.#seen.get(client);
      this.#seen.set(client, place);
      // On first sight it may have been there for long.
      if (before !== undefined && before !== place) this.#does(member);
    }
    this.#show();
  };

  /** Text is watched too: a caret at the end of a line does not move. */
  readonly #read = (done: Y.Transaction): void => {
    if (done.local || this.#seen.size === 0) return;
    const known = writersOf(this.#page);
    for (const [client, clock] of done.afterState) {
      if (done.beforeState.get(client) === clock) continue;
      const member = known.get(String(client));
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
    const all = this.#others().map(([, { member }]) => member)
      .filter((it) => this.#ends.has(it));
    const now = [...new Set(all)].sort();
    if (now.join() !== this.#now.peek().join()) this.#now.value = now;
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

/** Empty without carets. */
export function useWriters(
  carets: CaretAwareness | null,
  page: Y.Doc,
): readonly string[] {
  const [writers, set] = useState<Writers | null>(null);
  useEffect(() => {
    if (!carets) return;
    const made = new Writers(carets, page);
    set(made);
    return () => made.close();
  }, [carets]);
  return writers?.writingMembers.value ?? [];
}
