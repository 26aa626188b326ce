/** Wishes for each distribution of a session, stored on this device: locked students, and pairs to keep apart. */
import { type Signal, signal } from "@preact/signals";
import { recall, remember } from "../../client/browser_memory.ts";

type Pair = readonly [string, string];

export class Constraints {
  readonly locked: Signal<readonly string[]>;
  readonly apart: Signal<readonly Pair[]>;
  readonly #key: string;

  constructor(session: string) {
    this.#key = `homeroom/wishes/${session}`;
    const { locked = [], apart = [] } = this.#read();
    this.locked = signal(locked);
    this.apart = signal(apart);
  }

  lock(members: readonly string[], on: boolean): void {
    const others = this.locked.value.filter((id) => !members.includes(id));
    this.locked.value = on ? [...others, ...members] : others;
    this.#keep();
  }

  /** Keeps each pair of them apart. */
  separate(members: readonly string[]): void {
    const pairs = members.flatMap((one, i) =>
      members.slice(i + 1).map((other): Pair => [one, other])
    );
    const fresh = pairs.filter((pair) =>
      !this.apart.value.some((known) => isSame(known, pair))
    );
    this.apart.value = [...this.apart.value, ...fresh];
    this.#keep();
  }

  join(pair: Pair): void {
    this.apart.value = this.apart.value.filter((known) => !isSame(known, pair));
    this.#keep();
  }

  #keep() {
    const kept = { locked: this.locked.value, apart: this.apart.value };
    remember(this.#key, JSON.stringify(kept));
  }

  #read(): { locked?: string[]; apart?: Pair[] } {
    try {
      return JSON.parse(recall(this.#key) ?? "{}");
    } catch {
      return {};
    }
  }
}

function isSame([a, b]: Pair, [c, d]: Pair): boolean {
  return a === c && b === d || a === d && b === c;
}
