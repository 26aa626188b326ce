/**
 * What is taken together: a batch of a space's work, applied and decided in memory before the store has it
 * (S3–S6). Everything that a member sends is looked at here before it touches a document (S13).
 */
import * as Y from "yjs";
import type { Allowance, Command, Fact, Pace, Tx } from "../authority.ts";
import type { Connection } from "../connection.ts";
import { joining } from "../cost.ts";
import { deletable, inspect } from "../guard.ts";
import { limits } from "../limits.ts";
import { dropMarks, outboxOf, readElement, writeReceipt } from "../outbox.ts";
import { isRefusal, Refusal } from "../refusal.ts";
import type { Space } from "./space.ts";

/** A decision that waits for its turn. */
export interface Decision {
  kind: "decision";
  needs: readonly string[];
  decide: (tx: Tx) => unknown;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/** What can queue: a client's update, a look at the commands left in an outbox, a decision. */
export type Work<Who> =
  | {
    kind: "update";
    connection: Connection<Who>;
    update: Uint8Array;
    refused?: true;
    /** What its steps are worth was taken from the member's budget. */
    counted?: true;
  }
  | { kind: "commands"; document: string }
  | Decision;

/** With what a connection is closed whose update is refused. */
const closeCodes: Readonly<Record<string, number>> = {
  "too-large": 4413,
  "too-often": 4429,
};

/** A batch, and what it did. */
export class Batch<Who> {
  /** The documents that it may have changed. */
  readonly touched = new Set<string>();
  /** What is to be stored with it. */
  readonly facts: Fact[] = [];
  /** What is to be done once it is stored. */
  readonly after: (() => void)[] = [];
  /** What there was no room for any more. */
  rest: Work<Who>[] = [];
  /** What failed as it never should: it is to be decided anew without that. */
  bug?: { work: unknown; error: unknown };
  /** Documents with an outbox. */
  readonly #own = new Set<string>();
  /** How many commands of each outbox it has decided. */
  readonly #spent = new Map<string, number>();
  /** What was used up for commands that it has decided. */
  readonly #used: Allowance[] = [];
  /** The outboxes that have to be looked at again: what is in them waits until then. */
  readonly #waiting = new Set<string>();
  /** Those of them in which only some commands keep a pace: what came after them may not have to wait. */
  readonly #pacing = new Set<string>();
  /** What is new in each own document. */
  readonly #fresh = new Map<
    string,
    { structs: number; elements: number; bytes: number }
  >();
  /** Roughly what it adds to the commit. */
  #bytes = 0;
  /** What the updates in it cost. */
  #steps = 0;
  readonly #now: number;
  readonly #tx: Tx;

  /** @param faulty works, and ids of commands, that are refused because they failed before */
  constructor(
    readonly space: Space<Who>,
    readonly works: readonly Work<Who>[],
    readonly faulty: ReadonlySet<unknown>,
  ) {
    this.#now = space.world.clock();
    this.#tx = this.#transaction();
  }

  /**
   * Applies and decides in memory, with one Y transaction a document: a transaction is opened when its
   * document is first needed, and encloses all that comes after. Once.
   */
  apply(): void {
    const steps = this.#work();
    const drive = () => {
      for (let step = steps.next(); !step.done; step = steps.next()) {
        if (this.touched.has(step.value)) continue;
        this.touched.add(step.value);
        this.space.doc(step.value).transact(drive);
        return;
      }
    };
    drive();
  }

  /** Gives back what it took of members' budgets: it is decided anew, or by another instance (S12). */
  discard(): void {
    for (const [document, spent] of this.#spent) {
      this.space.budgets(document).commands.giveBack(spent);
    }
    for (const use of this.#used) this.#giveBack(use);
  }

  /** Work by work; yields each document before it is written to. */
  *#work(): Generator<string, void, void> {
    for (const [i, work] of this.works.entries()) {
      if (this.bug !== undefined) return;
      if (i > 0 && this.#isFull) {
        this.rest = this.works.slice(i);
        return;
      }
      if (work.kind === "decision") yield* this.#decision(work);
      else if (work.kind === "commands") {
        yield* this.#commands(work.document);
      } else if (work.refused === undefined) {
        const { document } = work.connection;
        if (!this.space.has(document)) continue;
        yield document;
        const received = this.#receive(work);
        if (received === "later") {
          this.rest = this.works.slice(i);
          return;
        }
        this.#bytes += work.update.length;
        if (received === "applied") yield* this.#commands(document);
      }
    }
  }

  /** Each document is a call within the one before, and a snapshot in the atomic that folds this. */
  get #isFull(): boolean {
    return this.#bytes > limits.batch || this.#steps > limits.steps ||
      this.touched.size >= limits.logDocuments;
  }

