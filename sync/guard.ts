/**
 * S13: what a member sends is looked at before it is applied. Yjs itself trusts every update, so this
 * is what keeps forged ones out of a member's document.
 */
import * as decoding from "lib0/decoding";
import * as Y from "yjs";
import { limits } from "./limits.ts";
import { Refusal } from "./refusal.ts";

type Struct = Y.Item | Y.GC | Y.Skip;
/** Where a struct hangs: a root's name, `gone` below what was collected, `dangling` where unknown. */
type Place = { root: string } | "gone" | "dangling";

/** How deep any content may nest; commands have their own, lower bound. */
const deepest = 64;

/** What a member may write to, by root: a sequence has no keys, a map has only keys. */
const writable: Readonly<Record<string, "sequence" | "map">> = {
  outbox: "sequence",
  read: "map",
};
const deletable: ReadonlySet<string> = new Set(["outbox", "read", "receipts"]);

function malformed(why: string): never {
  throw new Refusal("malformed", why);
}

/**
 * Checks an update of a member against their document, which it does not change.
 * Throws a `malformed` Refusal unless every byte of it is one that a member may send.
 */
export function inspect(update: Uint8Array, doc: Y.Doc): void {
  const { structs, ds } = decoded(update);
  const byClient = new Map<number, Struct[]>();
  for (const struct of structs) {
    const list = byClient.get(struct.id.client);
    if (list === undefined) byClient.set(struct.id.client, [struct]);
    else list.push(struct);
  }
  if (byClient.size > limits.clientsPerUpdate) {
    malformed("too many clients in one update");
  }
  const places = new Places(byClient, doc);
  for (const struct of structs) {
    // What the document has already is skipped by Yjs, whatever it says it is.
    if (
      struct.id.clock + struct.length <= Y.getState(doc.store, struct.id.client)
    ) continue;
    if (!(struct instanceof Y.Item)) continue;
    checkContent(struct.content);
    const place = places.of(struct);
    if (typeof place === "string") continue;
    const kind = Object.hasOwn(writable, place.root)
      ? writable[place.root]
      : undefined;
    if (kind === undefined) malformed("a write outside the outbox");
    // A struct with an origin takes its key from there; only one without says it itself.
    if (
      struct.parent !== null &&
      (struct.parentSub === null) !== (kind === "sequence")
    ) {
      malformed("a key where none belongs");
    }
  }
  checkDeletions(ds, doc);
}

function decoded(update: Uint8Array): { structs: Struct[]; ds: DeleteSet } {
  let reader: decoding.Decoder | undefined;
  class Decoder extends Y.UpdateDecoderV1 {
    constructor(decoder: decoding.Decoder) {
      super(decoder);
      reader = decoder;
    }
  }
  let result;
  try {
    result = Y.decodeUpdateV2(update, Decoder);
  } catch {
    malformed("not an update");
  }
  if (reader?.pos !== update.length) malformed("bytes after the update");
  return result as { structs: Struct[]; ds: DeleteSet };
}

type DeleteSet = { clients: Map<number, { clock: number; len: number }[]> };

function checkContent(content: unknown): void {
  if (content instanceof Y.ContentDeleted) return;
  if (!(content instanceof Y.ContentAny || content instanceof Y.ContentJSON)) {
    malformed("content that is not plain JSON");
  }
  for (const value of content.arr) {
    if (!isPlain(value, deepest)) malformed("content that is not plain JSON");
  }
}

/** Whether a value is plain JSON (or undefined) and nests no deeper than this. */
export function isPlain(value: unknown, depth: number): boolean {
  if (typeof value !== "object") {
    return typeof value !== "bigint" && typeof value !== "function";
  }
  if (value === null) return true;
  if (depth === 0 || ArrayBuffer.isView(value)) return false;
  return Object.values(value).every((inner) => isPlain(inner, depth - 1));
}

/** Finds the root under which a struct hangs, through its origins in the update and the document. */
class Places {
  #known = new Map<Struct, Place>();

  constructor(readonly update: Map<number, Struct[]>, readonly doc: Y.Doc) {}

  of(struct: Struct): Place {
    const path = new Set<Struct>();
    let place: Place | undefined;
    for (
      let at: Struct | undefined = struct;
      place === undefined;
      at = this.#inUpdate(at)
    ) {
      if (at === undefined) break;
      place = this.#known.get(at) ?? this.#own(at);
      // A circle of origins can never be integrated.
      if (path.has(at)) place = "dangling";
      path.add(at);
    }
    for (const each of path) this.#known.set(each, place ?? "dangling");
    return place ?? "dangling";
  }

  /** What a struct says by itself; undefined: follow its origin in the update. */
  #own(struct: Struct): Place | undefined {
    if (!(struct instanceof Y.Item)) return "gone";
    if (typeof struct.parent === "string") return { root: struct.parent };
    if (struct.parent !== null) malformed("a write into a nested type");
    const origin = struct.origin ?? struct.rightOrigin;
    if (origin === null) malformed("a struct without a parent");
    if (origin.clock >= Y.getState(this.doc.store, origin.client)) {
      return undefined;
    }
    const item = Y.getItem(this.doc.store, origin) as Y.Item | Y.GC;
    if (item instanceof Y.GC || item.parent === null) return "gone";
    return rootOf(item, this.doc);
  }

  #inUpdate(struct: Struct): Struct | undefined {
    const origin = (struct as Y.Item).origin ?? (struct as Y.Item).rightOrigin;
    if (origin === null || origin === undefined) return undefined;
    const list = this.update.get(origin.client) ?? [];
    let low = 0, high = list.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = list[middle];
      if (origin.clock < found.id.clock) high = middle - 1;
      else if (origin.clock >= found.id.clock + found.length) low = middle + 1;
      else return found;
    }
    return undefined;
  }
}

function rootOf(item: Y.Item, doc: Y.Doc): Place {
  for (const [name, type] of doc.share) {
    if (type === item.parent) return { root: name };
  }
  malformed("a write into a nested type");
}

function checkDeletions(ds: DeleteSet, doc: Y.Doc): void {
  for (const [client, ranges] of ds.clients) {
    // Yjs never writes such a one, and throws when it has to keep one for later.
    if (ranges.some(({ len }) => len === 0)) malformed("an empty deletion");
    const structs = doc.store.clients.get(client);
    if (structs === undefined) continue;
    const known = Y.getState(doc.store, client);
    for (const { clock, len } of ranges) {
      if (clock >= known) continue;
      for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
        const struct = structs[i];
        if (struct.id.clock >= clock + len) break;
        if (struct.deleted || !(struct instanceof Y.Item)) continue;
        const place = rootOf(struct, doc);
        if (typeof place === "object" && !deletable.has(place.root)) {
          malformed("a deletion outside the outbox");
        }
      }
    }
  }
}
