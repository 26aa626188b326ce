/**
 * A list that is filled from the bottom with whole lines, as many as its box has (V-1). Each child of the box has its
 * words in one `<p>`, and perhaps a drawing after it.
 */
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

export interface LineNeed {
  /** Lines to show it whole. */
  readonly lines: number;
  /** `picture`: gets three lines where words get one; `aside`: no more than two lines while others lack some. */
  readonly kind: "words" | "aside" | "picture";
}

/** With fewer lines, a picture gives way to its title. */
const minPictureLines = 3;
const maxAsideLines = 2;

/**
 * The lines for each child, the newest first: the first `least` share the box evenly, and what they leave is for older
 * ones.
 */
export function shareLines(
  needs: readonly LineNeed[],
  lines: number,
  least: number,
): number[] {
  const lineCounts = needs.map(() => 0);
  let left = lines;
  const share = (count: number, areAsidesWhole: boolean) => {
    while (left > 0) {
      let next: number | undefined;
      for (const [n, need] of needs.slice(0, count).entries()) {
        const limit = need.kind === "aside" && !areAsidesWhole
          ? Math.min(need.lines, maxAsideLines)
          : need.lines;
        if (lineCounts[n] >= limit) continue;
        if (next === undefined || portionOf(n) < portionOf(next)) next = n;
      }
      if (next === undefined) return;
      lineCounts[next]++;
      left--;
    }
  };
  for (let count = least; count <= needs.length; count++) share(count, false);
  share(needs.length, true);
  const tooSmall = needs.findIndex(({ kind }, n) =>
    kind === "picture" && lineCounts[n] < minPictureLines
  );
  if (tooSmall < 0) return lineCounts;
  const title: LineNeed = { lines: 1, kind: "words" };
  return shareLines(needs.with(tooSmall, title), lines, least);

  function portionOf(n: number): number {
    return lineCounts[n] / (needs[n].kind === "picture" ? 3 : 1);
  }
}

/**
 * Fits the children of a box (class `fitted-lines`) after each render and each change of its size.
 *
 * @param leastOf the least number of items to show in a number of lines, the newest first
 */
export function useFittedLines(
  leastOf: (lines: number) => number,
): { box: RefObject<HTMLDivElement>; fit: () => void } {
  const box = useRef<HTMLDivElement>(null);
  const fit = () => void (box.current && fitLines(box.current, leastOf));
  useLayoutEffect(fit);
  useEffect(() => {
    const observer = new ResizeObserver(fit);
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);
  return { box, fit };
}

function fitLines(
  box: HTMLElement,
  leastOf: (lines: number) => number,
): void {
  const line = parseFloat(getComputedStyle(box).lineHeight);
  const children = ([...box.children] as HTMLElement[]).reverse();
  const needs = children.map((child): LineNeed => {
    if (child.querySelector(".drawing-board")) {
      return { lines: Infinity, kind: "picture" };
    }
    const { scrollHeight } = child.querySelector("p")!;
    return {
      lines: Math.round(scrollHeight / line),
      kind: child.dataset.aside === "true" ? "aside" : "words",
    };
  });
  const totalLines = Math.floor(box.clientHeight / line);
  const lineCounts = shareLines(
    needs,
    totalLines,
    Math.min(needs.length, leastOf(totalLines)),
  );
  children.forEach((child, n) => {
    const lineCount = String(lineCounts[n]);
    if (child.style.getPropertyValue("--lines") !== lineCount) {
      child.style.setProperty("--lines", lineCount);
    }
    const isPicture = needs[n].kind === "picture" &&
      lineCounts[n] >= minPictureLines;
    child.dataset.shows = lineCounts[n] === 0
      ? "nothing"
      : isPicture
      ? "picture"
      : "words";
  });
}
