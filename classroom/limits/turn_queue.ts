/**
 * A queue in which groups take turns, and within a group its members; a turn is for one ticket. No member has a second
 * turn while another of the group waits for a first, and a large group delays a small one by at most one turn.
 */

export interface Ticket {
  readonly group: string;
  readonly member: string;
  /** The ticket keeps its place, but gets no turn. */
  isHeld?: boolean;
}

interface Waiting<T> {
  readonly ticket: T;
  /** Number of the ticket's turn, if that was given back. */
  readonly nth?: number;
  go(hasTurn: boolean): void;
}

/** One member's tickets in order; never empty. */
interface MemberLine<T> {
  readonly member: string;
  readonly waiting: Waiting<T>[];
}

/** A group with its members' tickets, in the order of turns; never empty. */
interface Group<T> {
  readonly name: string;
  readonly lines: MemberLine<T>[];
}

/** Maximum of concurrent turns, in all and per group. */
export interface TurnLimits {
  readonly all: number;
  readonly perGroup: number;
  /** Pauses after work longer than {@link quickMs} for as long as it took, which leaves half of the time to classes. */
  readonly shouldPauseAfterLongWork?: boolean;
}

export const oneTurnPerGroup: TurnLimits = { all: Infinity, perGroup: 1 };

/** For long work in other threads, which share the machine and its memory. */
export const oneTurnInAll: TurnLimits = {
  all: 1,
  perGroup: 1,
  shouldPauseAfterLongWork: true,
};

/** The reason for ending work that has taken too long. */
export const takenTooLong = "late";

const quickMs = 200;

export class TurnQueue<T extends Ticket> {
  readonly #limits: TurnLimits;
  readonly #onMoved: (group: string) => void;
  readonly #groups: Group<T>[] = [];
  readonly #active = new Set<T>();
  readonly #activeCounts = new Map<string, number>();
  readonly #turnNumbers = new WeakMap<T, number>();
  #turns = 0;

  /** @param onMoved called with a group whose places have changed */
  constructor(limits: TurnLimits, onMoved: (group: string) => void = () => {}) {
    this.#limits = limits;
    this.#onMoved = onMoved;
  }

  /** Runs `work` when it is its turn; returns null if `gone` was aborted before. */
  run<R>(ticket: T, work: () => Promise<R>): Promise<R>;
  run<R>(
    ticket: T,
    work: () => Promise<R>,
    gone: AbortSignal,
  ): Promise<R | null>;
  async run<R>(
    ticket: T,
    work: () => Promise<R>,
    gone?: AbortSignal,
  ): Promise<R | null> {
    if (!await this.enter(ticket, gone)) return null;
    const began = performance.now();
    try {
      return await work();
    } finally {
      const took = performance.now() - began;
      if (!this.#limits.shouldPauseAfterLongWork || took < quickMs) {
        this.endTurn(ticket);
      } else setTimeout(() => this.endTurn(ticket), took);
    }
  }

  /** Queues a ticket. Resolves to true when it is its turn, or to false if it is taken out before. */
  enter(ticket: T, signal?: AbortSignal): Promise<boolean> {
    return this.#wait(ticket, signal);
  }

  /** Gives an unused turn back: the ticket is the next again, after tickets that gave back earlier turns. */
  putBack(ticket: T, signal?: AbortSignal): Promise<boolean> {
    this.#end(ticket);
    return this.#wait(ticket, signal, this.#turnNumbers.get(ticket));
  }

  takeOut(ticket: T): void {
    const waitingTickets = this.#waitingOf(ticket);
    if (waitingTickets) this.#withdraw(waitingTickets);
  }

  isWaiting(ticket: T): boolean {
    return this.#waitingOf(ticket) !== undefined;
  }

  endTurn(ticket: T): void {
    if (this.#end(ticket)) this.grantTurns();
  }

  /** Gives all possible turns. Call it after a ticket is no longer held. */
  grantTurns(): void {
    for (let next = this.#take(); next; next = this.#take()) {
      const { ticket, go } = next;
      this.#active.add(ticket);
      this.#activeCounts.set(
        ticket.group,
        this.#activeCountOf(ticket.group) + 1,
      );
      if (!this.#turnNumbers.has(ticket)) {
        this.#turnNumbers.set(ticket, this.#turns++);
      }
      go(true);
      this.#onMoved(ticket.group);
    }
  }

