/**
 * SYNC-13: what an update costs Yjs beyond its bytes, in steps of a few nanoseconds, never too low. Four costs grow
 * with the square of the input: splitting a struct copies its rest, a struct that competes for a position walks past
 * all rivals, merged structs are copied for each merge, and later structs move. A cap on structs would not do: an
 * honest full outbox adds 400, yet 500 forged ones block Yjs for 50 ms.
 */
import * as Y from "yjs";
import { limits } from "./limits.ts";
import { Refusal } from "./refusal.ts";

export type Struct = Y.Item | Y.GC | Y.Skip;
export type DeletedRanges = ReadonlyMap<
  number,
  readonly { clock: number; len: number }[]
>;
/** The parent of a struct, a root name or an item, and its key if the parent is a map. */
export interface StructParent {
  readonly parent: string | Y.Item;
  readonly key: string | null;
}

/** Steps to pass one rival: it is looked up and recorded. */
const perRival = 20;
/** Steps to pass one struct that a deletion names. */
const perPassed = 4;
/** Steps to read one range of a deletion, whether the document has what it names or not. */
const perRange = 40;
/** Steps to read one value of plain JSON, and one text, list, object or key. */
const perValue = 8, perPart = 100;
/** Steps to copy one struct of the document. */
const perCopied = 200;
const movesPerStep = 8;
const charactersPerStep = 8;
/** Steps to read and place one struct. */
const perStruct = 200;

/** Steps per client of the document: each transaction visits all of them. */
const perClient = 32;

type Mergeable = "no" | "maybe" | "yes";

export class UpdateCost {
  steps = 0;
  structs = 0;
  elements = 0;
  joinable = 0;
  /** Number of times that a struct moves in its client's list. */
  moves = 0;
  /** The new structs with their parents; null: collected or unknown. */
  #newParents!: ReadonlyMap<Y.Item, StructParent | null>;
  #deletions!: DeletedRanges;
  #siblings: Map<StructParent["parent"], number> | undefined;
  /** Number of structs that split others and have no known parent. */
  #strays = 0;
  #cuts = new Set<string>();
  /** Number of new structs by the position that they follow. `#counted` has the structs counted so far. */
  #followerCounts = new Map<string, number>();
  #counted = new Set<Struct>();
  /** Structs of the document that the update deletes, by client; `#doubtful` ones may be deleted in part or stay. */
  #ending = new Map<number, Set<Struct>>();
  #doubtful = new Set<Struct>();
  /** Structs deleted together with their parent. */
  #swept = new Set<Struct>();
  #ends = new Map<Y.Item, boolean>();

  /** @param byClient the structs of the update that is to be applied to `doc`, in order */
  constructor(
    readonly byClient: ReadonlyMap<number, Struct[]>,
    readonly doc: Y.Doc,
  ) {}

  /**
   * Counts the new structs and the deletions. Throws `too-large` if they cost too much.
   *
   * @param levels sum of the nesting depths of the new structs: every ancestor is notified of a change
   * @param knownItems structs that the document already has
   * @param mayNest whether the document may contain nested types
   */
  measure(
    newParents: ReadonlyMap<Y.Item, StructParent | null>,
    deletions: DeletedRanges,
    { levels, knownItems, mayNest }: {
      levels: number;
      knownItems: readonly Y.Item[];
      mayNest: boolean;
    },
  ): this {
    this.structs = newParents.size;
    this.#add(perClient * this.doc.store.clients.size);
    for (const { length } of this.byClient.values()) {
      this.#add(perStruct * length);
    }
    this.#add(perRival * levels);
    this.#newParents = newParents;
    this.#deletions = deletions;
    this.#strays = knownItems.length;
    for (const [item, place] of newParents) {
      const { content } = item;
      // Each merge copies values. Strings are linked, and copied once when split or sent.
      if (content instanceof Y.ContentString) {
        this.#add(item.length / charactersPerStep);
      } else if (isOfValues(content)) this.elements += item.length;
      this.#cutFor(item);
      if (place !== null) this.#compete(item, place);
    }
    for (const item of knownItems) this.#cutFor(item);
    const { structs, elements } = this;
    this.#add(joiningSteps({ structs, elements, joinable: 0 }));
    for (const ranges of deletions.values()) {
      this.#add(perRange * ranges.length);
    }
    for (const [client, ranges] of mayNest ? deletions : []) {
      for (const { clock, len } of ranges) {
        this.#sweepWhere(client, clock, clock + len);
      }
    }
    for (const [client, ranges] of deletions) {
      for (const { clock, len } of ranges) {
        this.#cut(client, clock);
        this.#cut(client, clock + len);
        this.#delete(client, clock, clock + len);
      }
    }
    for (const [client, ending] of this.#ending) {
      this.#joinKnown(client, ending);
    }
    for (const [client, structs] of this.byClient) {
      this.#joinNew(client, structs);
    }
    return this;
  }

