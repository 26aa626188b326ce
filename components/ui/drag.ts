/**
 * Drag and drop of cards, one way for all pointers: a card comes along once a mouse or a pen moves, or a finger has rested
 * on it, and is dropped where it is let go. A finger that moves at once scrolls, as ever; Escape cancels.
 */
import "./over.css";

/** How long a finger rests before the card comes along (ms). */
const holds = 350;
/** A mouse that moves further drags, and so does a pen; a finger that moves further before it has rested scrolls (px). */
const slack = { mouse: 3, finger: 10 };
/** So near to the edge of a list of targets it scrolls by itself (px), and so fast (px a frame). */
const edge = 40, pace = 8;
/** What lies over the page, which does not scroll behind it. */
const floats = "dialog, [popover]";

/** Takes what is dropped. */
type Drop = (ids: readonly string[]) => void;

/** What is dragged, and what it is called meanwhile. */
interface Cards {
  readonly ids: readonly string[];
  readonly label: string;
}

const targets = new WeakMap<Element, Drop>();
/** There is one pointer that drags. */
let carried: Carried | null = null;

/** To be spread on an element that takes cards. */
export function dropTarget(onDrop: Drop) {
  return {
    "data-drop": true,
    ref: (element: HTMLElement | null) => {
      if (element) targets.set(element, onDrop);
    },
  };
}

/** To be spread on a card that can be dragged; `cards` is asked at the start what comes along, and `onEnd` told that it does no more. */
export function draggable(cards: () => Cards, onEnd?: () => void) {
  return {
    onPointerDown(event: PointerEvent) {
      // With Ctrl it is a Mac's way to open a menu.
      if (!event.isPrimary || event.button !== 0 || event.ctrlKey) return;
      press(event.currentTarget as HTMLElement, event, cards, onEnd);
    },
    // Lower case: by any other name Preact hears it only where there was a touch screen from the start.
    ontouchmove(event: TouchEvent) {
      if (carried) event.preventDefault();
    },
  };
}

/** Follows a pointer from its press until it is let go. */
function press(
  card: HTMLElement,
  down: PointerEvent,
  cards: () => Cards,
  onEnd?: () => void,
) {
  const isFinger = down.pointerType === "touch";
  const during = new AbortController();
  const carry = (at: PointerEvent) => {
    card.setPointerCapture(down.pointerId);
    carried = new Carried(card, cards(), at);
  };
  const timer = isFinger ? setTimeout(carry, holds, down) : undefined;
  function end() {
    clearTimeout(timer);
    during.abort();
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
      // It was let go where nobody could tell: outside the window, or over a menu.
      if (!isFinger && !(event.buttons & 1)) return end();
      if (carried) return carried.moveTo(event);
      const far = Math.hypot(
        event.clientX - down.clientX,
        event.clientY - down.clientY,
      );
      if (far <= (isFinger ? slack.finger : slack.mouse)) return;
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
      // A card that has gone meanwhile is not moved.
      if (over && card.isConnected) targets.get(over)?.(ids);
    },
    pointercancel: end,
    pointerdown: end,
    keydown(event) {
      if (!carried || event.key !== "Escape") return;
      // It is the drag that is left, not the dialog.
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
    const options = { signal: during.signal, capture: true };
    document.addEventListener(type, handle as EventListener, options);
  }
}

/** What was dropped was not clicked. */
function swallowClick() {
  const until = new AbortController();
  const options = { signal: until.signal, capture: true };
  document.addEventListener("pointerdown", () => until.abort(), options);
  document.addEventListener("click", (event) => {
    // A key's click has no count, and is meant.
    if (event.detail === 0) return;
    until.abort();
    event.preventDefault();
    event.stopPropagation();
  }, options);
}

/** A card under a pointer. */
class Carried {
  over: Element | null = null;
  readonly #ghost = document.createElement("div");
  #frame = 0;

  constructor(
    readonly card: HTMLElement,
    readonly cards: Cards,
    private at: PointerEvent,
  ) {
    card.dataset.dragging = "true";
    this.#ghost.className = "card-ghost";
    this.#ghost.textContent = cards.label;
    // Above the dialog, which is above all else.
    this.#ghost.popover = "manual";
    card.append(this.#ghost);
    this.#ghost.showPopover();
    if (at.pointerType === "touch") navigator.vibrate?.(10);
    this.moveTo(at);
    this.#scroll();
  }

  /** Goes along with the pointer and sees what is under it. */
  moveTo(at: PointerEvent): void {
    this.at = at;
    this.#ghost.style.translate = `${at.clientX}px ${at.clientY}px`;
    const over = document.elementFromPoint(at.clientX, at.clientY)
      ?.closest("[data-drop]") ?? null;
    if (over === this.over) return;
    this.over?.removeAttribute("data-over");
    over?.setAttribute("data-over", "true");
    this.over = over;
  }

  /** Puts it down. */
  letGo(): void {
    cancelAnimationFrame(this.#frame);
    this.over?.removeAttribute("data-over");
    delete this.card.dataset.dragging;
    this.#ghost.remove();
  }

  #scroll = () => {
    this.#frame = requestAnimationFrame(this.#scroll);
    const { clientX: x, clientY: y } = this.at;
    const step = (at: number, from: number, to: number) =>
      at < from + edge ? -pace : at > to - edge ? pace : 0;
    let list = this.over?.parentElement;
    for (; list; list = list.parentElement) {
      const { left, right, top, bottom } = list.getBoundingClientRect();
      list.scrollBy(step(x, left, right), step(y, top, bottom));
      if (list.matches(floats)) break;
    }
    if (this.over) this.moveTo(this.at);
  };
}
