/** Drag and drop for all pointers. Starts when a mouse or pen moves, or when a finger has rested. Escape cancels. */
import "./over.css";

/** A finger must rest this long before a drag (ms). */
const touchHoldMs = 350;
/** Movement (px) that starts a drag with a mouse, or a scroll with a finger. */
const touchSlackPx = { mouse: 3, finger: 10 };
/** Within this distance from its edge, a list scrolls (px), at this speed (px per frame). */
const edge = 40, pace = 8;
const floats = "dialog, [popover]";

type Drop = (ids: readonly string[]) => void;

/** The ids that are dragged, and the label next to the pointer. */
interface Cards {
  readonly ids: readonly string[];
  readonly label: string;
}

const targets = new WeakMap<Element, Drop>();
/** The drag in progress; at most one. */
let carried: Carried | null = null;

export function makeDropTarget(onDrop: Drop) {
  return {
    "data-drop": true,
    ref: (element: HTMLElement | null) => {
      if (element) targets.set(element, onDrop);
    },
  };
}

/**
 * @param cards called when a drag starts
 * @param onEnd called at its end, dropped or not
 */
export function makeDraggable(cards: () => Cards, onEnd?: () => void) {
  return {
    onPointerDown(event: PointerEvent) {
      // On a Mac, Ctrl and click opens the context menu.
      if (!event.isPrimary || event.button !== 0 || event.ctrlKey) return;
      press(event.currentTarget as HTMLElement, event, cards, onEnd);
    },
    // In lower case: Preact attaches `onTouchMove` only if there was a touch screen at the start.
    ontouchmove(event: TouchEvent) {
      if (carried) event.preventDefault();
    },
  };
}

function press(
  card: HTMLElement,
  down: PointerEvent,
  cards: () => Cards,
  onEnd?: () => void,
) {
  const isFinger = down.pointerType === "touch";
  const dragController = new AbortController();
  const carry = (event: PointerEvent) => {
    card.setPointerCapture(down.pointerId);
    carried = new Carried(card, cards(), event);
  };
  const timer = isFinger ? setTimeout(carry, touchHoldMs, down) : undefined;
  function end() {
    clearTimeout(timer);
    dragController.abort();
    if (!carried) return;
    carried.letGo();
    carried = null;
    onEnd?.();
  }
  const handlers: {
    [Type in keyof DocumentEventMap]?: (event: DocumentEventMap[Type]) => void;
  } = {
    pointermove(event) {
      if (event.pointerId !== down.pointerId) return;
      // The button was released outside of the window, or over a native menu.
      if (!isFinger && !(event.buttons & 1)) return end();
      if (carried) return carried.moveTo(event);
      const distance = Math.hypot(
        event.clientX - down.clientX,
        event.clientY - down.clientY,
      );
      if (distance <= (isFinger ? touchSlackPx.finger : touchSlackPx.mouse)) {
        return;
      }
      if (isFinger) end();
      else carry(event);
    },
    pointerup(event) {
      if (event.pointerId !== down.pointerId) return;
      const dropped = carried;
      end();
      if (!dropped) return;
      swallowClick();
      const { over, cards: { ids } } = dropped;
      // A card that was removed meanwhile is not dropped.
      if (over && card.isConnected) targets.get(over)?.(ids);
    },
    pointercancel: end,
    pointerdown: end,
    keydown(event) {
      if (!carried || event.key !== "Escape") return;
      // Otherwise Escape would also close the dialog.
      event.preventDefault();
      event.stopPropagation();
      end();
      swallowClick();
    },
    contextmenu(event) {
      if (down.pointerType !== "mouse") event.preventDefault();
    },
  };
  for (const [type, handle] of Object.entries(handlers)) {
    const options = { signal: dragController.signal, capture: true };
    document.addEventListener(type, handle as EventListener, options);
  }
}

function swallowClick() {
  const clickController = new AbortController();
  const options = { signal: clickController.signal, capture: true };
  document.addEventListener(
    "pointerdown",
    () => clickController.abort(),
    options,
  );
  document.addEventListener("click", (event) => {
    // Clicks by keyboard have a `detail` of 0.
    if (event.detail === 0) return;
    clickController.abort();
    event.preventDefault();
    event.stopPropagation();
  }, options);
}

class Carried {
  over: Element | null = null;
  readonly #ghost = document.createElement("div");
  #frame = 0;

  constructor(
    readonly card: HTMLElement,
    readonly cards: Cards,
    private lastEvent: PointerEvent,
  ) {
    card.dataset.dragging = "true";
    this.#ghost.className = "card-ghost";
    this.#ghost.textContent = cards.label;
    // As a popover it is above dialogs.
    this.#ghost.popover = "manual";
    card.append(this.#ghost);
    this.#ghost.showPopover();
    if (lastEvent.pointerType === "touch") navigator.vibrate?.(10);
    this.moveTo(lastEvent);
    this.#scroll();
  }

  moveTo(event: PointerEvent): void {
    this.lastEvent = event;
    this.#ghost.style.translate = `${event.clientX}px ${event.clientY}px`;
    const over = document.elementFromPoint(event.clientX, event.clientY)
      ?.closest("[data-drop]") ?? null;
    if (over === this.over) return;
    this.over?.removeAttribute("data-over");
    over?.setAttribute("data-over", "true");
    this.over = over;
  }

  letGo(): void {
    cancelAnimationFrame(this.#frame);
    this.over?.removeAttribute("data-over");
    delete this.card.dataset.dragging;
    this.#ghost.remove();
  }

  #scroll = () => {
    this.#frame = requestAnimationFrame(this.#scroll);
    const { clientX: x, clientY: y } = this.lastEvent;
    const step = (position: number, from: number, to: number) =>
      position < from + edge ? -pace : position > to - edge ? pace : 0;
    let list = this.over?.parentElement;
    for (; list; list = list.parentElement) {
      const { left, right, top, bottom } = list.getBoundingClientRect();
      list.scrollBy(step(x, left, right), step(y, top, bottom));
      if (list.matches(floats)) break;
    }
    if (this.over) this.moveTo(this.lastEvent);
  };
}