  addContent(values: number, parts: number): void {
    this.#add(perValue * values + perPart * parts);
  }

  /** Counts one struct that was passed in search of another. */
  addPassed(): void {
    this.#add(perRival);
  }

  /** Counts a copy of the document. */
  addCopy(): void {
    for (const { length } of this.doc.store.clients.values()) {
      this.#add(perCopied * length);
    }
  }

  /** Counts a deletion. Yjs passes every struct in the range, even one that is already deleted. */
  #delete(client: number, from: number, to: number): void {
    const [knownStructs, newStructs] = this.#structsOf(client);
    let passed = 0;
    for (const structs of [knownStructs, newStructs]) {
      for (let i = endsPast(structs, from); i < structs.length; i++) {
        const struct = structs[i];
        if (struct.id.clock >= to) break;
        passed++;
        if (structs === newStructs || struct.deleted) continue;
        this.#end(struct);
        const isCut = struct.id.clock < from ||
          struct.id.clock + struct.length > to;
        if (isCut) this.#doubtful.add(struct);
      }
    }
    this.#add(perPassed * passed);
  }

  /** Counts the deletion of what is inside the types that the update deletes in this range: Yjs deletes it, too. */
  #sweepWhere(client: number, from: number, to: number): void {
    const [knownStructs] = this.#structsOf(client);
    for (let i = endsPast(knownStructs, from); i < knownStructs.length; i++) {
      const struct = knownStructs[i];
      if (struct.id.clock >= to) break;
      if (struct.deleted || !(struct instanceof Y.Item)) continue;
      if (struct.content instanceof Y.ContentType) this.#sweep(struct);
    }
  }

  /** Counts the deletion of everything inside this item. Each struct is visited, even if it is already deleted. */
  #sweep(item: Y.Item): void {
    const left = [item];
    const take = (child: Y.Item) => {
      if (this.#swept.has(child)) return;
      this.#add(perRival);
      this.#swept.add(child);
      this.#end(child);
      if (child.content instanceof Y.ContentType) left.push(child);
    };
    for (let next = left.pop(); next; next = left.pop()) {
      const { type } = next.content as Y.ContentType;
      for (let child = type._start; child; child = child.right) take(child);
      for (const last of type._map.values()) {
        for (let child: Y.Item | null = last; child; child = child.left) {
          take(child);
        }
      }
    }
  }

  #end(struct: Struct): void {
    const { client } = struct.id;
    this.#ending.getOrInsertComputed(client, () => new Set()).add(struct);
  }

  /** Counts the merges of deleted structs of the document with their neighbours. */
  #joinKnown(client: number, ending: ReadonlySet<Struct>): void {
    const [knownStructs, newStructs] = this.#structsOf(client);
    const joins = new Map<number, Mergeable>();
    for (const { id } of ending) {
      const index = endsPast(knownStructs, id.clock);
      for (const right of [index, index + 1]) {
        if (right === 0 || right >= knownStructs.length || joins.has(right)) {
          continue;
        }
        joins.set(
          right,
          this.#joinsKnown(knownStructs[right - 1], knownStructs[right]),
        );
      }
    }
    this.#add(perRival * ending.size);
    this.joinable += ending.size;
    this.#join(knownStructs.length + newStructs.length, joins);
  }

  #joinsKnown(left: Struct, right: Struct): Mergeable {
    const areGone = [left, right].map((it) => this.#isGone(it));
    if (areGone[0] || areGone[1]) {
      return areGone[0] && areGone[1] ? "yes" : "no";
    }
    if (!(left instanceof Y.Item && right instanceof Y.Item)) return "no";
    const ending = this.#ending.get(left.id.client);
    const doEnd = [left, right].every((it) => it.deleted || ending?.has(it));
    if (!doEnd || left.right !== right || !follows(left, right)) return "no";
    const isDoubtful = this.#doubtful.has(left) || this.#doubtful.has(right) ||
      this.#followerCounts.has(nameOf(lastOf(left)));
    return isDoubtful ? "maybe" : "yes";
  }

  /** Counts the merges of new structs with each other, and of the first one with the document. */
  #joinNew(client: number, structs: readonly Struct[]): void {
    const first = endsPast(structs, Y.getState(this.doc.store, client));
    const joins = new Map<number, Mergeable>([[first, "maybe"]]);
    for (let right = first + 1; right < structs.length; right++) {
      const mergeable = this.#joinsNew(structs[right - 1], structs[right]);
      if (mergeable !== "no") joins.set(right, mergeable);
    }
    this.joinable += joins.size;
    this.#join(structs.length, joins);
  }

  #joinsNew(left: Struct, right: Struct): Mergeable {
    const areGone = [left, right].map((it) => this.#isGone(it));
    if (areGone[0] || areGone[1]) {
      return areGone[0] && areGone[1] ? "yes" : "no";
    }
    if (!(left instanceof Y.Item && right instanceof Y.Item)) return "no";
    if (!follows(left, right)) return "no";
    if (this.#mayEnd(left) || this.#mayEnd(right)) return "maybe";
    const { content } = left;
    const isOfOneKind = content.constructor === right.content.constructor;
    const isJoined = content instanceof Y.ContentString || isOfValues(content);
    return isOfOneKind && isJoined ? "maybe" : "no";
  }

  /**
   * Counts merges. Yjs merges from the last struct to the first, and each run of merges moves all structs after it.
   *
   * @param joins by the position of the right one of the two neighbours
   */
  #join(length: number, joins: ReadonlyMap<number, Mergeable>): void {
    const places = [...joins].filter(([, mergeable]) => mergeable !== "no")
      .sort(([a], [b]) => b - a);
    let removedCount = 0;
    for (const [n, [place, mergeable]] of places.entries()) {
      const [laterPlace, laterMergeable] = places[n - 1] ?? [];
      const isSameRow = laterPlace === place + 1 && mergeable === "yes" &&
        laterMergeable === "yes";
      if (!isSameRow) this.#move(length - place - removedCount);
      if (mergeable === "yes") removedCount++;
    }
  }

  /** Whether a struct is garbage-collected; it merges with any neighbour that is. */
  #isGone(struct: Struct): boolean {
    if (!(struct instanceof Y.Item) || this.#swept.has(struct)) return true;
    const place = this.#newParents.get(struct);
    return place === null || place !== undefined && this.#endsIn(place);
  }

  /** Whether a struct at this place is deleted together with its parent. */
  #endsIn({ parent }: StructParent): boolean {
    if (typeof parent === "string") return false;
    return this.#ends.getOrInsertComputed(parent, () => {
      const { client, clock } = parent.id;
      if (parent.deleted || this.#ending.get(client)?.has(parent)) return true;
      const place = this.#newParents.get(parent);
      if (place === undefined) return false;
      return place === null || this.#isNamed(client, clock, clock + 1) ||
        this.#endsIn(place);
    });
  }

  /** Whether a new struct may be deleted when it is integrated. */
  #mayEnd(item: Y.Item): boolean {
    const { id: { client, clock }, length, content } = item;
    return content instanceof Y.ContentDeleted ||
      this.#newParents.get(item)?.key !== null ||
      this.#isNamed(client, clock, clock + length);
  }

  /** Whether a deletion names a part of this range. */
  #isNamed(client: number, from: number, to: number): boolean {
    const ranges = this.#deletions.get(client) ?? [];
    let low = 0, high = ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ranges[middle].clock + ranges[middle].len > from) high = middle;
      else low = middle + 1;
    }
    return low < ranges.length && ranges[low].clock < to;
  }

  #structsOf(client: number): readonly (readonly Struct[])[] {
    const knownStructs = this.doc.store.clients.get(client) ?? [];
    return [knownStructs, this.byClient.get(client) ?? []];
  }

  get cuts(): number {
    return this.#cuts.size;
  }

  #move(structs: number): void {
    this.moves += structs;
    this.#add(perRival + structs / movesPerStep);
  }

  #add(steps: number): void {
    this.steps += steps;
    if (this.steps > limits.steps) {
      throw new Refusal("too-large", { note: "an update that costs too much" });
    }
  }

  /** Counts the splits by which a struct gets between its neighbours. */
  #cutFor({ origin, rightOrigin }: Y.Item): void {
    if (origin !== null) this.#cut(origin.client, origin.clock + 1);
    if (rightOrigin !== null) this.#cut(rightOrigin.client, rightOrigin.clock);
  }

  /**
   * Counts a split at this clock: the rest is copied, and what follows moves twice, at the split and at the later
   * merge.
   */
  #cut(client: number, clock: number): void {
    for (const structs of this.#structsOf(client)) {
      const place = endsPast(structs, clock);
      const struct = structs[place];
      if (!(struct instanceof Y.Item) || struct.id.clock >= clock) continue;
      const where = nameOf({ client, clock });
      if (this.#cuts.has(where)) continue;
      const restSteps = struct.content instanceof Y.ContentString
        ? struct.length / charactersPerStep
        : struct.id.clock + struct.length - clock;
      this.#add(restSteps);
      this.#move(2 * (structs.length - place + this.#cuts.size));
      this.#cuts.add(where);
    }
  }

  /**
   * Counts the rivals of a struct: Yjs compares it with every struct between its neighbours. After a new struct there
   * are no rivals, unless other new structs follow it too.
   */
  #compete(item: Y.Item, structPlace: StructParent): void {
    const { origin, rightOrigin } = item;
    const position = origin === null
      ? `${nameOfParent(structPlace.parent)}/${structPlace.key}`
      : nameOf(origin);
    // A new value of a map key deletes the old value.
    const oldValue = structPlace.key === null
      ? undefined
      : this.#typeOf(structPlace)?._map.get(structPlace.key);
    if (oldValue && !oldValue.deleted) {
      this.#end(oldValue);
      this.#doubtful.add(oldValue);
    }
    let rivals = this.#followerCounts.get(position) ?? 0;
    this.#followerCounts.set(position, rivals + 1);
    this.#counted.add(item);
    // The right neighbour is not a rival.
    if (rivals > 0 && this.#isAfterSame(item)) rivals--;
    for (
      let rival = this.#after(origin, structPlace);
      rival !== null;
      rival = rival.right
    ) {
      if (rightOrigin !== null && holds(rival, rightOrigin)) break;
      rivals++;
      this.#add(perRival);
    }
    // The rivals may include further new structs.
    if (rivals > 0) this.#add(perRival * this.#siblingsIn(structPlace));
    // The pieces of a struct that others split may include new structs too.
    if (origin !== null && this.#isAmid(origin, rightOrigin)) {
      this.#add(2 * perRival * this.#siblingsIn(structPlace));
    }
  }

  /** Whether a struct comes before an already counted new struct that has the same origin. */
  #isAfterSame({ origin, rightOrigin }: Y.Item): boolean {
    if (rightOrigin === null) return false;
    const { client, clock } = rightOrigin;
    const right = structAt(this.byClient.get(client) ?? [], clock);
    return right instanceof Y.Item && right.id.clock === clock &&
      this.#counted.has(right) && isSameId(right.origin, origin);
  }

  #siblingsIn({ parent }: StructParent): number {
    if (!this.#siblings) {
      const counts = this.#siblings = new Map<StructParent["parent"], number>();
      for (const place of this.#newParents.values()) {
        if (place === null) this.#strays++;
        else counts.set(place.parent, (counts.get(place.parent) ?? 0) + 1);
      }
    }
    return this.#strays + (this.#siblings.get(parent) ?? 0);
  }

  /** Whether a struct contains this position and goes on after it, unless `right` is the next position. */
  #isAmid({ client, clock }: Y.ID, right: Y.ID | null): boolean {
    if (right?.client === client && right.clock === clock + 1) return false;
    return this.#structsOf(client).some((structs) => {
      const struct = structAt(structs, clock);
      return struct !== undefined &&
        clock + 1 < struct.id.clock + struct.length;
    });
  }

  /** The document's struct after this origin, or without an origin the first at this place; null if there is none. */
  #after(origin: Y.ID | null, structPlace: StructParent): Y.Item | null {
    if (origin !== null) {
      const structs = this.doc.store.clients.get(origin.client) ?? [];
      const struct = structAt(structs, origin.clock);
      return struct instanceof Y.Item ? struct.right : null;
    }
    const type = this.#typeOf(structPlace);
    if (type === undefined) return null;
    if (structPlace.key === null) return type._start;
    let first = type._map.get(structPlace.key) ?? null;
    while (first !== null && first.left !== null) {
      first = first.left;
      this.#add(1);
    }
    return first;
  }

  #typeOf({ parent }: StructParent): ReturnType<Y.Doc["share"]["get"]> {
    return typeof parent === "string"
      ? this.doc.share.get(parent)
      : (parent.content as Y.ContentType).type;
  }
}

