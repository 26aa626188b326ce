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
/** So many structs move in one step, or characters. */
const moved = 8;

/** The steps that an update takes. */
export class Cost {
  /** How many there are. */
  steps = 0;
  /** How many structs are new. */
  structs = 0;
  /** How many values these hold. */
  elements = 0;
  /** How many structs it cuts in two. */
  cuts = 0;
  /** Where new ones hang; and how many each parent gets, once somebody asks. */
  #fresh!: ReadonlyMap<Y.Item, Held | null>;
  #siblings: Map<Held["parent"], number> | undefined;
  /** How many cut others without hanging anywhere. */
  #strays = 0;
  /** On what new structs hang already. */
  #taken = new Set<string>();
  /** Whether something that holds others is deleted: new ones may be in it. */
  #endsNew = false;
  /** What goes with what it is in. */
  #swept: Set<Struct> | undefined;

  /** @param byClient the structs, in order, of the update that is to be applied to `doc` */
  constructor(
    readonly byClient: ReadonlyMap<number, Struct[]>,
    readonly doc: Y.Doc,
  ) {}

  /**
   * Counts the new structs, with where they hang, and the deletions. Throws `malformed` where they cost too much.
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
    this.#add(rival * levels);
    this.#fresh = fresh;
    this.#strays = again.length;
    for (const [item, place] of fresh) {
      const { content } = item;
      // Values are copied for each that joins them; strings are linked, and copied once when they are cut or sent.
      if (content instanceof Y.ContentString) this.#add(item.length / moved);
      else if (isOfValues(content)) this.elements += item.length;
      this.#cutFor(item);
      if (place !== null) this.#compete(item, place);
    }
    for (const item of again) this.#cutFor(item);
    this.#add(joining(this));
    for (const [client, structs] of this.byClient) {
      const state = Y.getState(this.doc.store, client);
      this.#join(client, structs.length - endsPast(structs, state));
    }
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
    // Each of them at most once, whatever hangs in what.
    if (this.#endsNew) {
      this.#add(rival * this.structs);
      for (const [client, structs] of this.byClient) {
        this.#join(client, structs.length);
      }
    }
    return this;
  }

  /** What is new or newly deleted may become one with its neighbour: all that comes after it moves. */
  #join(client: number, count: number): void {
    const [known, own] = this.#structsOf(client);
    this.#add(count * (known.length + own.length) / moved);
  }

  /** Deleted already or not, each is passed. */
  #delete(client: number, from: number, to: number): void {
    let passed = 0, alive = 0;
    for (const structs of this.#structsOf(client)) {
      for (let i = endsPast(structs, from); i < structs.length; i++) {
        if (structs[i].id.clock >= to) break;
        passed++;
        if (structs[i].deleted) continue;
        if (!this.#swept?.has(structs[i])) alive++;
      }
    }
    this.#add(passing * passed);
    this.#join(client, alive);
  }

  /** What holds others goes with all of them. */
  #sweepWhere(client: number, from: number, to: number): void {
    const [known, own] = this.#structsOf(client);
    for (const structs of [known, own]) {
      for (let i = endsPast(structs, from); i < structs.length; i++) {
        const struct = structs[i];
        if (struct.id.clock >= to) break;
        if (struct.deleted || !(struct instanceof Y.Item)) continue;
        if (!(struct.content instanceof Y.ContentType)) continue;
        this.#endsNew = true;
        if (structs === known) this.#sweep(struct);
      }
    }
  }

  /** All that is in it, deleted already or not, is collected; what lies side by side then becomes one at once. */
  #sweep(item: Y.Item): void {
    const swept = this.#swept ??= new Set();
    const gone: Y.Item[] = [];
    const left = [item];
    const take = (each: Y.Item) => {
      if (swept.has(each)) return;
      this.#add(rival);
      swept.add(each);
      gone.push(each);
      if (each.content instanceof Y.ContentType) left.push(each);
    };
    for (let next = left.pop(); next; next = left.pop()) {
      const { type } = next.content as Y.ContentType;
      for (let each = type._start; each; each = each.right) take(each);
      for (const last of type._map.values()) {
        for (let each: Y.Item | null = last; each; each = each.left) take(each);
      }
    }
    for (const [client, ofClient] of Map.groupBy(gone, ({ id }) => id.client)) {
      ofClient.sort((a, b) => a.id.clock - b.id.clock);
      const runs = ofClient.filter(({ id }, n) => {
        const before = ofClient[n - 1];
        return before?.id.clock + before?.length !== id.clock;
      });
      this.#join(client, runs.length);
    }
  }

  /** A client's structs in the document, and in the update. */
  #structsOf(client: number): readonly (readonly Struct[])[] {
    const known = this.doc.store.clients.get(client) ?? [];
    return [known, this.byClient.get(client) ?? []];
  }

  #add(steps: number): void {
    this.steps += steps;
    if (this.steps > limits.steps) {
      throw new Refusal("malformed", { note: "an update that costs too much" });
    }
  }

  /** A struct stands between two others. */
  #cutFor({ origin, rightOrigin }: Y.Item): void {
    if (origin !== null) this.#cut(origin.client, origin.clock + 1);
    if (rightOrigin !== null) this.#cut(rightOrigin.client, rightOrigin.clock);
  }

  /** What stands at this clock is to begin there: its rest is copied, and what comes after it moves. */
  #cut(client: number, clock: number): void {
    for (const structs of this.#structsOf(client)) {
      const struct = at(structs, clock);
      if (!(struct instanceof Y.Item) || struct.id.clock === clock) continue;
      this.cuts++;
      const rest = struct.content instanceof Y.ContentString
        ? struct.length / moved
        : struct.id.clock + struct.length - clock;
      this.#add(rest + structs.length);
    }
  }

  /**
   * Yjs compares a struct with all that lie between its neighbours. On a new one there is nobody yet, unless another
   * new one hangs there too.
   */
  #compete({ origin, rightOrigin }: Y.Item, held: Held): void {
    const on = origin === null
      ? `${nameOf(held.parent)}/${held.key}`
      : `${origin.client}:${origin.clock}`;
    // What is set anew ends what was set before.
    const before = held.key === null
      ? undefined
      : this.#typeOf(held)?._map.get(held.key);
    if (before && !before.deleted) this.#join(before.id.client, 1);
    let rivals = this.#taken.has(on) ? 1 : 0;
    this.#taken.add(on);
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

const nameOf = (parent: Held["parent"]) =>
  typeof parent === "string"
    ? parent
    : `${parent.id.client}:${parent.id.clock}`;

const isOfValues = (content: unknown) =>
  content instanceof Y.ContentAny || content instanceof Y.ContentJSON;

/** The steps in which so many new structs become one, whether they come in one update or in many. */
export function joining(
  { structs, elements }: { structs: number; elements: number },
): number {
  return structs * elements / 2;
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
