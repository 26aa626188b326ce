/**
 * A queue in which turns go round: from group to group, and in a group from member to member, each with one question at a
 * time. So nobody has a second turn while another has waited longer and had none, however much they have asked; and a
 * large group holds up a small one by no more than one turn at a time.
 */

/** Something that waits for its turn, and has it. */
export interface Ticket {
  readonly group: string;
  /** Whose it is, in its group. */
  readonly member: string;
  /** It keeps its place, and others pass it. */
  held?: boolean;
}

interface Waiting<T> {
  readonly ticket: T;
  /** It had its turn already: as the how manieth. */
  readonly nth?: number;
  go(hasTurn: boolean): void;
}

/** What one member waits for, in order; never empty. */
interface Line<T> {
  readonly member: string;
  readonly waiting: Waiting<T>[];
}

/** Those of a group who wait, in the order of their turns; never empty. */
interface Group<T> {
  readonly name: string;
  readonly lines: Line<T>[];
}

/** How many have their turn at once, in all and of one group. */
export interface Places {
  readonly all: number;
  readonly perGroup: number;
  /** Work that took longer than {@link quickMs} is followed by a pause as long as it took: half of the time is the classes'. */
  readonly rests?: boolean;
}

/** One at a time of each group. */
export const oneOfEach: Places = { all: Infinity, perGroup: 1 };

/** For long work outside of the server's thread, which shares its machine and its memory. */
export const oneOfAll: Places = { all: 1, perGroup: 1, rests: true };

/** Why work was ended that had no result in time, whether or not it was its own fault. */
export const late = "late";

const quickMs = 200;

/** Gives turns. */
export class TurnQueue<T extends Ticket> {
  readonly #places: Places;
  readonly #moved: (group: string) => void;
  /** In the order of their turns. */
  readonly #groups: Group<T>[] = [];
  readonly #having = new Set<T>();
  /** How many of a group have their turn. */
  readonly #hadBy = new Map<string, number>();
  /** As the how manieth each had its first turn. */
  readonly #nth = new WeakMap<T, number>();
  #turns = 0;

  /** @param moved told of a group in which places have changed */
  constructor(places: Places, moved: (group: string) => void = () => {}) {
    this.#places = places;
    this.#moved = moved;
  }

