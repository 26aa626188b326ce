/**
 * Which messages of a long list are in the page: those on screen and a screenful on either side. The others
 * are only as high as they were, or as messages usually are. Pure.
 */

/** A piece of the list: from `from` up to, not including, `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What is needed of an element of the list. */
interface Named {
  readonly id: string;
}

/** As high as a message is thought to be until some have been measured (px). */
const guess = 52;
/** So many must have been measured before the usual height is known. */
const enoughMeasured = 12;

/** How high the messages are (px). What a longer list costs is paid once, and not at each of its messages. */
export class Heights {
  readonly #known = new Map<string, number>();
  #usual: number | null = null;
  /** The list that was reckoned with last, and where its elements begin, as far as that was asked (px). */
  #list: readonly Named[] = [];
  readonly #tops = [0];

  /** Remembers measured heights. */
  measured(heights: Iterable<readonly [id: string, height: number]>): void {
    const changed = new Set<string>();
    for (const [id, height] of heights) {
      if (this.#known.get(id) === height) continue;
      this.#known.set(id, height);
      changed.add(id);
    }
    if (changed.size === 0) return;
    const first = this.#list.findIndex(({ id }) => changed.has(id));
    if (first >= 0) this.#reckonFrom(first);
    // Once and for all: what is not in the page must not grow and shrink.
    if (this.#usual !== null || this.#known.size < enoughMeasured) return;
    const all = [...this.#known.values()];
    this.#usual = all.reduce((sum, height) => sum + height, 0) / all.length;
    this.#reckonFrom(0);
  }

  /** Forgets all, since the list has become wider or narrower. */
  forget(): void {
    this.#known.clear();
    this.#usual = null;
    this.#reckonFrom(0);
  }

  /** How high one is, or is thought to be. */
  of({ id }: Named): number {
    return this.#known.get(id) ?? this.#usual ?? guess;
  }

  /** How high a piece of a list is. */
  sum(list: readonly Named[], from: number, to: number): number {
    const tops = this.#topsOf(list, to);
    return from < to ? tops[to] - tops[from] : 0;
  }

  /** The elements that stand, in part at least, between two heights of a list. */
  between(list: readonly Named[], top: number, bottom: number): Span {
    const tops = this.#topsOf(list, list.length);
    // The first that ends below the one, and the first that begins below the other.
    const from = firstOf(list.length, (i) => tops[i + 1] > top);
    const to = firstOf(list.length, (i) => i >= from && tops[i] >= bottom);
    return { from, to };
  }

  /** Where the elements of a list begin, up to one of them at least. */
  #topsOf(list: readonly Named[], to: number): readonly number[] {
    const tops = this.#tops, before = this.#list;
    if (list !== before) {
      let same = 0;
      while (same < tops.length - 1 && list[same]?.id === before[same].id) {
        same++;
      }
      this.#reckonFrom(same);
      this.#list = list;
    }
    for (let i = tops.length - 1; i < to; i++) {
      tops.push(tops[i] + this.of(list[i]));
    }
    return tops;
  }

  #reckonFrom(first: number) {
    if (first + 1 < this.#tops.length) this.#tops.length = first + 1;
  }
}

/**
 * The piece that is to be in the page while what stands from `top` to `bottom` is on screen. It stays as it
 * is while there is enough of it on either side, and not far too much, so that scrolling changes it seldom.
 */
export function spanFor(
  list: readonly Named[],
  heights: Heights,
  now: Span,
  { top, bottom }: { top: number; bottom: number },
): Span {
  const screen = Math.max(1, bottom - top);
  const least = heights.between(list, top - screen / 2, bottom + screen / 2);
  const to = Math.min(now.to, list.length);
  const most = 6 * screen;
  if (
    now.from <= least.from && to >= least.to && now.from < to &&
    heights.sum(list, now.from, to) <= most
  ) {
    return to === now.to ? now : { from: now.from, to };
  }
  return heights.between(list, top - 1.5 * screen, bottom + 1.5 * screen);
}

/** The first number below `length` of which something holds that holds of all after it, too; else `length`. */
function firstOf(length: number, holds: (i: number) => boolean): number {
  let from = 0, to = length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