const nameOf = ({ client, clock }: Pick<Y.ID, "client" | "clock">) =>
  `${client}:${clock}`;

const nameOfParent = (parent: StructParent["parent"]) =>
  typeof parent === "string" ? parent : nameOf(parent.id);

const lastOf = ({ id, length }: Struct): Y.ID =>
  Y.createID(id.client, id.clock + length - 1);

export const isSameId = (a: Y.ID | null, b: Y.ID | null): boolean =>
  a === b || a?.client === b?.client && a?.clock === b?.clock;

/** Whether the right struct was written directly after the left one. */
const follows = (left: Y.Item, right: Y.Item): boolean =>
  isSameId(right.origin, lastOf(left)) &&
  isSameId(left.rightOrigin, right.rightOrigin);

const isOfValues = (content: unknown) =>
  content instanceof Y.ContentAny || content instanceof Y.ContentJSON;

/** Steps to merge the new structs, whether they come in one update or in many. */
export function joiningSteps(
  { structs, elements, joinable }: Pick<
    UpdateCost,
    "structs" | "elements" | "joinable"
  >,
): number {
  return structs * (elements / 2 + joinable / movesPerStep);
}

/** The struct that contains this clock, among those of one client; undefined if there is none. */
export function structAt(
  structs: readonly Struct[],
  clock: number,
): Struct | undefined {
  const struct = structs[endsPast(structs, clock)];
  return struct !== undefined && struct.id.clock <= clock ? struct : undefined;
}

/** The index of the first struct that ends after this clock. */
function endsPast(structs: readonly Struct[], clock: number): number {
  let low = 0, high = structs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { id, length } = structs[middle];
    if (id.clock + length > clock) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function holds(
  { id, length }: Struct,
  { client, clock }: Y.ID,
): boolean {
  return id.client === client && id.clock <= clock && clock < id.clock + length;
}
