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
const enough = 12;

/** How high the messages are (px). */
export class Heights {
  readonly #known = new Map<string, number>();
  #usual: number | null = null;

  /** Remembers measured heights. */
  measured(heights: Iterable<readonly [id: string, height: number]>): void {
    for (const [id, height] of heights) this.#known.set(id, height);
    // Once and for all: what is not in the page must not grow and shrink.
    if (this.#usual !== null || this.#known.size < enough) return;
    const all = [...this.#known.values()];
    this.#usual = all.reduce((sum, height) => sum + height, 0) / all.length;
  }

  /** Forgets all, since the list has become wider or narrower. */
  forget(): void {
    this.#known.clear();
    this.#usual = null;
  }

  /** How high one is, or is thought to be. */
  of({ id }: Named): number {
    return this.#known.get(id) ?? this.#usual ?? guess;
  }

  /** How high a piece of a list is. */
  sum(list: readonly Named[], from: number, to: number): number {
    let sum = 0;
    for (let i = from; i < to; i++) sum += this.of(list[i]);
    return sum;
  }

  /** The elements that stand, in part at least, between two heights of a list. */
  between(list: readonly Named[], top: number, bottom: number): Span {
    let from = 0, y = 0;
    while (from < list.length && y + this.of(list[from]) <= top) {
      y += this.of(list[from++]);
    }
    let to = from;
    while (to < list.length && y < bottom) y += this.of(list[to++]);
    return { from, to };
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
