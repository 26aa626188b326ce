/**
 * Members' updates within one batch. Each is inspected before it is applied (SYNC-13), and its cost is charged to its
 * member (SYNC-12).
 */
import * as Y from "yjs";
import { type Authority, authorOf } from "../authority.ts";
import { joiningSteps, type UpdateCost } from "../cost.ts";
import { deletableRoots, inspectUpdate } from "../guard.ts";
import { limits } from "../limits.ts";
import { isRefusal, Refusal, refuseMalformed } from "../refusal.ts";
import {
  type DocumentShape,
  SharedWriteProfile,
  writersRoot,
} from "../shape.ts";
import { applyLocally } from "./apply_locally.ts";
import type { Carets } from "./carets.ts";
import type { LoadedDocuments, Replica } from "./loaded_documents.ts";
import type { MemberBudgets } from "./member_budgets.ts";

export interface UpdateSender {
  readonly who: unknown;
  readonly document: string;
  readonly budgetKey: string;
  refuse(kind: string): void;
  requestSync(): void;
}

export interface QueuedUpdate {
  kind: "update";
  sender: UpdateSender;
  update: Uint8Array;
  refused?: true;
  /** True once the member's budget was charged for the steps of the update. */
  charged?: true;
}

type Received =
  | { kind: "applied"; isDangling: boolean }
  /** The member may no longer write. */
  | { kind: "ignored" }
  /** `bug` is an error that Yjs threw. */
  | { kind: "refused"; reason: string; bug?: unknown }
  /** The update does not fit into this batch. */
  | { kind: "later" };

/** Maximum size of a document, counted over these roots. */
interface SizeLimit {
  max: number;
  counted: ReadonlySet<string>;
}

const ownLimit: SizeLimit = {
  max: limits.ownDocument,
  counted: deletableRoots,
};

/** Records the author of each client that has structs in the document. */
function bind(doc: Y.Doc, clients: readonly number[], author: string): void {
  const writers = doc.getMap<string>(writersRoot);
  for (const client of clients) {
    const key = String(client);
    const isIn = Y.getState(doc.store, client) > 0;
    if (isIn && !writers.has(key)) writers.set(key, author);
  }
}

/** Refuses an update that leaves too many structs. One that only deletes may exceed the limit by half. */
function checkStructs(replica: Replica, { structs, cuts }: UpdateCost): void {
  const { sharedStructs } = limits;
  const max = structs > 0 ? sharedStructs : sharedStructs * 3 / 2;
  const newStructs = structs + cuts;
  if (newStructs > 0 && replica.countStructs() + newStructs > max) {
    throw new Refusal("too-large");
  }
}

export class MemberUpdates {
  steps = 0;
  readonly #batchCosts = new Map<
    string,
    { structs: number; elements: number; joinable: number; bytes: number }
  >();

  constructor(
    readonly authority: Authority<unknown>,
    readonly documents: LoadedDocuments,
    readonly spending: MemberBudgets,
    readonly carets: Pick<Carets, "authorOfClient">,
  ) {}

  applyUpdate(work: QueuedUpdate): Received {
    const { update, sender: { who, document, budgetKey } } = work;
    const { doc } = this.documents.replica(document);
    const budget = this.spending.budgetOf(budgetKey);
    const shape = this.authority.shape?.(document) ?? null;
    // An earlier decision of this batch may have locked the document.
    const mayWrite = shape === null ||
      this.authority.access(this.documents, who, document) === "shared";
    if (!mayWrite) return { kind: "ignored" };
    let onApplied: (() => void) | null;
    try {
      // The update was queued before the cost of earlier ones was known.
      if (budget.isInDebt) throw new Refusal("too-often");
      onApplied = shape ? this.#admitShared(work, shape) : this.#admitOwn(work);
      if (onApplied === null) return { kind: "later" };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // A refused inspection may cost as much as an application.
      budget.charge(limits.steps);
      return { kind: "refused", reason: error.kind };
    }
    try {
      applyLocally(doc, [update]);
    } catch (bug) {
      // Yjs threw at what the guard accepted: only this connection is closed.
      return { kind: "refused", reason: "malformed", bug };
    }
    onApplied();
    const { store } = doc;
    const isDangling = store.pendingStructs !== null ||
      store.pendingDs !== null;
    if (isDangling) store.pendingStructs = store.pendingDs = null;
    return { kind: "applied", isDangling };
  }