  *#decision(work: Decision): Generator<string, void, void> {
    if (this.faulty.has(work)) {
      this.after.push(() => work.reject(new Error("the decision failed")));
      return;
    }
    yield this.space.world.authority.root(this.space.name);
    for (const name of work.needs) yield name;
    const facts = this.facts.length, effects = this.after.length;
    try {
      const value = work.decide(this.#tx);
      this.after.push(() => work.resolve(value));
    } catch (error) {
      if (!isRefusal(error)) this.bug = { work, error };
      this.facts.length = facts;
      this.after.length = effects;
      this.after.push(() => work.reject(error));
    }
  }

  /** Applies a member's update to their document. */
  #receive(
    work: Extract<Work<Who>, { kind: "update" }>,
  ): "applied" | "refused" | "later" {
    const { connection, update } = work;
    const { document } = connection;
    const { doc, sizeBound } = this.space.replica(document);
    const { bytes } = this.space.budgets(document);
    try {
      // It had queued before it was known what those before it cost.
      if (bytes.wait(0) > limits.debt) throw new Refusal("too-often");
      const { steps, structs, elements } = inspect(update, doc);
      const before = this.#fresh.get(document);
      const fresh = {
        structs: structs + (before?.structs ?? 0),
        elements: elements + (before?.elements ?? 0),
        bytes: update.length + (before?.bytes ?? 0),
      };
      // Yjs makes one of them only when the batch ends, and keeps all that it makes on the way.
      if (before !== undefined && joining(fresh) > limits.steps) return "later";
      // How long the document has become is known when the batch has ended, and what it consumed is gone (S12).
      if (
        before !== undefined && sizeBound + fresh.bytes > limits.ownDocument
      ) return "later";
      if (!work.counted) bytes.spend(steps / limits.stepsPerByte);
      work.counted = true;
      this.#steps += steps;
      this.#checkSize(document, update);
      this.#fresh.set(document, fresh);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      work.refused = true;
      // Looking at it may have been as long as doing it.
      bytes.spend(limits.steps / limits.stepsPerByte);
      connection.close(closeCodes[error.kind] ?? 4400, error.kind);
      return "refused";
    }
    try {
      Y.applyUpdate(doc, update);
    } catch (error) {
      // The guard has let through what Yjs chokes on: one connection's loss, and nobody else's.
      work.refused = true;
      connection.close(4400, "malformed");
      this.bug = { work, error };
      return "refused";
    }
    // The batch's transaction stays a local one; otherwise Yjs takes the server's own writes in it
    // for those of a twin and changes its client id.
    if (doc._transaction !== null) doc._transaction.local = true;
    const { store } = doc;
    if (store.pendingStructs !== null || store.pendingDs !== null) {
      store.pendingStructs = store.pendingDs = null;
      this.space.whenSettled(() => connection.requestSync());
    }
    return "applied";
  }

  /**
   * What would leave the document too long is refused; of one that is too long already, only what makes it longer:
   * who comes back to it brings nothing new, and may take away.
   */
  #checkSize(document: string, update: Uint8Array): void {
    const replica = this.space.replica(document);
    const most = limits.ownDocument;
    if (replica.sizeBound + update.length <= most) return;
    // All of it is written once to be measured.
    const { bytes } = this.space.budgets(document);
    bytes.spend(most / limits.stepsPerByte);
    // What the document has already does not count twice.
    const news = Y.diffUpdate(update, Y.encodeStateVector(replica.doc));
    const size = replica.measure(deletable);
    if (size + news.length <= most) return;
    // And read and written again, to see what is left.
    bytes.spend(3 * most / limits.stepsPerByte);
    if (replica.measureWith(update, deletable) > Math.max(size, most)) {
      throw new Refusal("too-large");
    }
  }

  /** Takes read marks away from a document that is too long: the server once let some become so. */
  *#shorten(document: string): Generator<string, void, void> {
    const replica = this.space.replica(document);
    if (replica.sizeBound <= limits.ownDocument) return;
    const excess = replica.measure(deletable) - limits.ownDocument;
    if (excess <= 0) return;
    yield document;
    dropMarks(replica.doc, excess);
  }

  /**
   * Decides the commands that lie in a member's outbox, in order, as far as they can be decided now. What keeps a
   * pace holds up what is on its lane, and the rest goes by: asking for help does not wait for forty messages.
   */
  *#commands(document: string): Generator<string, void, void> {
    if (!this.space.has(document)) return;
    if (this.#waiting.has(document)) {
      // Once for all that came meanwhile: each look reads what waits.
      if (this.#pacing.delete(document)) this.space.lookAgain(document, 0);
      return;
    }
    this.#own.add(document);
    yield* this.#shorten(document);
    const outbox = outboxOf(this.space.doc(document));
    if (outbox.length === 0) return;
    yield document;
    const budget = this.space.budgets(document).commands;
    /** How long each lane waits. */
    const lanes = new Map<string, number>();
    const taken: number[] = [];
    let at = -1;
    // Not as a list, which would be made of all that lies there for the few that can be decided now.
    for (const element of outbox) {
      at++;
      const wait = budget.wait(1);
      if (wait > 0 || this.#bytes > limits.batch) {
        this.#wait(document, wait);
        break;
      }
      if (at - taken.length > limits.outboxCommands) break;
      const { command, id, copy, size } = readElement(element);
      const pace = this.#paceOf(document, command);
      if (pace === undefined) return;
      if (pace !== null) {
        const slow = lanes.get(pace.lane) ?? this.#slowness(pace);
        if (slow > 0) {
          lanes.set(pace.lane, slow);
          continue;
        }
      }
      const needs = this.#needsOf(document, command);
      if (needs === null) return;
      const missing = needs.filter((name) => !this.space.has(name));
      if (missing.length > 0) {
        this.#waiting.add(document);
        this.space.loadThenLook(missing, document);
        break;
      }
      yield this.space.world.authority.root(this.space.name);
      for (const name of needs) yield name;
      budget.take(1);
      this.#spent.set(document, (this.#spent.get(document) ?? 0) + 1);
      taken.push(at);
      // At most three bytes to a character, and what the server adds.
      this.#bytes += 300 + 3 * size;
      const isDone = this.#command(document, command, id, copy);
      if (this.bug !== undefined) return;
      // What is refused has cost nobody anything.
      if (isDone) { for (const use of pace?.uses ?? []) this.#use(use); }
    }
    remove(outbox, taken);
    if (lanes.size === 0 || this.#waiting.has(document)) return;
    this.#pacing.add(document);
    this.#wait(document, Math.min(...lanes.values()));
  }

  #wait(document: string, wait: number): void {
    this.#waiting.add(document);
    this.space.lookAgain(document, wait);
  }

  /** The pace that a command keeps, null: none; undefined where that is a bug. */
  #paceOf(document: string, command: Command | null): Pace | null | undefined {
    if (command === null || this.faulty.has(command.id)) return null;
    const { authority } = this.space.world;
    try {
      return authority.pace?.(document, command, this.space) ?? null;
    } catch (error) {
      this.bug = { work: command.id, error };
      return undefined;
    }
  }

  /** How many ms a command has to wait to keep its pace. */
  #slowness({ uses }: Pace): number {
    const waits = uses.map((use) => this.space.allowance(use).wait(use.amount));
    return Math.max(0, ...waits);
  }

  #use(use: Allowance): void {
    this.space.allowance(use).spend(use.amount);
    this.#used.push(use);
  }

  #giveBack(use: Allowance): void {
    this.space.allowance(use).giveBack(use.amount);
  }

  /** What a command needs; null where that is a bug. */
  #needsOf(
    document: string,
    command: Command | null,
  ): readonly string[] | null {
    if (command === null || this.faulty.has(command.id)) return [];
    try {
      return this.space.world.authority.needs(document, command, this.space);
    } catch (error) {
      this.bug = { work: command.id, error };
      return null;
    }
  }

  /** Decides one, and tells whether it was not refused. */
  #command(
    document: string,
    command: Command | null,
    id: string | null,
    copy: unknown,
  ): boolean {
    const facts = this.facts.length, effects = this.after.length;
    try {
      if (command === null) {
        throw new Refusal("malformed", "This is not a command.");
      }
      if (this.faulty.has(command.id)) {
        throw new Refusal("malformed", "This could not be carried out.");
      }
      this.space.world.authority.decide(this.#tx, document, command);
      return true;
    } catch (error) {
      this.facts.length = facts;
      this.after.length = effects;
      if (!isRefusal(error)) {
        this.bug = { work: id, error };
        return false;
      }
      const { kind } = error;
      this.after.push(() => this.space.world.meter?.refused(kind));
      if (id !== null) {
        writeReceipt(this.space.doc(document), id, copy, error, this.#now);
      }
      return false;
    }
  }

  #transaction(): Tx {
    const { presence } = this.space.audience;
    const bytes = () => this.#bytes;
    return {
      now: this.#now,
      get online() {
        return presence.online;
      },
      doc: (name) => {
        if (!this.touched.has(name)) {
          throw new Error("a decision uses what it did not ask for");
        }
        return this.space.doc(name);
      },
      get bytesLeft() {
        return Math.max(0, limits.batch - bytes());
      },
      weigh: (more) => this.#bytes += more,
      fact: (fact) => this.facts.push(fact),
      after: (effect) => this.after.push(effect),
    };
  }

  /** What it changed, as it goes to the store; own documents last: the effect is seen before the command goes. */
  emitted(): [string, Uint8Array][] {
    const updates: [string, Uint8Array][] = [];
    for (const name of this.touched) {
      const update = this.space.replica(name).takeEmitted();
      if (update !== null) updates.push([name, update]);
    }
    return updates.sort(([a], [b]) =>
      Number(this.#own.has(a)) - Number(this.#own.has(b))
    );
  }
}

/** Takes elements out of a list, by their places in order; neighbours at once. */
function remove(list: Y.Array<unknown>, places: readonly number[]): void {
  for (let last = places.length - 1; last >= 0;) {
    let first = last;
    while (first > 0 && places[first - 1] === places[first] - 1) first--;
    list.delete(places[first], last - first + 1);
    last = first - 1;
  }
}
