/**
 * A batch of a space's work, applied and decided in memory before it is stored (SYNC-3–SYNC-6). It calls no one back;
 * it lists what is to be done next.
 */
import type { Allowance, Command, Fact, Pace, Tx } from "../authority.ts";
import { deletableRoots } from "../guard.ts";
import { limits } from "../limits.ts";
import {
  dropReadMarkers,
  outboxOf,
  readOutboxElement,
  removeOutboxElements,
  writeReceipt,
} from "../outbox.ts";
import { isRefusal, Refusal } from "../refusal.ts";
import type { EngineContext } from "../engine_context.ts";
import type { Carets } from "./carets.ts";
import type { LoadedDocuments } from "./loaded_documents.ts";
import type { MemberBudgets } from "./member_budgets.ts";
import { MemberUpdates } from "./member_updates.ts";
import type { NextStep, QueuedDecision, Work } from "./queued_work.ts";

export interface BatchContext {
  readonly engine: EngineContext;
  readonly documents: LoadedDocuments;
  readonly budgets: MemberBudgets;
  readonly presence: { readonly onlineKeys: ReadonlySet<string> };
  readonly carets: Pick<Carets, "authorOfClient">;
}

export class Batch {
  readonly touchedDocuments = new Set<string>();
  readonly facts: Fact[] = [];
  readonly afterCommit: (() => void)[] = [];
  /** Steps to take immediately, even if the batch is not stored. */
  readonly nextSteps: NextStep[] = [];
  unfitWork: readonly Work[] = [];
  /** Work that threw an unexpected error; the batch is decided again without it. */
  fault?: { work: unknown; error: unknown };
  readonly #ownDocuments = new Set<string>();
  readonly #decidedCommands = new Map<string, number>();
  readonly #usedAllowances: Allowance[] = [];
  /** Outboxes that are read again later; their commands wait until then. */
  readonly #waitingOutboxes = new Set<string>();
  /** The waiting outboxes in which only paced commands wait; later commands may pass those. */
  readonly #pacedOutboxes = new Set<string>();
  #bytes = 0;
  readonly #updates: MemberUpdates;
  readonly #now: number;
  #beganAt = 0;
  readonly #tx: Tx;

  /** @param faulty works, and ids of commands, that threw before; they are refused */
  constructor(
    readonly context: BatchContext,
    readonly works: readonly Work[],
    readonly faulty: ReadonlySet<unknown>,
  ) {
    const { engine: { authority }, documents, budgets, carets } = context;
    this.#updates = new MemberUpdates(authority, documents, budgets, carets);
    this.#now = context.engine.clock();
    this.#tx = this.#transaction();
  }

  /**
   * Applies and decides in memory, with one Yjs transaction per document: each opens when its document is first needed
   * and encloses everything after. Call it once.
   */
  apply(): void {
    this.#beganAt = this.context.engine.clock();
    const steps = this.#work();
    const drive = () => {
      for (let step = steps.next(); !step.done; step = steps.next()) {
        if (this.touchedDocuments.has(step.value)) continue;
        this.touchedDocuments.add(step.value);
        this.context.documents.doc(step.value).transact(drive);
        return;
      }
    };
    drive();
  }

  /**
   * Gives back once what its commands took from members' budgets, because they are decided again or elsewhere
   * (SYNC-12).
   */
  returnBudgets(): void {
    const { budgets } = this.context;
    for (const [document, spent] of this.#decidedCommands) {
      budgets.budgetOf(document).commands.giveBack(spent);
    }
    for (const use of this.#usedAllowances) {
      budgets.bucketOf(use).giveBack(use.amount);
    }
    this.#decidedCommands.clear();
    this.#usedAllowances.length = 0;
  }

