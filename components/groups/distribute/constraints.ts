/** Constraints for distributions, stored on this device: students who stay where they are, and pairs to keep apart. */
import { type Signal, signal } from "@preact/signals";
import { readStored, writeStored } from "../../client/browser_storage.ts";

type Pair = readonly [string, string];

export class DistributionConstraints {
  readonly lockedMembers: Signal<readonly string[]>;
  readonly separatedPairs: Signal<readonly Pair[]>;
  readonly #key: string;

  constructor(session: string) {
    this.#key = `homeroom/wishes/${session}`;
    const { locked = [], apart = [] } = this.#read();
    this.lockedMembers = signal(locked);
    this.separatedPairs = signal(apart);
  }

  setLocked(members: readonly string[], on: boolean): void {
    const others = this.lockedMembers.value.filter((id) =>
      !members.includes(id)
    );
    this.lockedMembers.value = on ? [...others, ...members] : others;
    this.#keep();
  }

  separatePairs(members: readonly string[]): void {
    const pairs = members.flatMap((one, i) =>
      members.slice(i + 1).map((other): Pair => [one, other])
    );
    const fresh = pairs.filter((pair) =>
      !this.separatedPairs.value.some((known) => isSame(known, pair))
    );
    this.separatedPairs.value = [...this.separatedPairs.value, ...fresh];
    this.#keep();
  }

  rejoinPair(pair: Pair): void {
    this.separatedPairs.value = this.separatedPairs.value.filter((known) =>
      !isSame(known, pair)
    );
    this.#keep();
  }

  #keep() {
    const kept = {
      locked: this.lockedMembers.value,
      apart: this.separatedPairs.value,
    };
    writeStored(this.#key, JSON.stringify(kept));
  }

  #read(): { locked?: string[]; apart?: Pair[] } {
    try {
      return JSON.parse(readStored(this.#key) ?? "{}");
    } catch {
      return {};
    }
  }
}

function isSame([a, b]: Pair, [c, d]: Pair): boolean {
  return a === c && b === d || a === d && b === c;
}
