/**
 * S13: what an update would cost Yjs beyond its bytes. Four things grow with the square of what is sent: cutting a
 * struct in two copies its rest, a struct that competes for its place walks over all its rivals, structs that become
 * one are copied again for each, and all that comes after them moves. Counted in steps of a few nanoseconds, and never
 * too low.
 *
 * Hard caps on structs and elements would not do instead: a full outbox of an honest device brings 400 structs to a
 * document of 1,200, and within caps of only 500 a forged update of 4 KB holds Yjs up for 50 ms, which by the
 * bytes that one member may send is most of a processor, for ever, where the budget of steps leaves a hundredth of it.
 * What comes times what is there is too coarse as well: of three such devices at once it refuses all.
 */
import * as Y from "yjs";
import { limits } from "./limits.ts";
import { Refusal } from "./refusal.ts";

/** A piece of an update, or of a document. */
export type Struct = Y.Item | Y.GC | Y.Skip;
/** Deletions by client. */
export type Ranges = ReadonlyMap<
  number,
  readonly { clock: number; len: number }[]
>;
/** Under which root or in which struct another one hangs, and in a map under which key. */
export interface Held {
  readonly parent: string | Y.Item;
  readonly key: string | null;
}

/** Passing a rival costs so many steps: it is looked up, and remembered. */
const rival = 20;
/** Passing what a deletion names costs so many. */
const passing = 4;
/** So many structs move in one step. */
const moved = 8;
/** So many characters are copied in one step. */
const copied = 8;
/** Reading and placing a struct costs so many. */
const integrating = 200;

/** A transaction goes through all clients of the document, each of which costs so many. */
const perClient = 32;

/** Whether two neighbours become one. */
type Joins = "no" | "maybe" | "yes";

/** The steps that an update takes. */
export class Cost {
  /** How many there are. */
  steps = 0;
  /** How many structs are new. */
  structs = 0;
  /** How many values these hold. */
  elements = 0;
  /** How many structs may become one with a neighbour. */
  joinable = 0;
  /** How often a struct moves in the list of its client's. */
  moves = 0;
  /** Where new ones hang; and how many each parent gets, once it is asked for. */
  #fresh!: ReadonlyMap<Y.Item, Held | null>;
  #deletions!: Ranges;
  #siblings: Map<Held["parent"], number> | undefined;
  /** How many cut others without hanging anywhere. */
  #strays = 0;
  /** Where structs are cut. */
  #cuts = new Set<string>();
  /** On what new structs hang already, how many, and which these are. */
  #taken = new Map<string, number>();
  #counted = new Set<Struct>();
  /** The document's structs that end with the update, by client; of some it is not known whether they end. */
  #ending = new Map<number, Set<Struct>>();
  #doubtful = new Set<Struct>();
  /** Those that end with what they are in. */
  #swept = new Set<Struct>();
  /** Whether what hangs in new ones ends. */
  #ends = new Map<Y.Item, boolean>();

  /** @param byClient the structs, in order, of the update that is to be applied to `doc` */
  constructor(
    readonly byClient: ReadonlyMap<number, Struct[]>,
    readonly doc: Y.Doc,
  ) {}

