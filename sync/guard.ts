/** SYNC-13: inspects a member's update before it is applied, because Yjs trusts every update. */
import * as Y from "yjs";
import {
  type DeletedRanges,
  type Struct,
  structAt,
  type StructParent,
  UpdateCost,
} from "./cost.ts";
import { limits } from "./limits.ts";
import { ReadingOrder } from "./reading_order.ts";
import { refuseMalformed } from "./refusal.ts";
import { decodeUpdate, maxDepth } from "./update_decoder.ts";

/** The place of a struct: `gone` if its parent was collected, `dangling` if it is unknown. */
type Place = StructParent | "gone" | "dangling";

/** Rules for members' writes to one kind of document. The checks refuse anything else with `malformed`. */
export interface WriteProfile {
  /** Whether the document has text, which Yjs damages if a character is split. */
  readonly hasText: boolean;
  isRoot(name: string): boolean;
  isDeletable(root: string): boolean;
  /** Checks the Yjs clients of which an update has new structs. */
  checkClients(clients: readonly number[], doc: Y.Doc): void;
  checkContent(content: unknown): void;
  /** Checks a new struct at its place, under this number of ancestors. */
  checkStruct(struct: Y.Item, structPlace: StructParent, depth: number): void;
}

/** Limit of a client's Yjs clock, which no honest client reaches in one session. */
const latestClock = 2 ** 32;

/** The roots that a member may write: a sequence has no keys, a map has only keys. */
const writableRoots: Readonly<Record<string, "sequence" | "map">> = {
  outbox: "sequence",
  read: "map",
};
/** The roots in which a member may delete: the writable ones and receipts. */
export const deletableRoots: ReadonlySet<string> = new Set([
  "outbox",
  "read",
  "receipts",
]);

const ownProfile: WriteProfile = {
  hasText: false,
  isRoot: (name) => Object.hasOwn(writableRoots, name),
  isDeletable: (root) => deletableRoots.has(root),
  checkClients: checkOwnClients,
  checkContent: checkValues,
  checkStruct: checkOwnStruct,
};

function checkOwnStruct(
  { parent: namedParent, parentSub }: Y.Item,
  { parent }: StructParent,
) {
  if (typeof parent !== "string") refuseMalformed("a write into a nested type");
  const kind = Object.hasOwn(writableRoots, parent)
    ? writableRoots[parent]
    : undefined;
  if (kind === undefined) refuseMalformed("a write outside the outbox");
  // Only a struct without an origin names its parent and key; any other takes them from its origin.
  if (namedParent !== null && (parentSub === null) !== (kind === "sequence")) {
    refuseMalformed("a key where none belongs");
  }
  // Yjs keeps the key of a deleted value forever, so it must not contain words (O-3).
  if (parentSub !== null && !/^\w{1,16}$/.test(parentSub)) {
    refuseMalformed("a key that is no id");
  }
}

/**
 * Checks a member's update against a document without changing it, and returns the cost of applying it. Refuses with
 * `malformed` unless the member may send every byte of it, and with `too-large` if applying it costs too much.
 */
export function inspectUpdate(
  update: Uint8Array,
  doc: Y.Doc,
  profile: WriteProfile = ownProfile,
): UpdateCost {
  const { structs, deletions, values, parts } = decodeUpdate(
    update,
    maxClientsInUpdate(doc),
  );
  const byClient = groupByClient(structs);
  const cost = new UpdateCost(byClient, doc);
  cost.addContent(values, parts);
  const order = new ReadingOrder(byClient, doc, cost);
  profile.checkClients(clientsWithNews(byClient, doc), doc);
  const places = new Places(byClient, doc);
  const newParents = new Map<Y.Item, StructParent | null>();
  const knownItems: Y.Item[] = [];
  let levels = 0;
  for (const struct of structs) {
    if (!(struct instanceof Y.Item)) continue;
    checkReferences(struct, doc, profile);
    // Yjs does not integrate a struct that the document already has, but splits the structs at its origins.
    const knownClock = Y.getState(doc.store, struct.id.client);
    if (struct.id.clock + struct.length <= knownClock) {
      knownItems.push(struct);
      continue;
    }
    profile.checkContent(struct.content);
    const place = places.fromStruct(struct);
    if (struct.id.clock < knownClock) {
      checkOverlap(struct, place, knownClock, doc);
    }
    const depth = typeof place === "string"
      ? place
      : places.depthUnder(place.parent);
    if (typeof place === "string" || typeof depth === "string") {
      newParents.set(struct, null);
      continue;
    }
    newParents.set(struct, place);
    if (depth > maxDepth) refuseMalformed("what nests too deep");
    levels += depth;
    profile.checkStruct(struct, place, depth);
    checkNeighbours(struct, place, places);
    if (place.key === null) order.check(struct, knownClock);
  }
  checkDeletions(deletions, doc, profile);
  cost.measure(newParents, deletions, {
    levels,
    knownItems,
    mayNest: profile.hasText,
  });
  order.checkWith(update);
  return cost;
}

