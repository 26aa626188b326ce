/** S13: what a member sends is inspected before it is applied, for Yjs itself trusts every update. */
import * as decoding from "lib0/decoding";
import * as Y from "yjs";
import { at, Cost, type Ranges, type Root, type Struct } from "./cost.ts";
import { limits } from "./limits.ts";
import { Refusal } from "./refusal.ts";

/** Where a struct hangs: under a root, `gone` below what was collected, `dangling` where unknown. */
type Place = Root | "gone" | "dangling";

/** No honest client ever writes so much in one session. */
const latestClock = 2 ** 32;
/** How deep any content may nest; commands have their own, lower bound. */
const deepest = 64;

/** What a member may write to, by root: a sequence has no keys, a map has only keys. */
const writable: Readonly<Record<string, "sequence" | "map">> = {
  outbox: "sequence",
  read: "map",
};
/** The roots of a member's document in which a member may delete: their own, and receipts. */
export const deletable: ReadonlySet<string> = new Set([
  "outbox",
  "read",
  "receipts",
]);

function malformed(why: string): never {
  throw new Refusal("malformed", { note: why });
}

/**
 * Checks an update of a member against their document, which it does not change; gives what applying it costs.
 * Throws a `malformed` Refusal unless every byte of it is one that a member may send.
 *
 * @param brings is given each value that it would bring into the document
 */
export function inspect(
  update: Uint8Array,
  doc: Y.Doc,
  brings: (value: unknown) => void = () => {},
): Cost {
  const { structs, ds } = decoded(update);
  const byClient = grouped(structs);
  checkClients([...byClient.keys()], doc.store.clients);
  const places = new Places(byClient, doc);
  const fresh = new Map<Y.Item, Root | null>();
  for (const struct of structs) {
    if (!(struct instanceof Y.Item)) continue;
    checkReferences(struct, doc);
    // What the document has already is not integrated by Yjs, whatever it says it is.
    const known = Y.getState(doc.store, struct.id.client);
    if (struct.id.clock + struct.length <= known) continue;
    checkContent(struct.content, brings);
    const place = places.of(struct);
    if (struct.id.clock < known) checkOverlap(struct, place, known, doc);
    fresh.set(struct, typeof place === "string" ? null : place);
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
    checkNeighbours(struct, place.root, kind, places);
  }
  checkDeletions(ds.clients, doc);
  return new Cost(byClient, doc).count(fresh, ds.clients);
}

/** Structs by client. Yjs writes a client's once, without holes, and relies on it when it reads. */
function grouped(structs: readonly Struct[]): Map<number, Struct[]> {
  const byClient = new Map<number, Struct[]>();
  for (const struct of structs) {
    const { client, clock } = struct.id;
    // Past this, sums of clocks and lengths could be written but not read again.
    if (struct.length === 0 || clock + struct.length > latestClock) {
      malformed("a struct of an impossible length");
    }
    const list = byClient.get(client);
    const last = list?.at(-1);
    if (last !== undefined && last.id.clock + last.length !== clock) {
      malformed("a client's structs are not in order");
    }
    if (list === undefined) byClient.set(client, [struct]);
    else list.push(struct);
  }
  return byClient;
}

/** Yjs goes through all clients of a document in each transaction, and forgets none. */
function checkClients(
  clients: readonly number[],
  known: ReadonlyMap<number, unknown>,
): void {
  if (clients.length > limits.clientsPerUpdate) {
    malformed("too many clients in one update");
  }
  const fresh = clients.filter((client) => !known.has(client)).length;
  if (fresh > 0 && known.size + fresh > limits.clientsPerDocument) {
    malformed("too many clients in one document");
  }
}

/** What Yjs looks up for every struct, even for one that the document has: it must not fail at it. */
function checkReferences(
  { id, origin, rightOrigin, parent }: Y.Item,
  doc: Y.Doc,
) {
  for (const each of [origin, rightOrigin, parent]) {
    if (
      each instanceof Y.ID && each.client === id.client &&
      each.clock >= id.clock
    ) malformed("a struct that refers to a later one");
  }
  // Yjs makes every root that is named, and keeps it.
  if (
    typeof parent === "string" && !Object.hasOwn(writable, parent) &&
    !doc.share.has(parent)
  ) malformed("an unknown root");
}

/**
 * Yjs puts the unknown part of a struct after its known part, wherever that is. An honest one continues what
 * it began: commands that were pushed one by one, or read marks set one after another, and are sent together later.
 */
function checkOverlap(
  struct: Y.Item,
  place: Place,
  known: number,
  doc: Y.Doc,
): void {
  const before = Y.getItem(
    doc.store,
    Y.createID(struct.id.client, known - 1),
  ) as Y.Item | Y.GC;
  if (typeof place === "object" && before instanceof Y.Item) {
    const { root, key } = rootOf(before, doc);
    if (place.root === root && place.key === key) return;
  }
  malformed("a struct that continues another one elsewhere");
}

/** A struct lies between neighbours of one root, or copies of the document come to differ. */
function checkNeighbours(
  struct: Y.Item,
  root: string,
  kind: "sequence" | "map",
  places: Places,
): void {
  if (struct.rightOrigin === null) return;
  const right = places.at(struct.rightOrigin);
  const isElsewhere = typeof right === "object" && right.root !== root;
  if (kind === "map" || isElsewhere) malformed("a struct between two roots");
}

type Decoded = { structs: Struct[]; ds: { clients: Ranges } };