  /**
   * Counts the new structs, with where they hang, and the deletions. Throws `too-large` where they cost too much.
   *
   * @param levels around how many others the new ones are, all together: each of those hears of a change
   * @param again structs that are there already
   * @param nests whether any may hold others
   */
  count(
    fresh: ReadonlyMap<Y.Item, Held | null>,
    deletions: Ranges,
    { levels, again, nests }: {
      levels: number;
      again: readonly Y.Item[];
      nests: boolean;
    },
  ): this {
    this.structs = fresh.size;
    this.#add(perClient * this.doc.store.clients.size);
    for (const { length } of this.byClient.values()) {
      this.#add(integrating * length);
    }
    this.#add(rival * levels);
    this.#fresh = fresh;
    this.#deletions = deletions;
    this.#strays = again.length;
    for (const [item, place] of fresh) {
      const { content } = item;
      // Values are copied for each that joins them; strings are linked, and copied once when they are cut or sent.
      if (content instanceof Y.ContentString) this.#add(item.length / copied);
      else if (isOfValues(content)) this.elements += item.length;
      this.#cutFor(item);
      if (place !== null) this.#compete(item, place);
    }
    for (const item of again) this.#cutFor(item);
    const { structs, elements } = this;
    this.#add(joining({ structs, elements, joinable: 0 }));
    for (const [client, ranges] of nests ? deletions : []) {
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

  /** Deleted already or not, each is passed. */
  #delete(client: number, from: number, to: number): void {
    const [known, own] = this.#structsOf(client);
    let passed = 0;
    for (const structs of [known, own]) {
      for (let i = endsPast(structs, from); i < structs.length; i++) {
        const struct = structs[i];
        if (struct.id.clock >= to) break;
        passed++;
        if (structs === own || struct.deleted) continue;
        this.#end(struct);
        const isCut = struct.id.clock < from ||
          struct.id.clock + struct.length > to;
        if (isCut) this.#doubtful.add(struct);
      }
    }
    this.#add(passing * passed);
  }

  /** What holds others goes with all of them. */
  #sweepWhere(client: number, from: number, to: number): void {
    const [known] = this.#structsOf(client);
    for (let i = endsPast(known, from); i < known.length; i++) {
      const struct = known[i];
      if (struct.id.clock >= to) break;
      if (struct.deleted || !(struct instanceof Y.Item)) continue;
      if (struct.content instanceof Y.ContentType) this.#sweep(struct);
    }
  }

  /** All that is in it, deleted already or not, is collected. */
  #sweep(item: Y.Item): void {
    const left = [item];
    const take = (each: Y.Item) => {
      if (this.#swept.has(each)) return;
      this.#add(rival);
      this.#swept.add(each);
      this.#end(each);
      if (each.content instanceof Y.ContentType) left.push(each);
    };
    for (let next = left.pop(); next; next = left.pop()) {
      const { type } = next.content as Y.ContentType;
      for (let each = type._start; each; each = each.right) take(each);
      for (const last of type._map.values()) {
        for (let each: Y.Item | null = last; each; each = each.left) take(each);
      }
    }
  }

