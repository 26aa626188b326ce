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

  setLocked(members: readonly string[], isLocked: boolean): void {
    const otherMembers = this.lockedMembers.value.filter((id) =>
      !members.includes(id)
    );
    this.lockedMembers.value = isLocked
      ? [...otherMembers, ...members]
      : otherMembers;
    this.#keep();
  }

  separatePairs(members: readonly string[]): void {
    const pairs = members.flatMap((first, i) =>
      members.slice(i + 1).map((second): Pair => [first, second])
    );
    const newPairs = pairs.filter((pair) =>
      !this.separatedPairs.value.some((separatedPair) =>
        isSame(separatedPair, pair)
      )
    );
    this.separatedPairs.value = [...this.separatedPairs.value, ...newPairs];
    this.#keep();
  }

  rejoinPair(pair: Pair): void {
    this.separatedPairs.value = this.separatedPairs.value.filter((
      separatedPair,
    ) => !isSame(separatedPair, pair));
    this.#keep();
  }

  #keep() {
    const constraints = {
      locked: this.lockedMembers.value,
      apart: this.separatedPairs.value,
    };
    writeStored(this.#key, JSON.stringify(constraints));
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
