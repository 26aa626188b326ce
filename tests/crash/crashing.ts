/**
 * What tests have in common that kill the server: at random moments, after a commit that a seed has chosen, and while
 * it starts; and browsers that live on.
 */
import assert from "node:assert/strict";
import * as Y from "yjs";
import type { Class } from "../class.ts";
import { eventually, Seat } from "../people.ts";
import type { Random } from "../random.ts";
import type { TestServer } from "../server.ts";

/** A moment of real time: when a kill comes is the point, and nothing is decided by it. */
export const moment = (ms: number) =>
  new Promise((resolve) => setTimeout(resolve, ms));

/** A seat whose pages close and open again, over what is kept on the device. */
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

  /** Closes the page and opens it again, from what the device keeps. */
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

/**
 * Does something every few milliseconds, until the kill, which comes when it comes; but not before `happened`: on a slow
 * machine, too, it is to find something done.
 */
export async function untilKilled(
  { server }: Class<TestServer>,
  random: Random,
  act: () => void,
  { every = 8, happened = (): boolean => true } = {},
): Promise<void> {
  const acting = setInterval(act, every);
  await eventually(
    () => Promise.resolve(happened()),
    (it) => it,
    "what is to happen before the kill",
  );
  await moment(50 + random.below(600));
  clearInterval(acting);
  await server.kill();
}

/** What a server is started with that is to be killed after a commit. */
export const killedAfter = [
  "--preload=tests/crash/killed_after.ts",
  "--allow-run",
];

/** How long the commit may take to come before a test gives up (ms); it decides nothing else. */
const patience = 60_000;

/** Has the server kill itself right after the next commit that does `step`, such as `set doc`: see `killed_after.ts`. */
export async function orderKill({ dataDir }: TestServer, step: string) {
  await Deno.writeTextFile(`${dataDir}/kill-after`, step);
}

/** Resolves when the server has ended by the kill that was ordered, and at that step. */
export async function killOrdered(server: TestServer): Promise<void> {
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

/** Does something every few milliseconds, until the server has been killed after a commit that does `step`. */
export async function untilKilledAfter(
  { server }: Class<TestServer>,
  step: string,
  act: () => void,
  every = 8,
): Promise<void> {
  await orderKill(server, step);
  const acting = setInterval(act, every);
  try {
    await killOrdered(server);
  } finally {
    clearInterval(acting);
  }
}

/** The starts after kills. Some are killed, too, at a moment between the start and when it would listen. */
export class Starts {
  /** How many were killed before they listened; and how many were meant to be. */
  killed = 0;
  meant = 0;
  /** How long a start takes here, in ms; 0: it is not known yet. */
  #usual = 0;

  constructor(readonly server: TestServer) {}

  /** Starts the server again, which may take several times. */
  async again(random: Random): Promise<void> {
    while (this.#usual > 0 && random.chance(0.4)) {
      this.meant++;
      const starting = this.server.restart().then(() => true, () => false);
      await moment(random.next() * this.#usual);
      await this.server.kill();
      // One that listened was faster than usual: that was a kill like others.
      if (!await starting) this.killed++;
    }
    const began = performance.now();
    await this.server.restart();
    this.#usual = performance.now() - began;
  }

  /** That it was killed while it started; a short run may have meant none. */
  mustHaveBeenKilled(): void {
    assert.ok(
      this.killed > 0 || this.meant < 5,
      `none of ${this.meant} starts was killed before it listened`,
    );
  }
}