  #end(struct: Struct): void {
    const { client } = struct.id;
    this.#ending.getOrInsertComputed(client, () => new Set()).add(struct);
  }

  /** Of the document's structs those that end become one with their neighbours. */
  #joinKnown(client: number, ending: ReadonlySet<Struct>): void {
    const [known, own] = this.#structsOf(client);
    const joins = new Map<number, Joins>();
    for (const { id } of ending) {
      const at = endsPast(known, id.clock);
      for (const right of [at, at + 1]) {
        if (right === 0 || right >= known.length || joins.has(right)) continue;
        joins.set(right, this.#joinsKnown(known[right - 1], known[right]));
      }
    }
    this.#add(rival * ending.size);
    this.joinable += ending.size;
    this.#join(known.length + own.length, joins);
  }

  #joinsKnown(left: Struct, right: Struct): Joins {
    const areGone = [left, right].map((it) => this.#isGone(it));
    if (areGone[0] || areGone[1]) {
      return areGone[0] && areGone[1] ? "yes" : "no";
    }
    if (!(left instanceof Y.Item && right instanceof Y.Item)) return "no";
    const ending = this.#ending.get(left.id.client);
    const doEnd = [left, right].every((it) => it.deleted || ending?.has(it));
    if (!doEnd || left.right !== right || !follows(left, right)) return "no";
    const isDoubtful = this.#doubtful.has(left) || this.#doubtful.has(right) ||
      this.#taken.has(nameOf(lastOf(left)));
    return isDoubtful ? "maybe" : "yes";
  }

  /** New structs become one with each other, and the first of them with what is there. */
  #joinNew(client: number, structs: readonly Struct[]): void {
    const first = endsPast(structs, Y.getState(this.doc.store, client));
    const joins = new Map<number, Joins>([[first, "maybe"]]);
    for (let right = first + 1; right < structs.length; right++) {
      const found = this.#joinsNew(structs[right - 1], structs[right]);
      if (found !== "no") joins.set(right, found);
    }
    this.joinable += joins.size;
    this.#join(structs.length, joins);
  }

  #joinsNew(left: Struct, right: Struct): Joins {
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
   * Counts neighbours that become one, by the place of the right one among so many structs. Yjs goes from the last to the
   * first, and for each row of them what comes after it moves.
   */
  #join(length: number, joins: ReadonlyMap<number, Joins>): void {
    const places = [...joins].filter(([, it]) => it !== "no")
      .sort(([a], [b]) => b - a);
    let gone = 0;
    for (const [n, [place, it]] of places.entries()) {
      const [after, before] = places[n - 1] ?? [];
      const isSameRow = after === place + 1 && it === "yes" && before === "yes";
      if (!isSameRow) this.#move(length - place - gone);
      if (it === "yes") gone++;
    }
  }

  /** Whether a struct is collected, with its place in the text: it becomes one with any other that is. */
  #isGone(struct: Struct): boolean {
    if (!(struct instanceof Y.Item) || this.#swept.has(struct)) return true;
    const place = this.#fresh.get(struct);
    return place === null || place !== undefined && this.#endsIn(place);
  }

  /** Whether what hangs there ends with what it hangs in. */
  #endsIn({ parent }: Held): boolean {
    if (typeof parent === "string") return false;
    return this.#ends.getOrInsertComputed(parent, () => {
      const { client, clock } = parent.id;
      if (parent.deleted || this.#ending.get(client)?.has(parent)) return true;
      const place = this.#fresh.get(parent);
      if (place === undefined) return false;
      return place === null || this.#isNamed(client, clock, clock + 1) ||
        this.#endsIn(place);
    });
  }

  /** Whether a new struct may be one that is deleted once it is in. */
  #mayEnd(item: Y.Item): boolean {
    const { id: { client, clock }, length, content } = item;
    return content instanceof Y.ContentDeleted ||
      this.#fresh.get(item)?.key !== null ||
      this.#isNamed(client, clock, clock + length);
  }

  /** Whether a deletion names any of these. */
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

  /** A client's structs in the document, and in the update. */
  #structsOf(client: number): readonly (readonly Struct[])[] {
    const known = this.doc.store.clients.get(client) ?? [];
    return [known, this.byClient.get(client) ?? []];
  }

  /** How many structs are cut in two. */
  get cuts(): number {
    return this.#cuts.size;
  }

  #move(structs: number): void {
    this.moves += structs;
    this.#add(rival + structs / moved);
  }

  #add(steps: number): void {
    this.steps += steps;
    if (this.steps > limits.steps) {
      throw new Refusal("too-large", { note: "an update that costs too much" });
    }
  }

  /** A struct stands between two others. */
  #cutFor({ origin, rightOrigin }: Y.Item): void {
    if (origin !== null) this.#cut(origin.client, origin.clock + 1);
    if (rightOrigin !== null) this.#cut(rightOrigin.client, rightOrigin.clock);
  }

  /** What stands at this clock is to begin there: its rest is copied, and what comes after it moves, and back later. */
  #cut(client: number, clock: number): void {
    for (const structs of this.#structsOf(client)) {
      const place = endsPast(structs, clock);
      const struct = structs[place];
      if (!(struct instanceof Y.Item) || struct.id.clock >= clock) continue;
      const where = nameOf({ client, clock });
      if (this.#cuts.has(where)) continue;
      const rest = struct.content instanceof Y.ContentString
        ? struct.length / copied
        : struct.id.clock + struct.length - clock;
      this.#add(rest);
      this.#move(2 * (structs.length - place + this.#cuts.size));
      this.#cuts.add(where);
    }
  }

  /**
   * Yjs compares a struct with all that lie between its neighbours. On a new one there is nobody yet, unless another
   * new one hangs there too.
   */
  #compete(item: Y.Item, held: Held): void {
    const { origin, rightOrigin } = item;
    const on = origin === null
      ? `${nameOfParent(held.parent)}/${held.key}`
      : nameOf(origin);
    // What is set anew ends what was set before.
    const before = held.key === null
      ? undefined
      : this.#typeOf(held)?._map.get(held.key);
    if (before && !before.deleted) {
      this.#end(before);
      this.#doubtful.add(before);
    }
    let rivals = this.#taken.get(on) ?? 0;
    this.#taken.set(on, rivals + 1);
    this.#counted.add(item);
    // The one before which it stands is none of them.
    if (rivals > 0 && this.#isAfterSame(item)) rivals--;
    for (
      let each = this.#after(origin, held);
      each !== null;
      each = each.right
    ) {
      if (rightOrigin !== null && holds(each, rightOrigin)) break;
      rivals++;
      this.#add(rival);
    }
    // New ones may stand among them.
    if (rivals > 0) this.#add(rival * this.#siblingsIn(held));
    // And among the pieces of a struct that others cut, too.
    if (origin !== null && this.#isAmid(origin, rightOrigin)) {
      this.#add(2 * rival * this.#siblingsIn(held));
    }
  }

  /** Whether a new struct stands before one that is new, hangs on the same and was counted. */
  #isAfterSame({ origin, rightOrigin }: Y.Item): boolean {
    if (rightOrigin === null) return false;
    const { client, clock } = rightOrigin;
    const right = at(this.byClient.get(client) ?? [], clock);
    return right instanceof Y.Item && right.id.clock === clock &&
      this.#counted.has(right) && isSameId(right.origin, origin);
  }

  #siblingsIn({ parent }: Held): number {
    if (!this.#siblings) {
      const counts = this.#siblings = new Map<Held["parent"], number>();
      for (const place of this.#fresh.values()) {
        if (place === null) this.#strays++;
        else counts.set(place.parent, (counts.get(place.parent) ?? 0) + 1);
      }
    }
    return this.#strays + (this.#siblings.get(parent) ?? 0);
  }

  /** Whether more of a struct lies between these two. */
  #isAmid({ client, clock }: Y.ID, right: Y.ID | null): boolean {
    if (right?.client === client && right.clock === clock + 1) return false;
    return this.#structsOf(client).some((structs) => {
      const struct = at(structs, clock);
      return struct !== undefined &&
        clock + 1 < struct.id.clock + struct.length;
    });
  }

  /** What the document has behind this struct, or first in its place. */
  #after(origin: Y.ID | null, held: Held): Y.Item | null {
    if (origin !== null) {
      const structs = this.doc.store.clients.get(origin.client) ?? [];
      const found = at(structs, origin.clock);
      return found instanceof Y.Item ? found.right : null;
    }
    const type = this.#typeOf(held);
    if (type === undefined) return null;
    if (held.key === null) return type._start;
    let first = type._map.get(held.key) ?? null;
    while (first !== null && first.left !== null) {
      first = first.left;
      this.#add(1);
    }
    return first;
  }

  /** What is there of the parent; one that is new holds nothing yet. */
  #typeOf({ parent }: Held): ReturnType<Y.Doc["share"]["get"]> {
    return typeof parent === "string"
      ? this.doc.share.get(parent)
      : (parent.content as Y.ContentType).type;
  }
}

