/**
 * SYNC-13: what was accepted reads the same after every order of arrival, and after reloading. Yjs promises this only
 * for a struct that was written between two neighbours. Nothing that its writer knew may then be between the two, and
 * what the neighbours refer to shows what that is:
 *
 * 1. the left one is before the right one,
 * 2. the left one's own right neighbour is not before the right one,
 * 3. the right one's own left neighbour is not after the left one.
 *
 * If this holds for all structs of a list, then nothing to which a struct leads, over any number of steps, is between its
 * neighbours: each could have been written by somebody who knew no more than that.
 */
import * as Y from "yjs";
import { holds, isSameId, type Struct, structAt } from "./cost.ts";
import { refuseMalformed } from "./refusal.ts";
import { makeDoc } from "./y_doc.ts";

interface Neighbours {
  readonly left: Y.ID | null;
  readonly right: Y.ID | null;
}

/** Two neighbours, with the left one's own right neighbour and the right one's own left one. */
interface Gap {
  readonly left: Y.ID;
  readonly right: Y.ID;
  readonly afterLeft: Y.ID | null;
  readonly beforeRight: Y.ID | null;
}

/** Counts the work, and refuses what is too much. */
interface Price {
  addPassed(): void;
  addCopy(): void;
}

export class ReadingOrder {
  /** Gaps at something that the update adds: only a copy with the update shows what is in them. */
  readonly #unseen: Gap[] = [];

  /** @param update the structs of the update that is to be applied to `doc`, in order */
  constructor(
    readonly update: ReadonlyMap<number, readonly Struct[]>,
    readonly doc: Y.Doc,
    readonly price: Price,
  ) {}

  /** Checks a new struct of a sequence, of which the document has everything before `knownClock`. */
  check(
    { id: { client, clock }, origin, rightOrigin }: Y.Item,
    knownClock: number,
  ): void {
    // Yjs puts the new rest of a struct after the part that it has.
    const left = clock < knownClock
      ? Y.createID(client, knownClock - 1)
      : origin;
    const leftNeighbours = left && this.#neighboursOf(left);
    const rightNeighbours = rightOrigin && this.#neighboursOf(rightOrigin);
    // Beside what is unknown or collected, Yjs puts nothing.
    if (leftNeighbours === undefined || rightNeighbours === undefined) return;
    const afterLeft = leftNeighbours?.right ?? null;
    const beforeRight = rightNeighbours?.left ?? null;
    if (left === null || rightOrigin === null) {
      if (afterLeft !== null && rightOrigin === null) refuseOrder();
      if (beforeRight !== null && left === null) refuseOrder();
      return;
    }
    // Either one was written beside the other, and obeyed the same three conditions.
    if (isSameId(beforeRight, left) || isSameId(afterLeft, rightOrigin)) return;
    const gap = { left, right: rightOrigin, afterLeft, beforeRight };
    if (isIn(this.doc, left) && isIn(this.doc, rightOrigin)) {
      this.#checkGap(gap, this.doc);
    } else this.#unseen.push(gap);
  }

  /** Checks what only a copy with the update shows. */
  checkWith(update: Uint8Array): void {
    if (this.#unseen.length === 0) return;
    this.price.addCopy();
    const copy = makeDoc();
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(this.doc));
    Y.applyUpdate(copy, update);
    try {
      for (const gap of this.#unseen) {
        const isThere = isIn(copy, gap.left) && isIn(copy, gap.right);
        if (isThere) this.#checkGap(gap, copy);
      }
    } finally {
      copy.destroy();
    }
  }

  /** Walks from the left neighbour to the right one. */
  #checkGap({ left, right, afterLeft, beforeRight }: Gap, doc: Y.Doc): void {
    const first = itemAt(doc, left);
    let from = left.clock + 1;
    for (let item = first; item; item = item.right) {
      this.price.addPassed();
      if (item !== first) from = item.id.clock;
      // Within a struct, the left neighbour is the character before.
      if (holds(item, right) && right.clock === from) return;
      for (const neighbour of [right, afterLeft, beforeRight]) {
        if (neighbour && holds(item, neighbour) && neighbour.clock >= from) {
          refuseOrder();
        }
      }
    }
    refuseOrder();
  }

  /** The neighbours with which this was written; undefined if it is unknown or collected. */
  #neighboursOf({ client, clock }: Y.ID): Neighbours | undefined {
    const struct = structAt(
      (clock < Y.getState(this.doc.store, client)
        ? this.doc.store.clients
        : this.update).get(client) ?? [],
      clock,
    );
    if (!(struct instanceof Y.Item)) return undefined;
    const left = clock > struct.id.clock
      ? Y.createID(client, clock - 1)
      : struct.origin;
    return { left, right: struct.rightOrigin };
  }
}

const isIn = ({ store }: Y.Doc, { client, clock }: Y.ID): boolean =>
  clock < Y.getState(store, client);

function itemAt({ store }: Y.Doc, { client, clock }: Y.ID): Y.Item | null {
  const struct = structAt(store.clients.get(client) ?? [], clock);
  return struct instanceof Y.Item ? struct : null;
}

function refuseOrder(): never {
  refuseMalformed("a struct between what are no neighbours");
}