/** The clients of which the update has something new. */
function clientsWithNews(
  byClient: ReadonlyMap<number, readonly Struct[]>,
  doc: Y.Doc,
): number[] {
  return [...byClient].filter(([client, structs]) => {
    const last = structs[structs.length - 1];
    return last.id.clock + last.length > Y.getState(doc.store, client);
  }).map(([client]) => client);
}

/** Structs by client. Yjs writes them once per client and without gaps, and relies on that when it reads. */
function groupByClient(structs: readonly Struct[]): Map<number, Struct[]> {
  const byClient = new Map<number, Struct[]>();
  for (const struct of structs) {
    const { client, clock } = struct.id;
    // Above this, sums of clocks and lengths could be written but not read.
    if (struct.length === 0 || clock + struct.length > latestClock) {
      refuseMalformed("a struct of an impossible length");
    }
    const list = byClient.get(client);
    const last = list?.at(-1);
    if (last !== undefined && last.id.clock + last.length !== clock) {
      refuseMalformed("a client's structs are not in order");
    }
    if (list === undefined) byClient.set(client, [struct]);
    else list.push(struct);
  }
  return byClient;
}

/** Limits the clients of a document, because Yjs visits all of them in each transaction and forgets none. */
function checkOwnClients(clients: readonly number[], { store }: Y.Doc): void {
  const knownClients = store.clients;
  const newClientCount =
    clients.filter((client) => !knownClients.has(client)).length;
  const { clientsPerDocument } = limits;
  // Versions up to 0.19 allowed twice as many. Above today's limit a document takes one new client per update, up to
  // that old limit.
  const isOld = knownClients.size > clientsPerDocument && newClientCount === 1;
  if (
    newClientCount > 0 &&
    knownClients.size + newClientCount >
      (isOld ? 2 * clientsPerDocument : clientsPerDocument)
  ) {
    refuseMalformed("too many clients in one document");
  }
}

/**
 * Checks the references of a struct, so that their lookup cannot fail. Yjs looks them up even if the document has the
 * struct.
 */
function checkReferences(
  { id, origin, rightOrigin, parent }: Y.Item,
  doc: Y.Doc,
  profile: WriteProfile,
) {
  for (const reference of [origin, rightOrigin, parent]) {
    if (
      reference instanceof Y.ID && reference.client === id.client &&
      reference.clock >= id.clock
    ) refuseMalformed("a struct that refers to a later one");
  }
  if (profile.hasText) {
    if (origin) checkCut(doc, origin.client, origin.clock + 1);
    if (rightOrigin) checkCut(doc, rightOrigin.client, rightOrigin.clock);
  }
  // Yjs creates and keeps every root that is named.
  if (
    typeof parent === "string" && !profile.isRoot(parent) &&
    !doc.share.has(parent)
  ) refuseMalformed("an unknown root");
}

/**
 * Refuses to split a surrogate pair. Yjs replaces the halves, and not in all replicas if the splitting struct is not
 * integrated.
 */
function checkCut({ store }: Y.Doc, client: number, clock: number): void {
  const struct = structAt(store.clients.get(client) ?? [], clock);
  if (!(struct instanceof Y.Item)) return;
  if (!(struct.content instanceof Y.ContentString)) return;
  const codeUnit = struct.content.str.charCodeAt(clock - struct.id.clock - 1);
  if (codeUnit >= 0xd800 && codeUnit < 0xdc00) {
    refuseMalformed("half a character");
  }
}

/**
 * Checks a struct of which the document has the first part. Yjs puts the rest after that part, so both must have the
 * same parent and key. If the first part was collected, the rest must be too.
 */
