/**
 * A queue for attempts that may be guesses, such as of passwords, while there are too many.
 *
 * - A browser has one place, by a signed ticket in a cookie. A client without cookies has one place per tried value.
 * - A client that returns on time keeps its place. After its turn, the next attempt begins at the end. So a flood from
 *   new browsers waits behind everyone, and needs no memory.
 * - A turn is paid for before anything is looked up, so that waiting reveals nothing.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { deleteOldest } from "../../formats/memoize.ts";

const queueLimits = {
  /** Entries per lane. If it is full, the last in order return later; their tickets keep the time of arrival. */
  lane: 100,
  /** Lanes in memory; tickets that return rebuild a forgotten one. */
  lanes: 500,
  /** First attempts without cookies that a lane remembers. */
  firsts: 256,
  /** For how long a turn can be used (ms). */
  turn: 30_000,
  /** For how long wrong guesses move a group back (ms). */
  window: 10 * 60_000,
  groups: 5_000,
} as const;

export interface QueuedAttempt {
  /** Names of the queues in all of which the attempt must be first. */
  lanes: readonly [string, ...string[]];
  /**
   * Where the attempt is from, such as a network address: a ticket is valid only there. Groups with fewer wrong guesses
   * come first.
   */
  group: string;
  ticket: string | undefined;
  /** The tried value; only a keyed hash is kept. */
  guessedValue: string;
  /**
   * Takes the price of a turn, such as a try of a limit; false: it is not available yet. Called only for the first in
   * the queue.
   */
  pay: () => boolean;
}

/** `after`: ms until the next request. */
type TurnAnswer =
  | { come: true }
  | { come: false; ticket: string; after: number };

interface QueuePlace {
  id: string;
  since: number;
  promisedMs: number;
}

interface QueueEntry extends Pick<QueuedAttempt, "lanes" | "group" | "pay"> {
  id: string;
  since: number;
  until: number;
  valueHash: string;
  hasTurn: boolean;
}

interface Lane {
  entries: Map<string, QueueEntry>;
  /** By hash of the tried value. */
  firsts: Map<string, QueuePlace>;
}

export class FairQueue {
  readonly #clock: () => number;
  readonly #retry: number;
  readonly #patience: number;
  readonly #key = randomBytes(32);
  readonly #lanes = new Map<string, Lane>();
  /** Used places, kept as long as their tickets would be valid. */
  readonly #usedTickets = new Map<string, number>();
  readonly #wrongByGroup = new Map<string, { count: number; since: number }>();

  /**
   * @param clock milliseconds since any moment
   * @param times in ms; `retry`: after which clients return; `patience`: tolerated delay
   */
  constructor(
    clock: () => number,
    { retry, patience }: { retry: number; patience: number },
  ) {
    this.#clock = clock;
    this.#retry = retry;
    this.#patience = patience;
  }