  /** The changes to store. Own documents come last, so that clients see the effect before the command disappears. */
  collectUpdates(): [string, Uint8Array][] {
    const updates: [string, Uint8Array][] = [];
    for (const name of this.touchedDocuments) {
      const update = this.context.documents.replica(name).takeEmitted();
      if (update !== null) updates.push([name, update]);
    }
    return updates.sort(([a], [b]) =>
      Number(this.#ownDocuments.has(a)) - Number(this.#ownDocuments.has(b))
    );
  }

  *#work(): Generator<string, void, void> {
    for (const [i, work] of this.works.entries()) {
      if (this.fault !== undefined) return;
      if (i > 0 && this.#isFull) {
        this.unfitWork = this.works.slice(i);
        return;
      }
      if (work.kind === "decision") yield* this.#decision(work);
      else if (work.kind === "commands") {
        yield* this.#commands(work.document);
      } else if (work.refused === undefined) {
        const { document } = work.sender;
        if (!this.context.documents.isLoaded(document)) continue;
        const isShared = !!this.context.engine.authority.shape?.(document);
        yield document;
        const received = this.#updates.applyUpdate(work);
        if (received.kind === "later") {
          this.unfitWork = this.works.slice(i);
          return;
        }
        this.#bytes += work.update.length;
        const { sender } = work;
        if (received.kind === "refused") {
          work.refused = true;
          const { reason, bug } = received;
          this.nextSteps.push({ kind: "refuse", sender, reason });
          if (bug !== undefined) this.fault = { work, error: bug };
        } else if (received.kind === "applied") {
          if (received.isDangling) {
            this.nextSteps.push({ kind: "sync", sender });
          }
          if (!isShared) yield* this.#commands(document);
          // An update without structs only deletes, or comes from a client that only opened the document.
          else if (work.update[0] !== 0) {
            const { authority } = this.context.engine;
            this.afterCommit.push(() =>
              authority.onWrite?.(sender.who, document, this.#now)
            );
          }
        }
      }
    }
  }

  /**
   * Whether the batch takes no more work. Documents are limited too, because one atomic operation must later hold their
   * snapshots.
   */
  get #isFull(): boolean {
    return this.#bytes > limits.batch || this.#updates.steps > limits.steps ||
      this.touchedDocuments.size >= limits.logDocuments || this.#isLate;
  }

