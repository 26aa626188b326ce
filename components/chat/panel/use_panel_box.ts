/** Puts the panel where it belongs, and gives the handles that move and size it. */
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect } from "preact/hooks";
import {
  type Box,
  boxWithin,
  type movedBox,
  usualBox,
} from "./panel_position.ts";
import { followPointer } from "./pointer.ts";
import type { PanelPosition } from "./use_panel_position.ts";

/** How far an arrow key moves or sizes the panel (px). */
const stride = 24;

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const windowSize = () => ({ width: innerWidth, height: innerHeight });

/** To be spread on a handle by which the box is moved or sized, with a pointer or the arrow keys. */
export function boxHandle(position: PanelPosition, change: typeof movedBox) {
  const current = () => position.box.value ?? usualBox(windowSize());
  const by = (start: Box, dx: number, dy: number) =>
    position.setBox(change(start, dx, dy, windowSize()));
  return {
    ...followPointer(by, current),
    onKeyDown(event: KeyboardEvent) {
      const way = arrows[event.key];
      if (!way) return;
      event.preventDefault();
      by(current(), way[0] * stride, way[1] * stride);
    },
  };
}

/** Puts the panel where it is; a floating one stays whole in the window as that changes. */
export function usePanelBox(
  dialog: RefObject<HTMLDialogElement>,
  position: PanelPosition,
): void {
  const box = position.box.value;
  const mode = position.mode.value;
  useLayoutEffect(() => {
    const { style } = dialog.current!;
    const put = () => {
      for (const name of ["left", "top", "width", "height"]) {
        style.removeProperty(name);
      }
      if (mode !== "floating") return;
      const size = windowSize();
      const { x, y, width, height } = box
        ? boxWithin(box, size)
        : usualBox(size);
      style.left = `${x}px`;
      style.top = `${y}px`;
      style.width = `${width}px`;
      style.height = `${height}px`;
    };
    put();
    addEventListener("resize", put);
    return () => removeEventListener("resize", put);
  }, [box, mode]);
  // A phone's keyboard covers the page without sizing it, on some, and an iPad's pushes the page up as well: the sheet
  // is what is left to be seen.
  useEffect(() => {
    const view = globalThis.visualViewport;
    if (mode !== "sheet" || !view) return;
    const fit = () => {
      const style = dialog.current?.style;
      style?.setProperty("--view", `${view.height}px`);
      style?.setProperty("--view-top", `${view.offsetTop}px`);
    };
    fit();
    const events = ["resize", "scroll"] as const;
    for (const it of events) view.addEventListener(it, fit);
    return () => {
      for (const it of events) view.removeEventListener(it, fit);
    };
  }, [mode]);
}