  /**
   * Admits an update of a member's own document; returns what to do once it is applied, or null if it must wait for the
   * next batch. Throws a Refusal.
   */
  #admitOwn(work: QueuedUpdate): (() => void) | null {
    const { update, sender: { document } } = work;
    const { doc } = this.documents.replica(document);
    return this.#charge(work, inspectUpdate(update, doc), ownLimit)
      ? () => {}
      : null;
  }

  #admitShared(work: QueuedUpdate, shape: DocumentShape): (() => void) | null {
    const { update, sender: { who, document } } = work;
    const { doc } = this.documents.replica(document);
    const { authority, documents } = this;
    const author = authorOf(authority, documents, who);
    const profile = new SharedWriteProfile(
      shape,
      (client) => this.#isOwn(document, client, author),
    );
    const cost = inspectUpdate(update, doc, profile);
    checkStructs(this.documents.replica(document), cost);
    const size = {
      max: limits.sharedDocument,
      counted: new Set([shape.root, writersRoot]),
    };
    if (!this.#charge(work, cost, size)) return null;
    this.#checkText(work, shape, profile.characters);
    return () => bind(doc, profile.newClients, author);
  }

  /**
   * Whether a Yjs client belongs to this author: bound to the author, or new. A client that is in the document but
   * bound to no author is the server's own. Refuses a new client of an author who has too many with `malformed`.
   */
  #isOwn(document: string, client: number, author: string): boolean {
    const { documents, carets } = this;
    const { doc } = documents.replica(document);
    const writers = doc.getMap<string>(writersRoot);
    const boundAuthor = writers.get(String(client));
    if (boundAuthor !== undefined) return boundAuthor === author;
    if (client === doc.clientID || doc.store.clients.has(client)) return false;
    // A client's caret is announced before the client has written anything, so its author may be known from there.
    const announcedAuthor = carets.authorOfClient(document, client);
    if ((announcedAuthor ?? author) !== author) return false;
    let count = 0;
    for (const writer of writers.values()) if (writer === author) count++;
    if (count >= limits.clientsPerAuthor) refuseMalformed("too many clients");
    return true;
  }

  /** Charges the cost of an update; false if it must wait for the next batch. Throws a Refusal. */
  #charge(
    work: QueuedUpdate,
    { steps, structs, elements, joinable }: UpdateCost,
    size: SizeLimit,
  ): boolean {
    const { update, sender: { document, budgetKey } } = work;
    const { estimatedSize } = this.documents.replica(document);
    const previousCost = this.#batchCosts.get(document);
    const batchCost = {
      structs: structs + (previousCost?.structs ?? 0),
      elements: elements + (previousCost?.elements ?? 0),
      joinable: joinable + (previousCost?.joinable ?? 0),
      bytes: update.length + (previousCost?.bytes ?? 0),
    };
    // Yjs merges structs only when the batch ends, so their cost adds up over its updates, and so may the document's
    // size (SYNC-12).
    const isTooMuch = joiningSteps(batchCost) > limits.steps ||
      estimatedSize + batchCost.bytes > size.max;
    if (previousCost !== undefined && isTooMuch) return false;
    if (!work.charged) this.spending.budgetOf(budgetKey).charge(steps);
    work.charged = true;
    this.steps += steps;
    this.#checkSize(work, size);
    this.#batchCosts.set(document, batchCost);
    return true;
  }

  #checkText(
    { sender }: QueuedUpdate,
    shape: DocumentShape,
    characters: number,
  ): void {
    const replica = this.documents.replica(sender.document);
    const bytes = this.#batchCosts.get(sender.document)?.bytes ?? 0;
    if (characters === 0) return;
    if (replica.estimatedText + bytes <= shape.characters) return;
    const { count, structs } = replica.countText();
    this.spending.budgetOf(sender.budgetKey).charge(structs);
    if (count + characters > shape.characters) throw new Refusal("too-large");
  }

  /**
   * Refuses an update that makes the document too long. If the document is too long already, refuses only what makes it
   * longer: other changes may shorten it.
   */
  #checkSize(
    { update, sender }: QueuedUpdate,
    { max, counted }: SizeLimit,
  ): void {
    const replica = this.documents.replica(sender.document);
    if (replica.estimatedSize + update.length <= max) return;
    const budget = this.spending.budgetOf(sender.budgetKey);
    budget.charge(max);
    // Known structs do not count twice.
    const news = Y.diffUpdate(update, Y.encodeStateVector(replica.doc));
    const size = replica.measure(counted);
    if (size + news.length <= max) return;
    budget.charge(3 * max);
    if (replica.measureWith(update, counted) > Math.max(size, max)) {
      throw new Refusal("too-large");
    }
  }
}