  /** Runs `work` in its turn. Returns null if `gone` was aborted before. */
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
      if (!this.#places.rests || took < quickMs) this.leave(ticket);
      else setTimeout(() => this.leave(ticket), took);
    }
  }

  /** The last of its member's; resolves to true with its turn, to false when it is taken out before. */
  enter(ticket: T, signal?: AbortSignal): Promise<boolean> {
    return this.#wait(ticket, signal);
  }

  /**
   * Gives a turn back unused: it is the next one of its member, its member of the group, its group of all; after those
   * alone that had theirs before and gave it back, too.
   */
  putBack(ticket: T, signal?: AbortSignal): Promise<boolean> {
    this.#end(ticket);
    return this.#wait(ticket, signal, this.#nth.get(ticket));
  }

  /** Takes out what waits; what has its turn keeps it. */
  takeOut(ticket: T): void {
    const waiting = this.#waitingOf(ticket);
    if (waiting) this.#withdraw(waiting);
  }

  waits(ticket: T): boolean {
    return this.#waitingOf(ticket) !== undefined;
  }

  /** Its turn is over. */
  leave(ticket: T): void {
    if (this.#end(ticket)) this.look();
  }

  /** Gives the turns that can be given; to be asked for when something is not held any more. */
  look(): void {
    for (let next = this.#take(); next; next = this.#take()) {
      const { ticket, go } = next;
      this.#having.add(ticket);
      this.#hadBy.set(ticket.group, this.#hadOf(ticket.group) + 1);
      if (!this.#nth.has(ticket)) this.#nth.set(ticket, this.#turns++);
      go(true);
      this.#moved(ticket.group);
    }
  }

  /** Those of a group who wait, in the order of their turns, as long as nobody else comes. */
  waiting(group: string): T[] {
    const lines = this.#groups.find(({ name }) => name === group)?.lines ?? [];
    const rounds = Math.max(0, ...lines.map(({ waiting }) => waiting.length));
    return Array.from(
      { length: rounds },
      (_, round) =>
        lines.flatMap(({ waiting }) => waiting[round]?.ticket ?? []),
    ).flat();
  }

  /** The groups in which somebody waits. */
  get groups(): string[] {
    return this.#groups.map(({ name }) => name);
  }

  #wait(
    ticket: T,
    signal: AbortSignal | undefined,
    nth?: number,
  ): Promise<boolean> {
    if (signal?.aborted) {
      this.look();
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
      this.#put(waiting);
      this.#moved(ticket.group);
      this.look();
    });
  }

  #put(waiting: Waiting<T>): void {
    const { nth, ticket: { group: name, member } } = waiting;
    const group = this.#groups.find((it) => it.name === name) ??
      { name, lines: [] };
    const line = group.lines.find((it) => it.member === member) ??
      { member, waiting: [] };
    if (nth !== undefined) {
      const isBefore = (other?: Waiting<T>) =>
        other?.nth !== undefined && other.nth < nth;
      putAmong(line.waiting, waiting, isBefore);
      putAmong(group.lines, line, ({ waiting: [it] }) => isBefore(it));
      putAmong(this.#groups, group, (it) => isBefore(it.lines[0].waiting[0]));
    } else {
      line.waiting.push(waiting);
      if (line.waiting.length === 1) group.lines.push(line);
      if (!this.#groups.includes(group)) this.#groups.push(group);
    }
  }

  /** Takes out the one whose turn is next; undefined: there is none, or no place. */
  #take(): Waiting<T> | undefined {
    if (this.#having.size >= this.#places.all) return undefined;
    for (const group of this.#groups) {
      if (this.#hadOf(group.name) >= this.#places.perGroup) continue;
      const line = group.lines.find(({ waiting }) => !waiting[0].ticket.held);
      if (!line) continue;
      const next = line.waiting.shift();
      moveTo(group.lines, line, line.waiting.length > 0 ? Infinity : null);
      moveTo(this.#groups, group, group.lines.length > 0 ? Infinity : null);
      return next;
    }
    return undefined;
  }

  #withdraw(gone: Waiting<T>): void {
    const group = this.#groups.find(({ name }) => name === gone.ticket.group);
    const line = group?.lines.find(({ waiting }) => waiting.includes(gone));
    if (!group || !line) return;
    line.waiting.splice(line.waiting.indexOf(gone), 1);
    if (line.waiting.length === 0) moveTo(group.lines, line, null);
    if (group.lines.length === 0) moveTo(this.#groups, group, null);
    gone.go(false);
    this.#moved(group.name);
  }

  #waitingOf(ticket: T): Waiting<T> | undefined {
    return this.#groups.find(({ name }) => name === ticket.group)?.lines
      .find(({ member }) => member === ticket.member)?.waiting
      .find((it) => it.ticket === ticket);
  }

  #hadOf(group: string): number {
    return this.#hadBy.get(group) ?? 0;
  }

  /** Whether it had its turn. */
  #end(ticket: T): boolean {
    if (!this.#having.delete(ticket)) return false;
    const left = this.#hadOf(ticket.group) - 1;
    if (left > 0) this.#hadBy.set(ticket.group, left);
    else this.#hadBy.delete(ticket.group);
    return true;
  }
}

/** Puts something that may stand in a list at a place of it; null: it is taken out. */
function moveTo<T>(list: T[], it: T, place: number | null): void {
  const at = list.indexOf(it);
  if (at >= 0) list.splice(at, 1);
  if (place !== null) list.splice(place, 0, it);
}

/** Puts something that may stand in a list after those at its head that come before it. */
function putAmong<T>(list: T[], it: T, isBefore: (other: T) => boolean): void {
  const others = list.filter((other) => other !== it);
  const place = others.findIndex((other) => !isBefore(other));
  moveTo(list, it, place < 0 ? others.length : place);
}
