/** What tests have in common that kill the server at random moments: the kill, the start after it, browsers that live on. */
import * as Y from "yjs";
import type { Class } from "../class.ts";
import { Seat } from "../people.ts";
import type { Random } from "../random.ts";

/** A moment of real time: when a kill comes is the point, and nothing is decided by it. */
export const moment = (ms: number) =>
  new Promise((resolve) => setTimeout(resolve, ms));

/** A student's browser: pages that open and close over what is kept on the device. */
export class Browser {
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

/** Does something every few milliseconds, until the kill, which comes when it comes. */
export async function untilKilled(
  { server }: Class,
  random: Random,
  act: () => void,
  every = 8,
): Promise<void> {
  const acting = setInterval(act, every);
  await moment(50 + random.below(600));
  clearInterval(acting);
  await server.kill();
}

/** Starts the server again, which may take several times: it is killed at that, too. How often it was. */
export async function startAgain(
  { server }: Class,
  random: Random,
): Promise<number> {
  for (let kills = 0;; kills++) {
    const starting = server.restart().then(() => true, () => false);
    if (random.chance(0.4)) {
      await moment(random.below(500));
      await server.kill();
      await starting;
    } else if (await starting) return kills;
    else throw new Error(server.output());
  }
}
