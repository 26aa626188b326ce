/**
 * The updates that members send, within one batch. Each is inspected before it touches its document (S13), and what
 * it costs is charged to its member (S12).
 */
import * as Y from "yjs";
import { joining } from "../cost.ts";
import { deletable, inspect } from "../guard.ts";
import { limits } from "../limits.ts";
import { isRefusal, Refusal } from "../refusal.ts";
import type { LoadedDocuments } from "./loaded_documents.ts";
import type { Spending } from "./spending.ts";

/** Whoever sent an update, as far as a batch knows them. */
export interface Sender {
  /** The document that they write. */
  readonly document: string;
  /** Cuts them off for this refusal. */
  refuse(kind: string): void;
  /** Asks them for what the document lacks. */
  requestSync(): void;
}

/** A member's update of their document. */
export interface Update {
  kind: "update";
  sender: Sender;
  update: Uint8Array;
  refused?: true;
  /** What its steps are worth was taken from the member's budget. */
  charged?: true;
}

/** Whether an element of a document's outbox must not be stored with whose it is. */
export type IsSealed = (document: string, element: unknown) => boolean;

/** What became of an update. */
type Received =
  /** `isSealed`: it has brought a command that must not be stored. */
  | { kind: "applied"; dangles: boolean; isSealed: boolean }
  /** `bug` is what Yjs threw. */
  | { kind: "refused"; why: string; bug?: unknown }
  /** It is too much for this batch. */
  | { kind: "later" };

/** The updates of one batch. */
export class MemberUpdates {
  /** What they cost. */
  steps = 0;
  /** What is new in each document. */
  readonly #fresh = new Map<
    string,
    { structs: number; elements: number; bytes: number }
  >();

  constructor(
    readonly documents: LoadedDocuments,
    readonly spending: Spending,
    readonly isSealed: IsSealed,
  ) {}

  /** Applies an update to the document of its sender. */
  take(work: Update): Received {
    const { update, sender: { document } } = work;
    const { doc } = this.documents.replica(document);
    const budget = this.spending.of(document);
    let isSealed = false;
    try {
      // It had queued before it was known what those before it cost.
      if (budget.inDebt) throw new Refusal("too-often");
      const admitted = this.#admit(work);
      if (admitted === null) return { kind: "later" };
      isSealed = admitted.sealed > 0;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // Looking at it may have been as long as doing it.
      budget.charge(limits.steps);
      return { kind: "refused", why: error.kind };
    }
    try {
      Y.applyUpdate(doc, update);
    } catch (bug) {
      // The guard has let through what Yjs chokes on: one connection's loss, and nobody else's.
      return { kind: "refused", why: "malformed", bug };
    }
    // The batch's transaction stays a local one; otherwise Yjs takes the server's own writes in it
    // for those of a twin and changes its client id.
    if (doc._transaction !== null) doc._transaction.local = true;
    const { store } = doc;
    const dangles = store.pendingStructs !== null || store.pendingDs !== null;
    if (dangles) store.pendingStructs = store.pendingDs = null;
    return { kind: "applied", dangles, isSealed };
  }

  /**
   * Inspects an update and charges its cost; tells how many sealed commands it brings. Null: it has to wait for the next
   * batch. Throws a Refusal.
   */
  #admit(work: Update): { sealed: number } | null {
    const { update, sender: { document } } = work;
    const { doc, sizeBound } = this.documents.replica(document);
    let sealed = 0;
    const { steps, structs, elements } = inspect(update, doc, (value) => {
      if (this.isSealed(document, value)) sealed++;
    });
    const before = this.#fresh.get(document);
    const fresh = {
      structs: structs + (before?.structs ?? 0),
      elements: elements + (before?.elements ?? 0),
      bytes: update.length + (before?.bytes ?? 0),
    };
    // Yjs joins structs only when the batch ends, and keeps all that it makes on the way. How long the document has
    // become is not known before that either, nor what was consumed of it (S12).
    const isTooMuch = joining(fresh) > limits.steps ||
      sizeBound + fresh.bytes > limits.ownDocument;
    if (before !== undefined && isTooMuch) return null;
    if (!work.charged) {
      this.spending.of(document).charge(steps);
      this.#spendSealed(document, sealed);
    }
    work.charged = true;
    this.steps += steps;
    this.#checkSize(document, update);
    this.#fresh.set(document, fresh);
    return { sealed };
  }

  /** What is sealed cannot wait for a budget where it lies: so what is over it does not come in (S12). */
  #spendSealed(document: string, amount: number): void {
    if (amount === 0) return;
    const budget = this.spending.allowance({
      key: `${document} sealed`,
      amount,
      perSecond: limits.commandsPerSecond,
      burst: limits.commandsBurst,
    });
    if (amount > limits.commandsBurst || !budget.take(amount)) {
      throw new Refusal("too-often");
    }
  }

  /**
   * Refuses what would leave the document too long; where it is too long already, only what makes it longer:
   * whoever comes back to such a document brings nothing new, and may take away.
   */
  #checkSize(document: string, update: Uint8Array): void {
    const replica = this.documents.replica(document);
    const most = limits.ownDocument;
    if (replica.sizeBound + update.length <= most) return;
    // All of it is written once to be measured.
    const budget = this.spending.of(document);
    budget.charge(most);
    // What the document has already does not count twice.
    const news = Y.diffUpdate(update, Y.encodeStateVector(replica.doc));
    const size = replica.measure(deletable);
    if (size + news.length <= most) return;
    // And read and written again, to see what is left.
    budget.charge(3 * most);
    if (replica.measureWith(update, deletable) > Math.max(size, most)) {
      throw new Refusal("too-large");
    }
  }
}
