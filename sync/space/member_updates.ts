/**
 * The updates that members send, within one batch. Each is inspected before it touches its document (S13), and what
 * it costs is charged to its member (S12).
 */
import * as Y from "yjs";
import { type Authority, authorOf } from "../authority.ts";
import { type Cost, joining } from "../cost.ts";
import { deletable, inspect, malformed } from "../guard.ts";
import { limits } from "../limits.ts";
import { isRefusal, Refusal } from "../refusal.ts";
import { type Shape, SharedProfile, writersRoot } from "../shape.ts";
import { applyLocally } from "./apply_locally.ts";
import type { Carets } from "./carets.ts";
import type { LoadedDocuments, Replica } from "./loaded_documents.ts";
import type { Spending } from "./spending.ts";

/** Whoever sent an update, as far as a batch knows them. */
export interface Sender {
  readonly who: unknown;
  /** The document that they write. */
  readonly document: string;
  /** By which it is counted what they spend (S12). */
  readonly account: string;
  /** Cuts them off for this refusal. */
  refuse(kind: string): void;
  /** Asks them for what the document lacks. */
  requestSync(): void;
}

/** A member's update of a document. */
export interface Update {
  kind: "update";
  sender: Sender;
  update: Uint8Array;
  refused?: true;
  /** What its steps are worth was taken from the member's budget. */
  charged?: true;
}

/** What became of an update. */
type Received =
  | { kind: "applied"; dangles: boolean }
  /** They may not write any more. */
  | { kind: "ignored" }
  /** `bug` is what Yjs threw. */
  | { kind: "refused"; why: string; bug?: unknown }
  /** It is too much for this batch. */
  | { kind: "later" };

/** How long a document may be, by these of its roots. */
interface Size {
  most: number;
  counted: ReadonlySet<string>;
}

const ofOwn: Size = { most: limits.ownDocument, counted: deletable };

/** Notes whose clients these are, as far as anything of them has come in. */
function bind(doc: Y.Doc, clients: readonly number[], author: string): void {
  const writers = doc.getMap<string>(writersRoot);
  for (const client of clients) {
    const key = String(client);
    const isIn = Y.getState(doc.store, client) > 0;
    if (isIn && !writers.has(key)) writers.set(key, author);
  }
}

/** Refuses an update that would leave a document with too many structs. One that only takes away may leave some more. */
function checkStructs(replica: Replica, { structs, cuts }: Cost): void {
  const { sharedStructs } = limits;
  const most = structs > 0 ? sharedStructs : sharedStructs * 3 / 2;
  const more = structs + cuts;
  if (more > 0 && replica.countStructs() + more > most) {
    throw new Refusal("too-large");
  }
}

/** The updates of one batch. */
export class MemberUpdates {
  /** What they cost. */
  steps = 0;
  /** What is new in each document. */
  readonly #fresh = new Map<
    string,
    { structs: number; elements: number; joinable: number; bytes: number }
  >();

  constructor(
    readonly authority: Authority<unknown>,
    readonly documents: LoadedDocuments,
    readonly spending: Spending,
    readonly carets: Pick<Carets, "whose">,
  ) {}

  /** Applies an update to the document of its sender. */
  take(work: Update): Received {
    const { update, sender: { who, document, account } } = work;
    const { doc } = this.documents.replica(document);
    const budget = this.spending.of(account);
    const shape = this.authority.shape?.(document) ?? null;
    // What was decided before it in this batch may have locked the document.
    const mayWrite = shape === null ||
      this.authority.access(this.documents, who, document) === "shared";
    if (!mayWrite) return { kind: "ignored" };
    let applied: (() => void) | null;
    try {
      // It had queued before it was known what those before it cost.
      if (budget.inDebt) throw new Refusal("too-often");
      applied = shape ? this.#admitShared(work, shape) : this.#admitOwn(work);
      if (applied === null) return { kind: "later" };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // Looking at it may have been as long as doing it.
      budget.charge(limits.steps);
      return { kind: "refused", why: error.kind };
    }
    try {
      applyLocally(doc, [update]);
    } catch (bug) {
      // The guard has let through what Yjs chokes on: one connection's loss, and nobody else's.
      return { kind: "refused", why: "malformed", bug };
    }
    applied();
    const { store } = doc;
    const dangles = store.pendingStructs !== null || store.pendingDs !== null;
    if (dangles) store.pendingStructs = store.pendingDs = null;
    return { kind: "applied", dangles };
  }

