/** Measures the words and pictures on the tiles of the board. */

export interface ShownWords {
  /** Per cent of the place below the tabs that tiles cover. */
  readonly filled: number;
  /** Per cent of the tiles' area that words and pictures cover, not their boxes. */
  readonly covered: number;
  /** The fewest things of a student's that a tile shows. */
  readonly fewest: number;
  /** Pairs of texts in one tile that lie over each other. */
  readonly overlaps: readonly string[];
  /** Tiles that are not on the screen as a whole. */
  readonly cut: number;
  /** Names that are not shown whole. */
  readonly cutNames: readonly string[];
  /** Ages that are broken, or alone on their line. */
  readonly loneAges: readonly string[];
  /** The smallest letters of a student's words (px). */
  readonly letters: number;
}

/** Runs in the page. */
export function measureWords(tileSelector: string): ShownWords {
  interface Part {
    readonly box: DOMRect;
    readonly words: string;
    readonly of: Node;
  }
  const meet = (one: DOMRect, other: DOMRect) => {
    const left = Math.max(one.left, other.left);
    const top = Math.max(one.top, other.top);
    return new DOMRect(
      left,
      top,
      Math.max(0, Math.min(one.right, other.right) - left),
      Math.max(0, Math.min(one.bottom, other.bottom) - top),
    );
  };
  const areaOf = ({ width, height }: DOMRect) => width * height;
  /** What is left of a box after everything that cuts it off, up to the tile. */
  const seen = (box: DOMRect, from: Element, tile: Element) => {
    for (let it: Element | null = from; it; it = it.parentElement) {
      if (getComputedStyle(it).overflow !== "visible" || it === tile) {
        box = meet(box, it.getBoundingClientRect());
      }
      if (it === tile) break;
    }
    return box;
  };
  /** Left for screen readers only. */
  const isClipped = (it: Element, tile: Element): boolean =>
    getComputedStyle(it).clipPath !== "none" ||
    it !== tile && isClipped(it.parentElement!, tile);
  const partsOf = (tile: Element): Part[] => {
    const parts: Part[] = [];
    const walker = document.createTreeWalker(tile, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement!;
      if (
        parent.closest('.visually-hidden, [aria-hidden="true"], svg') ||
        !parent.checkVisibility() || !node.textContent!.trim() ||
        isClipped(parent, tile)
      ) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) {
        const box = seen(rect, parent, tile);
        if (box.width > 2 && box.height > 4) {
          parts.push({ box, words: node.textContent!, of: node });
        }
      }
    }
    for (const picture of tile.querySelectorAll(".drawing-board")) {
      const box = seen(picture.getBoundingClientRect(), picture, tile);
      if (areaOf(box) > 0) parts.push({ box, words: "picture", of: picture });
    }
    return parts;
  };
  const tiles = [...document.querySelectorAll(tileSelector)];
  let covered = 0, all = 0, cut = 0, fewest = Infinity, letters = Infinity;
  const overlaps: string[] = [], cutNames: string[] = [];
  const loneAges: string[] = [];
  for (const tile of tiles) {
    const parts = partsOf(tile);
    const whole = tile.getBoundingClientRect();
    all += areaOf(whole);
    if (whole.bottom > innerHeight + 1) cut++;
    covered += parts.reduce((sum, { box }) => sum + areaOf(box), 0);
    parts.forEach((one, n) => {
      for (const other of parts.slice(n + 1)) {
        const { width, height } = meet(one.box, other.box);
        // Lines of text stand so close that their letters' boxes touch.
        const isOver = one.of !== other.of && width > 2 &&
          height > 0.25 * Math.min(one.box.height, other.box.height);
        if (isOver) overlaps.push(`${one.words} / ${other.words}`);
      }
    });
    const name = tile.querySelector(".board-tile-name strong");
    if (
      name && (name.scrollWidth > name.clientWidth ||
        name.scrollHeight > name.clientHeight + 2)
    ) cutNames.push(name.textContent!);
    for (const age of tile.querySelectorAll(".board-tile-age")) {
      const lines = parts.filter(({ of }) => age.contains(of));
      const isBeside = parts.some(({ of, box }) =>
        !age.contains(of) && age.parentElement!.contains(of) &&
        meet(box, new DOMRect(0, lines[0]?.box.y, innerWidth, 8)).height > 4
      );
      if (lines.length > 1 || lines.length === 1 && !isBeside) {
        loneAges.push(age.parentElement!.textContent!);
      }
    }
    const works = [...tile.querySelectorAll(".board-tile-words, .tile-line")];
    const shown = works.filter((work) =>
      parts.some(({ of, box }) => work.contains(of) && box.height > 10)
    );
    fewest = Math.min(fewest, shown.length);
    for (const work of shown) {
      const { fontSize } = getComputedStyle(work.querySelector("p") ?? work);
      letters = Math.min(letters, parseFloat(fontSize));
    }
  }
  const { width } = document.querySelector(".desk-main")!
    .getBoundingClientRect();
  const { bottom } = document.querySelector(".tabs-row")!
    .getBoundingClientRect();
  return {
    filled: Math.round(100 * all / (width * (innerHeight - bottom))),
    covered: Math.round(1000 * covered / all) / 10,
    fewest,
    overlaps,
    cut,
    cutNames,
    loneAges,
    letters,
  };
}