function checkOverlap(
  struct: Y.Item,
  place: Place,
  knownClock: number,
  doc: Y.Doc,
): void {
  const firstPart = Y.getItem(
    doc.store,
    Y.createID(struct.id.client, knownClock - 1),
  ) as Y.Item | Y.GC;
  if (place === "gone" && firstPart instanceof Y.GC) return;
  if (typeof place === "object" && firstPart instanceof Y.Item) {
    const { parent, key } = heldIn(firstPart, doc);
    if (place.parent === parent && place.key === key) return;
  }
  refuseMalformed("a struct that continues another one elsewhere");
}

/** The neighbours of a struct must have the same parent, or replicas diverge. A map's value has no right neighbour. */
function checkNeighbours(
  { rightOrigin }: Y.Item,
  { parent, key }: StructParent,
  places: Places,
): void {
  if (rightOrigin === null) return;
  const right = places.at(rightOrigin);
  const isElsewhere = typeof right === "object" &&
    (right.parent !== parent || right.key !== null);
  if (key !== null || isElsewhere) {
    refuseMalformed("a struct between two parents");
  }
}

/**
 * Maximum clients that a state vector or a delete set may name: V8 hashes numbers without a secret, so chosen ids could
 * collide and take seconds to insert.
 */
export function maxClientsInUpdate({ store }: Y.Doc): number {
  return store.clients.size + limits.unknownClients;
}

function checkValues(content: unknown): void {
  if (content instanceof Y.ContentDeleted) return;
  if (!(content instanceof Y.ContentAny)) {
    refuseMalformed("content that is not plain JSON");
  }
  for (const value of content.arr) {
    // Yjs cannot encode `undefined` here, and JSON has no form for it.
    if (value === undefined || !isPlainJson(value, maxDepth)) {
      refuseMalformed("content that is not plain JSON");
    }
  }
}

/**
 * Whether a value is plain JSON (or undefined) within this depth. Lone surrogates and the key `__proto__` are not
 * plain: they do not survive storage.
 */
export function isPlainJson(value: unknown, depth: number): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object") {
    return typeof value !== "bigint" && typeof value !== "function";
  }
  if (value === null) return true;
  if (depth === 0 || ArrayBuffer.isView(value)) return false;
  if (Array.isArray(value)) {
    return value.every((inner) => isPlainJson(inner, depth - 1));
  }
  return Object.getPrototypeOf(value) === Object.prototype &&
    Object.entries(value).every(([key, inner]) =>
      key !== "__proto__" && key.isWellFormed() && isPlainJson(inner, depth - 1)
    );
}

/** Finds the place of a struct by following origins and parents in the update and the document. */
class Places {
  #known = new Map<Struct, Place>();
  #depths = new Map<Y.Item, number | "gone" | "dangling">();

  constructor(readonly update: Map<number, Struct[]>, readonly doc: Y.Doc) {}

  at(id: Y.ID): Place {
    if (id.clock < Y.getState(this.doc.store, id.client)) {
      return this.#inDocument(id);
    }
    const struct = this.#inUpdate(id);
    return struct === undefined ? "dangling" : this.fromStruct(struct);
  }

  fromStruct(struct: Struct): Place {
    const path = new Set<Struct>();
    let place: Place | undefined;
    for (
      let current: Struct | undefined = struct;
      place === undefined;
      current = this.#inUpdate(originOf(current))
    ) {
      if (current === undefined) break;
      place = this.#known.get(current) ?? this.#own(current);
      // A circle of origins can never be integrated.
      if (path.has(current)) place = "dangling";
      path.add(current);
    }
    for (const visited of path) this.#known.set(visited, place ?? "dangling");
    return place ?? "dangling";
  }

