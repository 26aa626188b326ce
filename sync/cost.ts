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
/** Under which root a struct hangs, and in a map under which key. */
export type Root = { root: string; key: string | null };

/** Passing a rival costs so many steps: it is looked up, and remembered. */
const rival = 20;
/** Passing what a deletion names costs so many. */
const passing = 4;
/** So many structs move in one step. */
const moved = 8;

/** The steps that an update takes. */
export class Cost {
  /** How many there are. */
  steps = 0;
  /** How many structs are new. */
  structs = 0;
  /** How many values these hold. */
  elements = 0;
  /** On what new structs hang already. */
  #taken = new Set<string>();

  /** @param byClient the structs, in order, of the update that is to be applied to `doc` */
  constructor(
    readonly byClient: ReadonlyMap<number, Struct[]>,
    readonly doc: Y.Doc,
  ) {}

  /** Counts the new structs, with where they hang, and the deletions. Throws `malformed` where they cost too much. */
  count(fresh: ReadonlyMap<Y.Item, Root | null>, deletions: Ranges): this {
    this.structs = fresh.size;
    for (const [item, place] of fresh) {
      const { content } = item;
      if (!(content instanceof Y.ContentDeleted)) {
        this.elements += item.length;
      }
      if (item.origin !== null) {
        this.#cut(item.origin.client, item.origin.clock + 1);
      }
      if (item.rightOrigin !== null) {
        this.#cut(item.rightOrigin.client, item.rightOrigin.clock);
      }
      if (place !== null) this.#compete(item, place);
    }
    this.#add(joining(this));
    for (const [client, structs] of this.byClient) {
      const state = Y.getState(this.doc.store, client);
      this.#join(client, structs.length - endsPast(structs, state));
    }
    for (const [client, ranges] of deletions) {
      for (const { clock, len } of ranges) {
        this.#cut(client, clock);
        this.#cut(client, clock + len);
        this.#delete(client, clock, clock + len);
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
        if (!structs[i].deleted) alive++;
      }
    }
    this.#add(passing * passed);
    this.#join(client, alive);
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

  /** What stands at this clock is to begin there: its rest is copied, and what comes after it moves. */
  #cut(client: number, clock: number): void {
    for (const structs of this.#structsOf(client)) {
      const struct = at(structs, clock);
      if (!(struct instanceof Y.Item) || struct.id.clock === clock) continue;
      this.#add(struct.id.clock + struct.length - clock + structs.length);
    }
  }

  /**
   * Yjs compares a struct with all that lie between its neighbours. On a new one there is nobody yet, unless another
   * new one hangs there too.
   */
  #compete({ origin, rightOrigin }: Y.Item, { root, key }: Root): void {
    const on = origin === null
      ? `${root}/${key}`
      : `${origin.client}:${origin.clock}`;
    let rivals = this.#taken.has(on) ? 1 : 0;
    this.#taken.add(on);
    for (
      let each = this.#after(origin, root, key);
      each !== null;
      each = each.right
    ) {
      if (rightOrigin !== null && holds(each, rightOrigin)) break;
      rivals++;
      this.#add(rival);
    }
    // New ones may stand among them.
    if (rivals > 0) this.#add(rival * this.structs);
    // And among the pieces of a struct that others cut, too.
    if (origin !== null && this.#isAmid(origin, rightOrigin)) {
      this.#add(2 * rival * this.structs);
    }
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

  /** What the document has behind this struct, or first in a root. */
  #after(origin: Y.ID | null, root: string, key: string | null): Y.Item | null {
    if (origin !== null) {
      const structs = this.doc.store.clients.get(origin.client) ?? [];
      const found = at(structs, origin.clock);
      return found instanceof Y.Item ? found.right : null;
    }
    const type = this.doc.share.get(root);
    if (type === undefined) return null;
    if (key === null) return type._start;
    let first = type._map.get(key) ?? null;
    while (first !== null && first.left !== null) {
      first = first.left;
      this.#add(1);
    }
    return first;
  }
}

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