/** Remembers how far it has read. A class of its own for each call would leave V8 nothing to optimise. */
class Decoder extends Y.UpdateDecoderV1 {
  static last: decoding.Decoder | undefined;
  /** How many entries the delete set has; Yjs makes one of those of the same client. */
  static deleters = 0;
  constructor(decoder: decoding.Decoder) {
    super(decoder);
    Decoder.last = decoder;
    Decoder.deleters = 0;
  }

  /** Called before each entry. */
  override resetDsCurVal(): void {
    Decoder.deleters++;
  }
}

function decoded(update: Uint8Array): Decoded {
  let result;
  try {
    result = Y.decodeUpdateV2(update, Decoder);
  } catch {
    malformed("not an update");
  }
  if (Decoder.last?.pos !== update.length) malformed("bytes after the update");
  Decoder.last = undefined;
  const { structs, ds } = result as Decoded;
  if (Decoder.deleters !== ds.clients.size) {
    malformed("a client's deletions are not in one place");
  }
  return { structs, ds };
}

function checkContent(
  content: unknown,
  brings: (value: unknown) => void,
): void {
  if (content instanceof Y.ContentDeleted) return;
  if (!(content instanceof Y.ContentAny || content instanceof Y.ContentJSON)) {
    malformed("content that is not plain JSON");
  }
  for (const value of content.arr) {
    // Yjs refuses to write this one by itself, and it has no text as JSON.
    if (value === undefined || !isPlain(value, deepest)) {
      malformed("content that is not plain JSON");
    }
    brings(value);
  }
}

/**
 * Whether a value is plain JSON (or undefined) and nests no deeper than this. Neither half characters nor the key
 * of an object's prototype is plain: they do not come back from the store as they were.
 */
export function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object") {
    return typeof value !== "bigint" && typeof value !== "function";
  }
  if (value === null) return true;
  if (depth === 0 || ArrayBuffer.isView(value)) return false;
  if (Array.isArray(value)) {
    return value.every((inner) => isPlain(inner, depth - 1));
  }
  return Object.getPrototypeOf(value) === Object.prototype &&
    Object.entries(value).every(([key, inner]) =>
      key !== "__proto__" && key.isWellFormed() && isPlain(inner, depth - 1)
    );
}

/** Finds the root under which a struct hangs, through its origins in the update and the document. */
class Places {
  #known = new Map<Struct, Place>();

  constructor(readonly update: Map<number, Struct[]>, readonly doc: Y.Doc) {}

  /** The place of the struct with this id. */
  at(id: Y.ID): Place {
    if (id.clock < Y.getState(this.doc.store, id.client)) {
      return this.#inDocument(id);
    }
    const struct = this.#inUpdate(id);
    return struct === undefined ? "dangling" : this.of(struct);
  }

  of(struct: Struct): Place {
    const path = new Set<Struct>();
    let place: Place | undefined;
    for (
      let at: Struct | undefined = struct;
      place === undefined;
      at = this.#inUpdate(originOf(at))
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
    if (typeof struct.parent === "string") {
      return { root: struct.parent, key: struct.parentSub };
    }
    if (struct.parent !== null) malformed("a write into a nested type");
    const origin = originOf(struct);
    if (origin === null) malformed("a struct without a parent");
    if (origin.clock >= Y.getState(this.doc.store, origin.client)) {
      return undefined;
    }
    return this.#inDocument(origin);
  }

  #inDocument(id: Y.ID): Place {
    const item = Y.getItem(this.doc.store, id) as Y.Item | Y.GC;
    if (item instanceof Y.GC || item.parent === null) return "gone";
    return rootOf(item, this.doc);
  }

  #inUpdate(origin: Y.ID | null): Struct | undefined {
    if (origin === null) return undefined;
    return at(this.update.get(origin.client) ?? [], origin.clock);
  }
}

/** What a struct hangs on. */
const originOf = (struct: Struct): Y.ID | null =>
  struct instanceof Y.Item ? struct.origin ?? struct.rightOrigin : null;

function rootOf(item: Y.Item, doc: Y.Doc): Root {
  for (const [name, type] of doc.share) {
    if (type === item.parent) return { root: name, key: item.parentSub };
  }
  malformed("a write into a nested type");
}

/**
 * Yjs always sorts and merges what it sends, so each struct is visited once. Of ranges that lie over one another
 * each would visit all that it names, here and in Yjs.
 */
function checkRanges(ranges: readonly { clock: number; len: number }[]): void {
  let end = 0;
  for (const { clock, len } of ranges) {
    // Yjs never writes such a one, and throws when it has to keep one for later.
    if (len === 0) malformed("an empty deletion");
    if (clock < end) malformed("a client's deletions are not in order");
    end = clock + len;
    if (end > latestClock) malformed("a deletion of what can never be");
  }
}

function checkDeletions(deletions: Ranges, doc: Y.Doc): void {
  for (const [client, ranges] of deletions) {
    checkRanges(ranges);
    const structs = doc.store.clients.get(client);
    if (structs === undefined) continue;
    const known = Y.getState(doc.store, client);
    for (const { clock, len } of ranges) {
      if (clock >= known) continue;
      for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
        const struct = structs[i];
        if (struct.id.clock >= clock + len) break;
        if (struct.deleted || !(struct instanceof Y.Item)) continue;
        if (!deletable.has(rootOf(struct, doc).root)) {
          malformed("a deletion outside the outbox");
        }
      }
    }
  }
}
