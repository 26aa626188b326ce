/** Shared by tests that kill the server: at random moments, after a chosen commit, and while it starts. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import type { ClassContext } from "../class.ts";
import { Seat } from "../people.ts";
import type { Random } from "../random.ts";
import type { TestServer } from "../server.ts";

/** Waits in real time, to vary when a kill comes. No assertion depends on it. */
const moment = (ms: number) =>
  new Promise((resolve) => setTimeout(resolve, ms));

export class ReopeningSeat {
  #kept = new Map<string, Uint8Array>();

  constructor(public seat: Seat) {}

  get #open() {
    const { sessionDocument, room, own } = this.seat;
    return new Map(Object.entries({ sessionDocument, room, own }));
  }

  online(isOnline: boolean): void {
    for (const { provider } of this.#open.values()) {
      if (isOnline) provider.connect();
      else provider.disconnect();
    }
  }

  reopen(): void {
    for (const [name, { doc }] of this.#open) {
      this.#kept.set(name, Y.encodeStateAsUpdate(doc));
    }
    const { visitor, session, member } = this.seat;
    this.seat.close();
    this.seat = new Seat(visitor, { session, member, as: "member" });
    for (const [name, { doc }] of this.#open) {
      Y.applyUpdate(doc, this.#kept.get(name)!);
    }
  }
}

const actEveryMs = 8;

export async function actUntilKilled(
  { server }: ClassContext<TestServer>,
  random: Random,
  act: () => void,
): Promise<void> {
  const acting = setInterval(act, actEveryMs);
  await moment(50 + random.below(600));
  clearInterval(acting);
  await server.kill();
}

/** Options of a server that a test kills after a commit. */
export const killAfterCommitFlags = [
  "--preload=tests/crash/killed_after.ts",
  "--allow-run",
];

/** Milliseconds before a test gives up waiting for the commit. */
const patience = 60_000;

/** Makes the server kill itself after the next commit that does `step`, e.g. `set doc`: see `killed_after.ts`. */
async function orderKill({ dataDir }: TestServer, step: string) {
  await Deno.writeTextFile(`${dataDir}/kill-after`, step);
}

/** Resolves when the ordered kill has ended the server at that step. */
async function killOrdered(server: TestServer): Promise<void> {
  let late: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const why = new Error("the server never came to where it is to be killed");
    late = setTimeout(() => reject(why), patience);
  });
  await Promise.race([server.ended(), tooLate]);
  clearTimeout(late);
  await assert.rejects(
    Deno.stat(`${server.dataDir}/kill-after`),
    Deno.errors.NotFound,
    "it was killed at that step, and by nothing else",
  );
}

/** Acts every few milliseconds until the server dies after a commit that does `step`. */
export async function actUntilKilledAfter(
  { server }: ClassContext<TestServer>,
  step: string,
  act: () => void,
): Promise<void> {
  await orderKill(server, step);
  const acting = setInterval(act, actEveryMs);
  try {
    await killOrdered(server);
  } finally {
    clearInterval(acting);
  }
}

/** Starts the server after kills. Some starts are killed before the server listens. */
export class RestartsWithKills {
  /** Starts killed before they listened, and starts that were to be. */
  killed = 0;
  meant = 0;
  /** Usual duration of a start in ms; 0: unknown. */
  #usual = 0;

  constructor(readonly server: TestServer) {}

  async startAgain(random: Random): Promise<void> {
    while (this.#usual > 0 && random.chance(0.4)) {
      this.meant++;
      const starting = this.server.restart().then(() => true, () => false);
      await moment(random.next() * this.#usual);
      await this.server.kill();
      // This start was faster than usual, so the kill came after it.
      if (!await starting) this.killed++;
    }
    const began = performance.now();
    await this.server.restart();
    this.#usual = performance.now() - began;
  }

  /** Fails if no start was killed. A run with fewer than five attempts passes. */
  assertSomeKilled(): void {
    assert.ok(
      this.killed > 0 || this.meant < 5,
      `none of ${this.meant} starts was killed before it listened`,
    );
  }
}
