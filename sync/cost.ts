/**
 * S13: what an update would cost Yjs beyond its bytes. Three things grow with the square of what is sent: cutting a
 * struct in two copies its rest, a struct that competes for its place walks over all its rivals, and structs that
 * become one are copied again for each. Counted in steps of about a nanosecond, and never too low.
 */
import * as Y from "yjs";

type Struct = Y.Item | Y.GC | Y.Skip;
/** Deletions by client. */
type Ranges = ReadonlyMap<number, readonly { clock: number; len: number }[]>;
/** A root, and in a map the key; null where a struct hangs on nothing that is there. */
type Place = { root: string; key: string | null } | null;

/** Passing a struct costs so many steps: it is looked up, and remembered. */
const passing = 20;

/** The steps that an update takes, and the end of it where they are too many. */
export class Cost {
  /** How many there are. */
  steps = 0;
  /** How many structs are new. */
  structs = 0;
  /** How many values these hold. */
  elements = 0;
  /** On what new structs hang already. */
  #taken = new Set<string>();

  /**
   * @param byClient the update's structs, in order
   * @param doc what it is to be applied to
   * @param most how many steps it may take
   * @param tooMany is called when it takes more
   */
  constructor(
    readonly byClient: ReadonlyMap<number, Struct[]>,
    readonly doc: Y.Doc,
    readonly most: number,
    readonly tooMany: () => never,
  ) {}

  /** Counts all new structs, with the places where they hang, and the deletions. */
  count(fresh: ReadonlyMap<Y.Item, Place>, deletions: Ranges): this {
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
    for (const [client, ranges] of deletions) {
      const known = this.doc.store.clients.get(client) ?? [];
      for (const { clock, len } of ranges) {
        this.#cut(client, clock);
        this.#cut(client, clock + len);
        // Deleted already or not, each is passed.
        const passed = endsPast(known, clock + len) - endsPast(known, clock);
        this.#add(passing * passed);
      }
    }
    return this;
  }

  #add(steps: number): void {
    this.steps += steps;
    if (this.steps > this.most) this.tooMany();
  }

  /** What stands at this clock is to begin there: its rest is copied, and what comes after it moves. */
  #cut(client: number, clock: number): void {
    const known = this.doc.store.clients.get(client) ?? [];
    for (const structs of [known, this.byClient.get(client) ?? []]) {
      const struct = at(structs, clock);
      if (!(struct instanceof Y.Item) || struct.id.clock === clock) continue;
      this.#add(struct.id.clock + struct.length - clock + structs.length);
    }
  }

  /**
   * Yjs compares a struct with all that lie between its neighbours. On a new one there is nobody yet, unless another
   * new one hangs there too.
   */
  #compete({ origin, rightOrigin }: Y.Item, { root, key }: {
    root: string;
    key: string | null;
  }): void {
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
      this.#add(passing);
    }
    // New ones may stand among them.
    if (rivals > 0) this.#add(passing * this.structs);
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

function at(structs: readonly Struct[], clock: number): Struct | undefined {
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