const nameOf = ({ client, clock }: Pick<Y.ID, "client" | "clock">) =>
  `${client}:${clock}`;

const nameOfParent = (parent: Held["parent"]) =>
  typeof parent === "string" ? parent : nameOf(parent.id);

/** The last of what a struct holds. */
const lastOf = ({ id, length }: Struct): Y.ID =>
  Y.createID(id.client, id.clock + length - 1);

const isSameId = (a: Y.ID | null, b: Y.ID | null): boolean =>
  a === b || a?.client === b?.client && a?.clock === b?.clock;

/** Whether one was written right behind the other, as if both were one. */
const follows = (left: Y.Item, right: Y.Item): boolean =>
  isSameId(right.origin, lastOf(left)) &&
  isSameId(left.rightOrigin, right.rightOrigin);

const isOfValues = (content: unknown) =>
  content instanceof Y.ContentAny || content instanceof Y.ContentJSON;

/** The steps in which so many new structs become one, whether they come in one update or in many. */
export function joining(
  { structs, elements, joinable }: Pick<
    Cost,
    "structs" | "elements" | "joinable"
  >,
): number {
  return structs * (elements / 2 + joinable / moved);
}

/** The struct of one client that holds this clock. */
export function at(
  structs: readonly Struct[],
  clock: number,
): Struct | undefined {
  const found = structs[endsPast(structs, clock)];
  return found !== undefined && found.id.clock <= clock ? found : undefined;
}

/** Which is the first that ends after this clock. */
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

function holds({ id, length }: Struct, { client, clock }: Y.ID): boolean {
  return id.client === client && id.clock <= clock && clock < id.clock + length;
}
