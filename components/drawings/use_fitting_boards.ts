/** Makes the boards of a list as large as all fit into its place. */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { fitBoards } from "../../classroom/model/board_geometry.ts";

interface Place<T> {
  /** The height that the list may take (px). */
  heightOf: (list: T) => number;
  /** The narrowest cell (px). If all fit only in narrower ones, the list scrolls. */
  least: number;
}

/** Sets `--across` and `--cell` on the list, which the style sheet reads where `data-fits` is set. */
export function useFittingBoards<T extends HTMLElement>(
  count: number,
  place: Place<T>,
): RefObject<T> {
  const list = useRef<T>(null);
  const fit = useRef<() => void>(() => {});
  fit.current = () => list.current && fitList(list.current, count, place);
  useLayoutEffect(() => fit.current());
  useLayoutEffect(() => {
    const onResize = () => fit.current();
    const observer = new ResizeObserver(() => requestAnimationFrame(onResize));
    observer.observe(list.current!);
    observer.observe(list.current!.parentElement!);
    addEventListener("resize", onResize);
    return () => {
      observer.disconnect();
      removeEventListener("resize", onResize);
    };
  }, []);
  return list;
}

function fitList<T extends HTMLElement>(
  list: T,
  count: number,
  { heightOf, least }: Place<T>,
): void {
  // Several boards of one student are narrower than the others.
  const cells = [...list.children].map((it) => it.firstElementChild);
  const cell = cells.find((it) => !it?.querySelector(".drawings-together")) ??
    cells[0];
  const board = cell?.querySelector(".drawing-board, .drawings-none");
  if (!cell || !board) return;
  const area = {
    width: list.clientWidth,
    height: heightOf(list),
    gap: parseFloat(getComputedStyle(list).columnGap) || 0,
  };
  // Names can have letters that grow with the cell, so the second pass measures them in the found size.
  for (let pass = 0; pass < 2; pass++) {
    const outer = cell.getBoundingClientRect();
    const inner = board.getBoundingClientRect();
    const { columns, width } = fitBoards(count, {
      ...area,
      extra: {
        width: outer.width - inner.width,
        height: outer.height - inner.height,
      },
    });
    list.toggleAttribute("data-fits", width >= least);
    list.style.setProperty("--across", String(columns));
    list.style.setProperty("--cell", `${Math.floor(width)}px`);
  }
}
