/** Following a finger or a mouse: dragging the panel, and swiping a sheet down. */
import type { Box } from "./panel_position.ts";

/** Handlers to spread on the element by which one drags. */
export interface Handle {
  onPointerDown(event: PointerEvent): void;
}

/**
 * A handle that calls `change` with what `start` gave at the press and how far the pointer has come
 * since. A press on a control inside the handle is that control's own.
 */
export function followPointer(
  change: (start: Box, dx: number, dy: number) => void,
  start: () => Box,
): Handle {
  return {
    onPointerDown(event) {
      const handle = event.currentTarget as HTMLElement;
      if (event.button !== 0 || isControl(event.target, handle)) return;
      const { clientX, clientY, pointerId } = event;
      const from = start();
      track(handle, pointerId, (move) => {
        change(from, move.clientX - clientX, move.clientY - clientY);
      });
    },
  };
}

/** A handle by which an element is pulled down; pulled far enough, or flung, `then` is called. */
export function swipe(
  element: { current: HTMLElement | null },
  far: number,
  then: () => void,
): Handle {
  return {
    onPointerDown(event) {
      const handle = event.currentTarget as HTMLElement;
      if (event.button !== 0 || isControl(event.target, handle)) return;
      const { clientY, pointerId, timeStamp } = event;
      let dy = 0, speed = 0;
      track(handle, pointerId, (move) => {
        dy = Math.max(0, move.clientY - clientY);
        speed = dy / Math.max(1, move.timeStamp - timeStamp);
        element.current?.style.setProperty("translate", `0 ${dy}px`);
      }, () => {
        element.current?.style.removeProperty("translate");
        if (dy > far || (dy > far / 3 && speed > 0.5)) then();
      });
    },
  };
}

function track(
  handle: HTMLElement,
  pointer: number,
  onMove: (event: PointerEvent) => void,
  onEnd?: () => void,
) {
  handle.setPointerCapture(pointer);
  handle.addEventListener("pointermove", onMove);
  // In WebKit the pointer selects what it passes, though the handle itself cannot be selected.
  document.addEventListener("selectstart", preventDefault);
  // However it ends: lifted, cancelled, or taken away.
  handle.addEventListener("lostpointercapture", () => {
    handle.removeEventListener("pointermove", onMove);
    document.removeEventListener("selectstart", preventDefault);
    onEnd?.();
  }, { once: true });
}

function preventDefault(event: Event) {
  event.preventDefault();
}

/** The grip is a button for the keyboard's sake, and is to be dragged by. */
function isControl(target: EventTarget | null, handle: HTMLElement): boolean {
  const control = (target as Element | null)
    ?.closest("button, a, input, textarea, ul, [popover]");
  return control != null && control !== handle &&
    !control.matches(".chat-grip");
}
