import {
  defaultPanelBox,
  fitBoxToWindow,
  type moveBox,
  type PanelBox,
  type PanelPosition,
} from "./panel_position.ts";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect } from "preact/hooks";

export interface DragHandle {
  onPointerDown(event: PointerEvent): void;
}

/**
 * Calls `change` with the box from the start of a drag and the distance moved. Ignores presses on controls in the
 * handle.
 */
function followPointer(
  change: (start: PanelBox, dx: number, dy: number) => void,
  start: () => PanelBox,
): DragHandle {
  return tracked(({ clientX, clientY }) => {
    const from = start();
    return {
      onMove: (move) =>
        change(from, move.clientX - clientX, move.clientY - clientY),
    };
  });
}

/** A handle that pulls an element down. Calls `onSwipe` if it was pulled far or fast. */
export function createSwipeHandle(
  element: { current: HTMLElement | null },
  far: number,
  onSwipe: () => void,
): DragHandle {
  return tracked(({ clientY, timeStamp }) => {
    let dy = 0, speed = 0;
    return {
      onMove(move) {
        dy = Math.max(0, move.clientY - clientY);
        speed = dy / Math.max(1, move.timeStamp - timeStamp);
        element.current?.style.setProperty("translate", `0 ${dy}px`);
      },
      onEnd() {
        element.current?.style.removeProperty("translate");
        if (dy > far || (dy > far / 3 && speed > 0.5)) onSwipe();
      },
    };
  });
}

/** A press on a handle, until the pointer is lifted or lost. */
interface Press {
  onMove(event: PointerEvent): void;
  onEnd?(): void;
}

function tracked(begin: (event: PointerEvent) => Press): DragHandle {
  return {
    onPointerDown(event) {
      const handle = event.currentTarget as HTMLElement;
      if (event.button !== 0 || isControl(event.target, handle)) return;
      const { onMove, onEnd } = begin(event);
      handle.setPointerCapture(event.pointerId);
      handle.addEventListener("pointermove", onMove);
      // WebKit would select text under the pointer, even from a handle with `user-select: none`.
      document.addEventListener("selectstart", preventDefault);
      handle.addEventListener("lostpointercapture", () => {
        handle.removeEventListener("pointermove", onMove);
        document.removeEventListener("selectstart", preventDefault);
        onEnd?.();
      }, { once: true });
    },
  };
}

function preventDefault(event: Event) {
  event.preventDefault();
}

/** Whether a press is on a control. The grip is a button for the keyboard, but is dragged by pointer. */
function isControl(target: EventTarget | null, handle: HTMLElement): boolean {
  const control = (target as Element | null)
    ?.closest("button, a, input, textarea, ul, [popover]");
  return control != null && control !== handle &&
    !control.matches(".chat-grip");
}

const arrowKeyStepPx = 24;

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const windowSize = () => ({ width: innerWidth, height: innerHeight });

/** A handle that moves or resizes the panel, by pointer or arrow keys. */
export function createBoxHandle(
  position: PanelPosition,
  change: typeof moveBox,
) {
  const current = () =>
    position.box.value ??
      defaultPanelBox(windowSize(), position.isStudent.value);
  const applyChange = (start: PanelBox, dx: number, dy: number) =>
    position.setBox(change(start, dx, dy, windowSize()));
  return {
    ...followPointer(applyChange, current),
    onKeyDown(event: KeyboardEvent) {
      const way = arrows[event.key];
      if (!way) return;
      event.preventDefault();
      applyChange(current(), way[0] * arrowKeyStepPx, way[1] * arrowKeyStepPx);
    },
  };
}

export function usePanelBox(
  dialog: RefObject<HTMLDialogElement>,
  position: PanelPosition,
): void {
  const box = position.box.value;
  const mode = position.mode.value;
  const isStudent = position.isStudent.value;
  useLayoutEffect(() => {
    const { style } = dialog.current!;
    const applyBox = () => {
      for (const name of ["left", "top", "width", "height"]) {
        style.removeProperty(name);
      }
      if (mode !== "floating") return;
      const size = windowSize();
      const { x, y, width, height } = box
        ? fitBoxToWindow(box, size)
        : defaultPanelBox(size, isStudent);
      style.left = `${x}px`;
      style.top = `${y}px`;
      style.width = `${width}px`;
      style.height = `${height}px`;
    };
    applyBox();
    addEventListener("resize", applyBox);
    return () => removeEventListener("resize", applyBox);
  }, [box, mode, isStudent]);
  // Fits the sheet to the visible part of the page: some phone keyboards cover the page, and an iPad's moves it
  // up.
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
    for (const eventName of events) view.addEventListener(eventName, fit);
    return () => {
      for (const eventName of events) view.removeEventListener(eventName, fit);
    };
  }, [mode]);
}