  /** The place that the struct itself names; undefined if its origin in the update decides. */
  #own(struct: Struct): Place | undefined {
    if (!(struct instanceof Y.Item)) return "gone";
    if (typeof struct.parent === "string") {
      return { parent: struct.parent, key: struct.parentSub };
    }
    if (struct.parent !== null) {
      return this.#under(struct.parent as unknown as Y.ID, struct.parentSub);
    }
    const origin = originOf(struct);
    if (origin === null) refuseMalformed("a struct without a parent");
    if (origin.clock >= Y.getState(this.doc.store, origin.client)) {
      return undefined;
    }
    return this.#inDocument(origin);
  }

  #inDocument(id: Y.ID): Place {
    const item = Y.getItem(this.doc.store, id) as Y.Item | Y.GC;
    if (item instanceof Y.GC || item.parent === null) return "gone";
    return heldIn(item, this.doc);
  }

  #under(id: Y.ID, key: string | null): Place {
    const isKnown = id.clock < Y.getState(this.doc.store, id.client);
    const item = isKnown
      ? Y.getItem(this.doc.store, id) as Y.Item | Y.GC
      : this.#inUpdate(id);
    if (item === undefined) return "dangling";
    // Yjs collects the children of a collected struct.
    if (!(item instanceof Y.Item)) return "gone";
    if (item.content instanceof Y.ContentDeleted) return "gone";
    if (!(item.content instanceof Y.ContentType)) {
      refuseMalformed("a write into what holds nothing");
    }
    return { parent: item, key };
  }

  /**
   * The number of ancestors of a struct with this parent; `gone` or `dangling` if an ancestor is. Ancestors in an
   * update may form a circle or be missing.
   */
  depthUnder(parent: StructParent["parent"]): number | "gone" | "dangling" {
    const path = new Set<Y.Item>();
    let depth: number | "gone" | "dangling" = 0;
    for (let ancestor = parent; typeof ancestor !== "string";) {
      const cachedDepth = this.#depths.get(ancestor);
      const place = cachedDepth ??
        (path.has(ancestor) ? "dangling" : this.#placeOf(ancestor));
      if (typeof place !== "object") {
        depth = place;
        break;
      }
      path.add(ancestor);
      ancestor = place.parent;
    }
    for (const ancestor of [...path].reverse()) {
      if (typeof depth === "number") depth++;
      this.#depths.set(ancestor, depth);
    }
    return depth;
  }

  #placeOf(item: Y.Item): Place {
    return item.parent instanceof Y.AbstractType
      ? heldIn(item, this.doc)
      : this.fromStruct(item);
  }

  #inUpdate(origin: Y.ID | null): Struct | undefined {
    if (origin === null) return undefined;
    return structAt(this.update.get(origin.client) ?? [], origin.clock);
  }
}

const originOf = (struct: Struct): Y.ID | null =>
  struct instanceof Y.Item ? struct.origin ?? struct.rightOrigin : null;

function heldIn({ parent, parentSub }: Y.Item, doc: Y.Doc): StructParent {
  const type = parent as Y.AbstractType<unknown>;
  return { parent: type._item ?? rootNamed(type, doc), key: parentSub };
}

function rootNamed(type: Y.AbstractType<unknown>, doc: Y.Doc): string {
  for (const [name, root] of doc.share) if (root === type) return name;
  refuseMalformed("a write into a nested type");
}

function rootOf(item: Y.Item, doc: Y.Doc): string {
  let type = item.parent as Y.AbstractType<unknown>;
  while (type._item !== null) {
    type = type._item.parent as Y.AbstractType<unknown>;
  }
  return rootNamed(type, doc);
}

/**
 * Refuses deleted ranges that are not in order or overlap: structs would be visited repeatedly, here and in Yjs. Yjs
 * sorts and merges the ranges that it sends.
 */
function checkRanges(ranges: readonly { clock: number; len: number }[]): void {
  let end = 0;
  for (const { clock, len } of ranges) {
    // Yjs never writes an empty range, and throws if it has to keep one for later.
    if (len === 0) refuseMalformed("an empty deletion");
    if (clock < end) refuseMalformed("a client's deletions are not in order");
    end = clock + len;
    if (end > latestClock) refuseMalformed("a deletion of what can never be");
  }
}

function checkDeletions(
  deletions: DeletedRanges,
  doc: Y.Doc,
  profile: WriteProfile,
): void {
  for (const [client, ranges] of deletions) {
    checkRanges(ranges);
    const structs = doc.store.clients.get(client);
    if (structs === undefined) continue;
    const knownClock = Y.getState(doc.store, client);
    for (const { clock, len } of ranges) {
      if (clock >= knownClock) continue;
      if (profile.hasText) {
        checkCut(doc, client, clock);
        checkCut(doc, client, clock + len);
      }
      for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
        const struct = structs[i];
        if (struct.id.clock >= clock + len) break;
        if (struct.deleted || !(struct instanceof Y.Item)) continue;
        if (!profile.isDeletable(rootOf(struct, doc))) {
          refuseMalformed("a deletion where none may be");
        }
      }
    }
  }
}