  /** A group's waiting tickets, in order of turns. */
  waiting(group: string): T[] {
    const lines = this.#groups.find(({ name }) => name === group)?.lines ?? [];
    const rounds = Math.max(0, ...lines.map(({ waiting }) => waiting.length));
    return Array.from(
      { length: rounds },
      (_, round) =>
        lines.flatMap(({ waiting }) => waiting[round]?.ticket ?? []),
    ).flat();
  }

  get groups(): string[] {
    return this.#groups.map(({ name }) => name);
  }

  #wait(
    ticket: T,
    signal: AbortSignal | undefined,
    nth?: number,
  ): Promise<boolean> {
    if (signal?.aborted) {
      this.grantTurns();
      return Promise.resolve(false);
    }
    return new Promise((resolve) => {
      const withdraw = () => this.#withdraw(waiting);
      const waiting: Waiting<T> = {
        ticket,
        nth,
        go: (hasTurn: boolean) => {
          signal?.removeEventListener("abort", withdraw);
          resolve(hasTurn);
        },
      };
      signal?.addEventListener("abort", withdraw);
      this.#insert(waiting);
      this.#onMoved(ticket.group);
      this.grantTurns();
    });
  }

  #insert(waiting: Waiting<T>): void {
    const { nth, ticket: { group: name, member } } = waiting;
    const group = this.#groups.find((it) => it.name === name) ??
      { name, lines: [] };
    const line = group.lines.find((it) => it.member === member) ??
      { member, waiting: [] };
    if (nth !== undefined) {
      const isBefore = (entry?: Waiting<T>) =>
        entry?.nth !== undefined && entry.nth < nth;
      insertBefore(line.waiting, waiting, isBefore);
      insertBefore(
        group.lines,
        line,
        ({ waiting: [first] }) => isBefore(first),
      );
      insertBefore(
        this.#groups,
        group,
        (it) => isBefore(it.lines[0].waiting[0]),
      );
    } else {
      line.waiting.push(waiting);
      if (line.waiting.length === 1) group.lines.push(line);
      if (!this.#groups.includes(group)) this.#groups.push(group);
    }
  }

  /** Takes the next ticket out of the queue; undefined: there is none, or no turn is free. */
  #take(): Waiting<T> | undefined {
    if (this.#active.size >= this.#limits.all) return undefined;
    for (const group of this.#groups) {
      if (this.#activeCountOf(group.name) >= this.#limits.perGroup) continue;
      const line = group.lines.find(({ waiting }) => !waiting[0].ticket.isHeld);
      if (!line) continue;
      const next = line.waiting.shift();
      moveTo(group.lines, line, line.waiting.length > 0 ? Infinity : null);
      moveTo(this.#groups, group, group.lines.length > 0 ? Infinity : null);
      return next;
    }
    return undefined;
  }

  #withdraw(entry: Waiting<T>): void {
    const group = this.#groups.find(({ name }) => name === entry.ticket.group);
    const line = group?.lines.find(({ waiting }) => waiting.includes(entry));
    if (!group || !line) return;
    line.waiting.splice(line.waiting.indexOf(entry), 1);
    if (line.waiting.length === 0) moveTo(group.lines, line, null);
    if (group.lines.length === 0) moveTo(this.#groups, group, null);
    entry.go(false);
    this.#onMoved(group.name);
  }

  #waitingOf(ticket: T): Waiting<T> | undefined {
    return this.#groups.find(({ name }) => name === ticket.group)?.lines
      .find(({ member }) => member === ticket.member)?.waiting
      .find((it) => it.ticket === ticket);
  }

  #activeCountOf(group: string): number {
    return this.#activeCounts.get(group) ?? 0;
  }

  /** Ends a ticket's turn. False: it had none. */
  #end(ticket: T): boolean {
    if (!this.#active.delete(ticket)) return false;
    const left = this.#activeCountOf(ticket.group) - 1;
    if (left > 0) this.#activeCounts.set(ticket.group, left);
    else this.#activeCounts.delete(ticket.group);
    return true;
  }
}

function moveTo<T>(list: T[], item: T, place: number | null): void {
  const index = list.indexOf(item);
  if (index >= 0) list.splice(index, 1);
  if (place !== null) list.splice(place, 0, item);
}

function insertBefore<T>(
  list: T[],
  item: T,
  isBefore: (other: T) => boolean,
): void {
  const otherItems = list.filter((listed) => listed !== item);
  const place = otherItems.findIndex((otherItem) => !isBefore(otherItem));
  moveTo(list, item, place < 0 ? otherItems.length : place);
}