  /** SYNC-18: whether the batch has had its time. */
  get #isLate(): boolean {
    return this.context.engine.clock() - this.#beganAt >= limits.workPerTurn;
  }

  *#decision(work: QueuedDecision): Generator<string, void, void> {
    if (this.faulty.has(work)) {
      this.afterCommit.push(() =>
        work.reject(new Error("the decision failed"))
      );
      return;
    }
    yield this.context.documents.root;
    for (const name of work.needs) yield name;
    this.#attempt(work, () => {
      const value = work.decide(this.#tx);
      this.afterCommit.push(() => work.resolve(value));
    }, (refusal) => this.afterCommit.push(() => work.reject(refusal)));
  }

  /** Runs a decision and returns whether it was accepted; facts and effects of a refused one are removed. */
  #attempt(
    work: unknown,
    decide: () => void,
    onRefused: (refusal: Refusal) => void,
  ): boolean {
    const factCount = this.facts.length, effectCount = this.afterCommit.length;
    try {
      decide();
      return true;
    } catch (error) {
      this.facts.length = factCount;
      this.afterCommit.length = effectCount;
      if (isRefusal(error)) onRefused(error);
      else this.fault = { work, error };
      return false;
    }
  }

  /** Deletes read markers from a document that is too long, as some documents of an earlier version are. */
  *#shorten(document: string): Generator<string, void, void> {
    const replica = this.context.documents.replica(document);
    if (replica.estimatedSize <= limits.ownDocument) return;
    const excess = replica.measure(deletableRoots) - limits.ownDocument;
    if (excess <= 0) return;
    yield document;
    dropReadMarkers(replica.doc, excess);
  }

  /**
   * Decides the commands in a member's outbox, in order. A paced command holds up only its own lane: a request for help
   * does not wait for forty messages.
   */
  *#commands(document: string): Generator<string, void, void> {
    const { documents, budgets, engine: { authority } } = this.context;
    if (!documents.isLoaded(document)) return;
    if (this.#waitingOutboxes.has(document)) {
      // New commands may pass the paced ones. One later look is enough, because it reads all that wait.
      if (this.#pacedOutboxes.delete(document)) this.#wait(document, 0);
      return;
    }
    this.#ownDocuments.add(document);
    yield* this.#shorten(document);
    const outbox = outboxOf(documents.doc(document));
    if (outbox.length === 0) return;
    yield document;
    const budget = budgets.budgetOf(document).commands;
    const lanes = new Map<string, number>();
    const decidedPlaces: number[] = [];
    let index = -1;
    // Iterates without a copy of the list: it may be long, and few commands may be decidable now.
    for (const element of outbox) {
      index++;
      const wait = budget.msUntil(1);
      const isFull = this.#bytes > limits.batch ||
        decidedPlaces.length > 0 && this.#isLate;
      if (wait > 0 || isFull) {
        this.#wait(document, wait);
        break;
      }
      if (index - decidedPlaces.length > limits.outboxCommands) break;
      const { command, id, copy, size } = readOutboxElement(element);
      const isKnown = command !== null && !this.faulty.has(command.id);
      let pace: Pace | null = null, needs: readonly string[] = [];
      try {
        if (isKnown) {
          pace = authority.paceOf?.(document, command, documents) ?? null;
        }
        const slow = pace && (lanes.get(pace.lane) ?? this.#slowness(pace));
        if (pace && slow) {
          lanes.set(pace.lane, slow);
          continue;
        }
        if (isKnown) {
          needs = authority.neededDocuments(document, command, documents);
        }
      } catch (error) {
        this.fault = { work: id, error };
        return;
      }
      const names = needs.filter((name) => !documents.isLoaded(name));
      if (names.length > 0) {
        this.#waitingOutboxes.add(document);
        this.nextSteps.push({ kind: "load", names, document });
        break;
      }
      yield documents.root;
      for (const name of needs) yield name;
      budget.take(1);
      this.#decidedCommands.set(
        document,
        (this.#decidedCommands.get(document) ?? 0) + 1,
      );
      decidedPlaces.push(index);
      // At most three bytes per character, and 300 for what the server adds.
      this.#bytes += 300 + 3 * size;
      const isAccepted = this.#command(document, command, id, copy);
      if (this.fault !== undefined) return;
      // A refused command uses no allowance.
      if (!isAccepted) continue;
      for (const use of pace?.uses ?? []) {
        budgets.bucketOf(use).spend(use.amount);
        this.#usedAllowances.push(use);
      }
    }
    removeOutboxElements(outbox, decidedPlaces);
    if (lanes.size === 0 || this.#waitingOutboxes.has(document)) return;
    this.#pacedOutboxes.add(document);
    this.#wait(document, Math.min(...lanes.values()));
  }

  #wait(document: string, wait: number): void {
    this.#waitingOutboxes.add(document);
    this.nextSteps.push({ kind: "look", document, wait });
  }

  #slowness({ uses }: Pace): number {
    const { budgets } = this.context;
    const waitsMs = uses.map((use) =>
      budgets.bucketOf(use).msUntil(use.amount)
    );
    return Math.max(0, ...waitsMs);
  }

  #command(
    document: string,
    command: Command | null,
    id: string | null,
    copy: unknown,
  ): boolean {
    const { documents, engine: { authority, meter } } = this.context;
    return this.#attempt(id, () => {
      if (command === null) {
        throw new Refusal("malformed", { reason: "unreadable-command" });
      }
      if (this.faulty.has(command.id)) {
        throw new Refusal("malformed", { reason: "command-failed" });
      }
      authority.decide(this.#tx, document, command);
    }, (refusal) => {
      this.afterCommit.push(() => meter?.recordRefusal(refusal.kind));
      if (id === null) return;
      const copyOfCommand = refusal.isWithoutCopy ? undefined : copy;
      writeReceipt(
        documents.doc(document),
        id,
        copyOfCommand,
        refusal,
        this.#now,
      );
    });
  }

  #transaction(): Tx {
    const { documents, presence } = this.context;
    const bytes = () => this.#bytes;
    return {
      now: this.#now,
      get online() {
        return presence.onlineKeys;
      },
      doc: (name) => {
        if (!this.touchedDocuments.has(name)) {
          throw new Error("a decision uses what it did not ask for");
        }
        return documents.doc(name);
      },
      get bytesLeft() {
        return Math.max(0, limits.batch - bytes());
      },
      reserveBytes: (amount) => this.#bytes += amount,
      addFact: (fact) => this.facts.push(fact),
      afterCommit: (effect) => this.afterCommit.push(effect),
    };
  }
}