  /**
   * Admits an update of a member's own document, and gives what is to be done once it is applied. Null: it has to wait for
   * the next batch. Throws a Refusal.
   */
  #admitOwn(work: Update): (() => void) | null {
    const { update, sender: { document } } = work;
    const { doc } = this.documents.replica(document);
    return this.#charge(work, inspect(update, doc), ofOwn) ? () => {} : null;
  }

  /** The same of a document that several members write. */
  #admitShared(work: Update, shape: Shape): (() => void) | null {
    const { update, sender: { who, document } } = work;
    const { doc } = this.documents.replica(document);
    const { authority, documents } = this;
    const author = authorOf(authority, documents, who);
    const profile = new SharedProfile(
      shape,
      (client) => this.#isOwn(document, client, author),
    );
    const cost = inspect(update, doc, profile);
    checkStructs(this.documents.replica(document), cost);
    const size = {
      most: limits.sharedDocument,
      counted: new Set([shape.root, writersRoot]),
    };
    if (!this.#charge(work, cost, size)) return null;
    this.#checkText(work, shape, profile.characters);
    return () => bind(doc, profile.clients, author);
  }

  /**
   * Whether a Yjs client of a document is of this author: bound to them, or nobody's yet. The server's own are in the
   * document and bound to nobody, and so is the one with which it would write next.
   */
  #isOwn(document: string, client: number, author: string): boolean {
    const { documents, carets } = this;
    const { doc } = documents.replica(document);
    const writers = doc.getMap<string>(writersRoot);
    const bound = writers.get(String(client));
    if (bound !== undefined) return bound === author;
    if (client === doc.clientID || doc.store.clients.has(client)) return false;
    // Others are told of it before it has written anything.
    const announced = carets.whose(document, client);
    if ((announced ?? author) !== author) return false;
    let count = 0;
    for (const other of writers.values()) if (other === author) count++;
    if (count >= limits.clientsPerAuthor) malformed("too many clients");
    return true;
  }

  /** Charges what an update costs; false: it has to wait for the next batch. Throws a Refusal. */
  #charge(
    work: Update,
    { steps, structs, elements, joinable }: Cost,
    size: Size,
  ): boolean {
    const { update, sender: { document, account } } = work;
    const { sizeBound } = this.documents.replica(document);
    const before = this.#fresh.get(document);
    const fresh = {
      structs: structs + (before?.structs ?? 0),
      elements: elements + (before?.elements ?? 0),
      joinable: joinable + (before?.joinable ?? 0),
      bytes: update.length + (before?.bytes ?? 0),
    };
    // Yjs joins structs only when the batch ends, and keeps all that it makes on the way. How long the document has
    // become is not known before that either, nor what was consumed of it (S12).
    const isTooMuch = joining(fresh) > limits.steps ||
      sizeBound + fresh.bytes > size.most;
    if (before !== undefined && isTooMuch) return false;
    if (!work.charged) this.spending.of(account).charge(steps);
    work.charged = true;
    this.steps += steps;
    this.#checkSize(work, size);
    this.#fresh.set(document, fresh);
    return true;
  }

  /** Refuses text for which there is no room. */
  #checkText({ sender }: Update, shape: Shape, characters: number): void {
    const replica = this.documents.replica(sender.document);
    const bytes = this.#fresh.get(sender.document)?.bytes ?? 0;
    // No character is shorter than a byte.
    if (characters === 0) return;
    if (replica.textBound + bytes <= shape.characters) return;
    const { count, structs } = replica.countText();
    this.spending.of(sender.account).charge(structs);
    if (count + characters > shape.characters) throw new Refusal("too-large");
  }

  /**
   * Refuses what would leave the document too long; where it is too long already, only what makes it longer:
   * whoever comes back to such a document brings nothing new, and may take away.
   */
  #checkSize({ update, sender }: Update, { most, counted }: Size): void {
    const replica = this.documents.replica(sender.document);
    if (replica.sizeBound + update.length <= most) return;
    // All of it is written once to be measured.
    const budget = this.spending.of(sender.account);
    budget.charge(most);
    // What the document has already does not count twice.
    const news = Y.diffUpdate(update, Y.encodeStateVector(replica.doc));
    const size = replica.measure(counted);
    if (size + news.length <= most) return;
    // And read and written again, to see what is left.
    budget.charge(3 * most);
    if (replica.measureWith(update, counted) > Math.max(size, most)) {
      throw new Refusal("too-large");
    }
  }
}
