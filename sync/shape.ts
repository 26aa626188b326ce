/**
 * Limits a shared document (SYNC-13) to one root with elements, text and marks of the authority's shape, and structs
 * only of the sender's own Yjs clients.
 */
import * as Y from "yjs";
import type { StructParent } from "./cost.ts";
import { isPlainJson, type WriteProfile } from "./guard.ts";
import { refuseMalformed } from "./refusal.ts";

/** The shape of a document that several members write. All arguments are unchecked client data. */
export interface DocumentShape {
  /** The one root that members write: an XML fragment. */
  readonly root: string;
  readonly characters: number;
  element(name: string, parent: string | null, depth: number): boolean;
  text(parent: string | null): boolean;
  attribute(element: string, key: string, value: unknown): boolean;
  /** Whether text may have this mark; the value null ends it. */
  mark(name: string, value: unknown): boolean;
}

/** The root in which the server records the author of each Yjs client. */
export const writersRoot = "writers";

/** Maximum nesting of an attribute's or mark's value, and length of its name. */
const valueDepth = 4, nameLength = 64;

/** Checks a member's update of a document with a shape. One object per update. */
export class SharedWriteProfile implements WriteProfile {
  readonly hasText = true;
  characters = 0;
  newClients: readonly number[] = [];

  /** @param isOwn whether a client is the sender's; it may throw a more specific Refusal */
  constructor(
    readonly shape: DocumentShape,
    readonly isOwn: (client: number) => boolean,
  ) {}

  isRoot(name: string): boolean {
    return name === this.shape.root;
  }

  /** Everyone who may write may delete text, but not the record of authors. */
  isDeletable(root: string): boolean {
    return root === this.shape.root;
  }

  checkClients(clients: readonly number[]): void {
    this.newClients = clients;
    for (const client of clients) {
      if (!this.isOwn(client)) refuseMalformed("structs of somebody else");
    }
  }

  checkContent(content: unknown): void {
    const isKnown = content instanceof Y.ContentDeleted ||
      content instanceof Y.ContentString ||
      content instanceof Y.ContentFormat ||
      content instanceof Y.ContentAny ||
      content instanceof Y.ContentType && isXml(content.type);
    if (!isKnown) refuseMalformed("content of another kind");
  }

  checkStruct(
    { content }: Y.Item,
    { parent, key }: StructParent,
    depth: number,
  ): void {
    const holder = typeof parent === "string" ? null : typeOf(parent);
    if (holder === null && parent !== this.shape.root) {
      refuseMalformed("a write outside the root");
    }
    const isElement = holder instanceof Y.XmlElement;
    if (holder !== null && !isXml(holder)) {
      refuseMalformed("a write into a type");
    }
    if (key !== null && (!isElement || key.length > nameLength)) {
      refuseMalformed("a key where none belongs");
    }
    // Of deleted content only the place is known.
    if (content instanceof Y.ContentDeleted) return;
    const fits = key !== null
      ? this.#isAttribute(content, nameOf(holder), key)
      : holder === null || isElement
      ? this.#isChild(content, holder && nameOf(holder), depth)
      : this.#isText(content);
    if (!fits) refuseMalformed("what the shape does not have");
  }

  #isAttribute(content: unknown, element: string, key: string): boolean {
    if (!(content instanceof Y.ContentAny)) return false;
    // Values that were replaced may be one struct, as in a browser that can undo.
    return content.arr.every((value) =>
      value !== undefined && isPlainJson(value, valueDepth) &&
      this.shape.attribute(element, key, value)
    );
  }

  #isChild(content: unknown, parent: string | null, depth: number): boolean {
    if (!(content instanceof Y.ContentType)) return false;
    const { type } = content;
    return type instanceof Y.XmlElement
      ? type.nodeName.length <= nameLength &&
        this.shape.element(type.nodeName, parent, depth)
      : this.shape.text(parent);
  }

  #isText(content: unknown): boolean {
    if (content instanceof Y.ContentString) {
      this.characters += content.str.length;
      return content.str.isWellFormed();
    }
    return content instanceof Y.ContentFormat &&
      content.key.length <= nameLength &&
      isPlainJson(content.value, valueDepth) &&
      this.shape.mark(content.key, content.value);
  }
}

/** Excludes hooks, which are maps, and fragments, which have no name. */
const isXml = (type: unknown) =>
  type instanceof Y.XmlElement || type instanceof Y.XmlText;

const typeOf = ({ content }: Y.Item) => (content as Y.ContentType).type;

const nameOf = (type: unknown) => (type as Y.XmlElement).nodeName;