  /** A new attempt gets a turn at once only if the queue is empty. */
  requestTurn(attempt: QueuedAttempt): TurnAnswer {
    const now = this.#clock();
    const valueHash = this.#hash(
      "what",
      attempt.lanes[0],
      attempt.guessedValue,
    );
    const heldPlace = this.#held(attempt, now);
    const place = heldPlace ?? this.#returning(attempt, valueHash, now);
    if (!place) return this.#first(attempt, valueHash, now);
    const previousEntry = this.#entry(attempt, place.id);
    if (previousEntry?.hasTurn) {
      this.#leave(previousEntry, now);
      // A turn is valid only for the value that was tried.
      if (previousEntry.valueHash === valueHash) return { come: true };
      return this.#first(attempt, valueHash, now);
    }
    if (now < place.promisedMs) {
      return this.#wait(attempt, heldPlace, now, place.promisedMs);
    }
    const { group, lanes, pay } = attempt;
    const { id, since } = place;
    const until = now + this.#retry + this.#patience;
    const entry = {
      id,
      since,
      until,
      group,
      lanes,
      pay,
      valueHash,
      hasTurn: false,
    };
    if (previousEntry) this.#remove(previousEntry);
    this.#enter(entry, now);
    this.#advance(lanes, now);
    if (entry.hasTurn) {
      this.#leave(entry, now);
      return { come: true };
    }
    place.promisedMs = now + this.#retry;
    return this.#wait(attempt, heldPlace, now, place.promisedMs);
  }

  noteWrong(group: string): void {
    const now = this.#clock();
    const count = this.#wrongsOf(group, now);
    const since = count === 0
      ? now
      : this.#wrongByGroup.get(group)?.since ?? now;
    this.#wrongByGroup.delete(group);
    this.#wrongByGroup.set(group, { count: count + 1, since });
    deleteOldest(this.#wrongByGroup, queueLimits.groups);
  }

  countWrong(group: string): number {
    return this.#wrongsOf(group, this.#clock());
  }

  get size(): { places: number; lanes: number } {
    let places = 0;
    for (const { entries } of this.#lanes.values()) places += entries.size;
    return { places, lanes: this.#lanes.size };
  }

  #first(attempt: QueuedAttempt, valueHash: string, now: number): TurnAnswer {
    this.#advance(attempt.lanes, now);
    const isQueueEmpty = attempt.lanes.every((lane) => !this.#head(lane, now));
    if (isQueueEmpty && attempt.pay()) return { come: true };
    const place = { id: newId(), since: now, promisedMs: now + this.#retry };
    const { firsts } = this.#lane(attempt.lanes[0]);
    firsts.delete(valueHash);
    firsts.set(valueHash, place);
    deleteOldest(firsts, queueLimits.firsts);
    return this.#wait(attempt, null, now, place.promisedMs);
  }

  /**
   * Makes the ticket to return with. A browser without a ticket gets a new place, even if others try the same value.
   */
  #wait(
    { group }: QueuedAttempt,
    heldPlace: QueuePlace | null,
    now: number,
    promisedMs: number,
  ): TurnAnswer {
    const place = heldPlace ?? { id: newId(), since: now };
    const signed = `${place.id}.${place.since}.${promisedMs}`;
    const ticket = `${signed}.${this.#hash("ticket", group, signed)}`;
    return { come: false, ticket, after: promisedMs - now };
  }

  #held(attempt: QueuedAttempt, now: number): QueuePlace | null {
    const { group, ticket } = attempt;
    const parts = /^([\w-]{12})\.(\d{1,16})\.(\d{1,16})\.([\w-]{43})$/
      .exec(ticket ?? "");
    if (!parts) return null;
    const [, id, since, promisedMs, signature] = parts;
    const expectedSignature = this.#hash(
      "ticket",
      group,
      `${id}.${since}.${promisedMs}`,
    );
    if (!timingSafeEqual(bytes(signature), bytes(expectedSignature))) {
      return null;
    }
    const place = { id, since: Number(since), promisedMs: Number(promisedMs) };
    return this.#isValidTicket(attempt, place, now) ? place : null;
  }

  /** The place of a client without a ticket that tried the same value. */
  #returning(
    attempt: QueuedAttempt,
    valueHash: string,
    now: number,
  ): QueuePlace | null {
    if (attempt.ticket) return null;
    const firsts = this.#lanes.get(attempt.lanes[0])?.firsts;
    const place = firsts?.get(valueHash);
    if (!place || !this.#isValidTicket(attempt, place, now)) return null;
    firsts?.delete(valueHash);
    firsts?.set(valueHash, place);
    return place;
  }

  /** Whether a place is still valid: one that returns too late is not, unless it has a turn. */
  #isValidTicket(
    attempt: QueuedAttempt,
    { id, promisedMs }: QueuePlace,
    now: number,
  ): boolean {
    if (this.#usedTickets.has(id)) return false;
    if (now <= promisedMs + this.#patience) return true;
    const entry = this.#entry(attempt, id);
    return entry !== undefined && entry.hasTurn && entry.until >= now;
  }

  #entry({ lanes }: QueuedAttempt, id: string): QueueEntry | undefined {
    for (const lane of lanes) {
      const entry = this.#lanes.get(lane)?.entries.get(id);
      if (entry) return entry;
    }
  }

  #enter(entry: QueueEntry, now: number): void {
    const full = entry.lanes.map((lane) => this.#lane(lane)).filter(
      ({ entries }) => entries.size >= queueLimits.lane,
    );
    for (const { entries } of full) {
      const waitingEntries = [...entries.values()].filter(({ hasTurn }) =>
        !hasTurn
      );
      const last = waitingEntries.reduce<QueueEntry | null>(
        (last, it) => last && this.#compare(last, it, now) > 0 ? last : it,
        null,
      );
      if (!last || this.#compare(entry, last, now) > 0) return;
      this.#remove(last);
    }
    for (const lane of entry.lanes) {
      this.#lane(lane).entries.set(entry.id, entry);
    }
  }

  /** Gives turns to entries that are first in all their lanes, while they can pay. */
  #advance(lanes: readonly string[], now: number): void {
    for (const lane of lanes) {
      for (;;) {
        const head = this.#head(lane, now);
        if (!head) break;
        // All lanes have the same order, so no two entries wait for each other.
        if (!head.lanes.every((it) => this.#head(it, now) === head)) break;
        if (!head.pay()) break;
        head.hasTurn = true;
        head.until = now + queueLimits.turn;
      }
    }
  }

  /** The first entry of a lane that has no turn yet; null: none. */
  #head(name: string, now: number): QueueEntry | null {
    let head: QueueEntry | null = null;
    for (const entry of this.#lanes.get(name)?.entries.values() ?? []) {
      if (entry.until < now) this.#remove(entry);
      else if (entry.hasTurn) continue;
      else if (!head || this.#compare(entry, head, now) < 0) head = entry;
    }
    return head;
  }

  #compare(entry: QueueEntry, otherEntry: QueueEntry, now: number): number {
    return this.#wrongsOf(entry.group, now) -
        this.#wrongsOf(otherEntry.group, now) ||
      entry.since - otherEntry.since || (entry.id < otherEntry.id ? -1 : 1);
  }

  #wrongsOf(group: string, now: number): number {
    const wrongGuesses = this.#wrongByGroup.get(group);
    if (!wrongGuesses || wrongGuesses.since <= now - queueLimits.window) {
      return 0;
    }
    return wrongGuesses.count;
  }

  #leave(entry: QueueEntry, now: number): void {
    this.#remove(entry);
    for (const lane of entry.lanes) {
      const firsts = this.#lanes.get(lane)?.firsts;
      if (firsts?.get(entry.valueHash)?.id === entry.id) {
        firsts.delete(entry.valueHash);
      }
    }
    for (const [id, until] of this.#usedTickets) {
      if (until >= now) break;
      this.#usedTickets.delete(id);
    }
    const until = now + this.#retry + this.#patience;
    this.#usedTickets.set(entry.id, until + queueLimits.turn);
    deleteOldest(this.#usedTickets, queueLimits.lane * queueLimits.lanes);
  }

  #remove({ id, lanes }: QueueEntry): void {
    for (const lane of lanes) this.#lanes.get(lane)?.entries.delete(id);
  }

  #lane(name: string): Lane {
    const lane = this.#lanes.get(name) ??
      { entries: new Map(), firsts: new Map() };
    this.#lanes.delete(name);
    this.#lanes.set(name, lane);
    deleteOldest(this.#lanes, queueLimits.lanes);
    return lane;
  }

  #hash(...parts: string[]): string {
    return createHmac("sha256", this.#key).update(JSON.stringify(parts))
      .digest("base64url");
  }
}

function newId(): string {
  return randomBytes(9).toString("base64url");
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
