/**
 * Turns at committing to a space that several instances write to (S5). Commits are checked against the head, so of two
 * at once one loses, and who is slower to catch up would lose again and again. Who has lost stands in line under a key
 * that every commit checks: while anybody stands there nobody commits but the first, and that once. So who stands in
 * line waits for one commit of each before them, and a moment for each that was killed there.
 */
import type { TurnOrder } from "../store.ts";
import { floorKey, headKey, lineKey } from "./kv_layout.ts";
import type { AtomicOperation, Kv } from "./kv.ts";

/** Who stands first for so long has gone, in ms. */
const firstForMs = 1000;

/** One instance's turns at one space. */
export class KvTurns implements TurnOrder {
  /** The line as this instance saw it last: tickets, the first one's turn it is. */
  #line: readonly string[] = [];
  /** What a commit in this instance's turn is checked against. */
  #mark: string | null = null;
  /** Since when the first has been seen there. */
  #since = 0;
  /** This instance's own, another one each time that it stands in line: who comes back is not who was there before. */
  #ticket = "";

  /** @param clock milliseconds since 1970 */
  constructor(
    readonly kv: Kv,
    readonly space: string,
    readonly clock: () => number,
  ) {}

  get isContended(): boolean {
    return this.#line.length > 0;
  }

  async ask(insists: boolean): Promise<boolean> {
    const { kv, space } = this;
    for (;;) {
      const [stored, floor] = await kv.getMany<[string[], number]>([
        lineKey(space),
        floorKey(space),
      ]);
      const line = this.#note(stored);
      // Nobody stands there, or the space is gone, as the store tells next.
      if (floor.value === null || line.length === 0 && !insists) return true;
      // Somebody may have set the clock back.
      const isGone = line.length > 0 && !this.#isFirst &&
        Math.abs(this.clock() - this.#since) > firstForMs;
      const left = isGone ? line.slice(1) : line;
      const isIn = left.includes(this.#ticket);
      if (left === line && isIn) return this.#isFirst;
      const value = isIn ? left : [...left, this.#ticket = crypto.randomUUID()];
      // Of a space that is dropped meanwhile nothing may stay.
      const change = kv.atomic().check(stored, floor);
      const written = await change.set(lineKey(space), value).commit();
      // Else somebody came or went: it looks again.
      if (!written.ok) continue;
      this.#note({ value, versionstamp: written.versionstamp });
      return this.#isFirst;
    }
  }

  async leave(): Promise<void> {
    const { kv, space } = this;
    while (this.#line.includes(this.#ticket)) {
      const stored = await kv.get<string[]>(lineKey(space));
      const line = this.#note(stored);
      if (!line.includes(this.#ticket)) return;
      const left = line.filter((it) => it !== this.#ticket);
      const change = kv.atomic().check(stored);
      this.#change(change, left);
      if ((await change.commit()).ok) this.#see(left);
    }
  }

  /** Lets a commit check that it is nobody else's turn, and end this instance's own. */
  guard(commit: AtomicOperation): void {
    const versionstamp = this.#isFirst ? this.#mark : null;
    commit.check({ key: lineKey(this.space), versionstamp });
    if (this.#isFirst) this.#change(commit, this.#line.slice(1));
  }

  /** Notes that a commit that was guarded has been made. */
  made(): void {
    // Who stood behind is known to wait.
    this.#see(this.#isFirst ? this.#line.slice(1) : []);
  }

  /** Whether a guarded commit was lost only because somebody came into line: then it is to be made again. */
  async isStillMine(head: string | null): Promise<boolean> {
    if (!this.#isFirst) return false;
    const { kv, space } = this;
    const [stored, now] = await kv.getMany<[string[], unknown]>([
      lineKey(space),
      headKey(space),
    ]);
    this.#note(stored);
    return this.#isFirst && now.versionstamp === head;
  }

  get #isFirst(): boolean {
    return this.#line[0] === this.#ticket;
  }

  #change(atomic: AtomicOperation, line: readonly string[]): void {
    if (line.length > 0) atomic.set(lineKey(this.space), line);
    else atomic.delete(lineKey(this.space));
  }

  #note(
    { value, versionstamp }: {
      value: readonly string[] | null;
      versionstamp: string | null;
    },
  ): readonly string[] {
    this.#mark = versionstamp;
    return this.#see(value ?? []);
  }

  #see(line: readonly string[]): readonly string[] {
    if (line[0] !== this.#line[0]) this.#since = this.clock();
    return this.#line = line;
  }
}
