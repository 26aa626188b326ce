/**
 * Copies a page's present text into a new document (W-2, O-3), each piece under a Yjs client of its author. Leaves out
 * deleted text, empty runs and unused marks. Clients are 1, 2, 3 …, so that the copy is deterministic and never longer
 * than the page.
 */
import * as Y from "yjs";
import { pageRoot } from "../model/page_tree.ts";
import { pageWriters } from "../model/roots.ts";

interface CopyOptions {
  /** Leaves out text of these members; text of others inside it stays. */
  without?: ReadonlySet<string> | undefined;
}

/** @param to a new, empty document */
export function copyPage(
  from: Y.Doc,
  to: Y.Doc,
  { without }: CopyOptions = {},
): void {
  const newClient = to.clientID;
  // Writing `writers` needs a fixed client, too.
  to.clientID = serverClient;
  try {
    to.transact((transaction) => {
      const copier = new Copier(transaction, pageWriters(from), without);
      copier.children(pageRoot(from), pageRoot(to));
    });
  } finally {
    to.clientID = newClient;
  }
}

/** The client of text without a known author. */
const serverClient = 1;

type Type = Y.AbstractType<unknown>;

class Copier {
  readonly #clients: Map<string, number>;
  readonly #isKept = new Map<Y.Item, boolean>();

  constructor(
    readonly transaction: Y.Transaction,
    /** Authors in the source, by Yjs client id. */
    readonly authors: Y.Map<string>,
    readonly without: ReadonlySet<string> | undefined,
  ) {
    this.#clients = new Map(
      [...pageWriters(transaction.doc)].map((
        [client, author],
      ) => [author, Number(client)]),
    );
  }

  children(from: Y.XmlFragment, to: Y.XmlFragment): void {
    let last = lastOf(to);
    for (let item = from._start; item !== null; item = item.right) {
      if (item.deleted || !(item.content instanceof Y.ContentType)) continue;
      if (!this.#keeps(item)) continue;
      const { type } = item.content;
      const isText = type instanceof Y.XmlText;
      if (!isText && !(type instanceof Y.XmlElement)) continue;
      const author = this.#authorOf(item.id);
      const copy = isText ? new Y.XmlText() : new Y.XmlElement(type.nodeName);
      const content = new Y.ContentType(copy as Type);
      last = this.#append(to, last, author, content);
      if (copy instanceof Y.XmlText) this.#text(type as Y.XmlText, copy);
      else {
        this.#attributes(type as Y.XmlElement, copy, author);
        this.children(type as Y.XmlElement, copy);
      }
    }
  }

  #attributes(
    from: Y.XmlElement,
    to: Y.XmlElement,
    author: string | undefined,
  ): void {
    for (const [name, { deleted, content, id }] of from._map) {
      if (deleted) continue;
      const value = content.getContent().at(-1);
      if (this.#isLeftOut(id)) continue;
      const writer = this.#authorOf(id) ?? author;
      this.#append(to, null, writer, new Y.ContentAny([value]), name);
    }
  }

  /** Copies a run. A mark begins before the first text that has it, and ends after the last. */
  #text(from: Y.XmlText, to: Y.XmlText): void {
    let last: Y.Item | null = null;
    const borne = new Map<string, unknown>();
    const changes = new Map<
      string,
      { author: string | undefined; value: unknown }
    >();
    const writeMarks = () => {
      for (const [key, { author, value }] of changes) {
        if (isEqual(borne.get(key) ?? null, value)) continue;
        borne.set(key, value);
        const content = new Y.ContentFormat(
          key,
          value as Record<string, unknown>,
        );
        last = this.#append(to, last, author, content);
      }
      changes.clear();
    };
    for (let item = from._start; item !== null; item = item.right) {
      const { content, deleted, id } = item;
      if (deleted || this.#isLeftOut(id)) continue;
      if (content instanceof Y.ContentFormat) {
        const author = this.#authorOf(id);
        changes.set(content.key, { author, value: content.value ?? null });
      } else if (content instanceof Y.ContentString) {
        writeMarks();
        const author = this.#authorOf(id);
        last = this.#append(to, last, author, new Y.ContentString(content.str));
      }
    }
    // As no text follows, writes only ends of marks.
    for (const [key, { value }] of changes) {
      if (value !== null) changes.delete(key);
    }
    writeMarks();
  }

  /**
   * Whether the copy has an element: not an empty run, and an element of a left-out member only if it has text of
   * others.
   */
  #keeps(item: Y.Item): boolean {
    const cached = this.#isKept.get(item);
    if (cached !== undefined) return cached;
    const { type } = item.content as Y.ContentType;
    let isKept = !(type instanceof Y.XmlText) && !this.#isLeftOut(item.id);
    for (
      let child = type._start;
      child !== null && !isKept;
      child = child.right
    ) {
      if (child.deleted) continue;
      isKept = child.content instanceof Y.ContentType
        ? this.#keeps(child)
        : child.content instanceof Y.ContentString &&
          !this.#isLeftOut(child.id);
    }
    this.#isKept.set(item, isKept);
    return isKept;
  }

  #isLeftOut(id: Y.ID): boolean {
    const author = this.without && this.#writerOf(id);
    return author !== undefined && this.without!.has(author);
  }

  /** The author in the copy; undefined for a left-out member's element that has text of others. */
  #authorOf(id: Y.ID): string | undefined {
    return this.#isLeftOut(id) ? undefined : this.#writerOf(id);
  }

  #writerOf({ client }: Y.ID): string | undefined {
    return this.authors.get(String(client));
  }

  /** Appends as Yjs does, but under the client of this author. */
  #append(
    to: Y.XmlFragment | Y.XmlElement | Y.XmlText,
    left: Y.Item | null,
    author: string | undefined,
    content: Y.Item["content"],
    key: string | null = null,
  ): Y.Item {
    const { transaction } = this, { store } = transaction.doc;
    const client = this.#clientOf(author);
    const item = new Y.Item(
      Y.createID(client, Y.getState(store, client)),
      left,
      left?.lastId ?? null,
      null,
      null,
      to as Type,
      key,
      content,
    );
    item.integrate(transaction, 0);
    return item;
  }

  #clientOf(author: string | undefined): number {
    if (author === undefined) return serverClient;
    const newClient = this.#clients.get(author);
    if (newClient !== undefined) return newClient;
    const { doc } = this.transaction;
    let client = serverClient + 1 + this.#clients.size;
    while (doc.store.clients.has(client)) client++;
    this.#clients.set(author, client);
    pageWriters(doc).set(String(client), author);
    return client;
  }
}

function lastOf(type: Y.XmlFragment): Y.Item | null {
  let item = type._start;
  while (item !== null && item.right !== null) item = item.right;
  return item;
}

/** Values of marks are plain JSON. */
const isEqual = (first: unknown, second: unknown) =>
  first === second || JSON.stringify(first) === JSON.stringify(second);
