/**
 * Drag and drop with a finger: a card that is held for a moment comes along, and is dropped where the finger is
 * lifted. What the browser has of its own differs between devices; a finger that moves at once scrolls, as ever.
 */

/** How long a finger rests before the card comes along (ms). */
const holds = 350;
/** A finger that moves further before that scrolls (px). */
const slack = 10;
/** So near to the edge of a strip that scrolls it scrolls by itself (px), and so fast (px a frame). */
const edge = 40, pace = 8;

const targets = new WeakMap<Element, (cards: readonly string[]) => void>();

/** Makes an element take what is dropped on it by a finger. */
export function takeTouches(
  element: HTMLElement,
  onDrop: (cards: readonly string[]) => void,
): () => void {
  targets.set(element, onDrop);
  element.dataset.drop = "";
  return () => void targets.delete(element);
}

/** Lets a finger take a card along; `cards` is asked what goes with it, `label` what it says meanwhile. */
export function giveTouches(
  element: HTMLElement,
  cards: () => readonly string[],
  label: () => string,
): () => void {
  let end: (() => void) | undefined;
  const onStart = (event: TouchEvent) => {
    end?.();
    const finger = event.changedTouches[0];
    if (event.touches.length > 1) return;
    // The browser's own way would take the finger from us.
    element.draggable = false;
    end = follow(element, finger, cards, label, () => {
      end = undefined;
      element.draggable = true;
    });
  };
  element.addEventListener("touchstart", onStart, { passive: true });
  return () => {
    end?.();
    element.removeEventListener("touchstart", onStart);
  };
}

function follow(
  element: HTMLElement,
  { identifier, clientX, clientY }: Touch,
  cards: () => readonly string[],
  label: () => string,
  done: () => void,
): () => void {
  const at = { x: clientX, y: clientY };
  let carried: Carried | null = null;
  const timer = setTimeout(() => {
    carried = new Carried(element, cards(), label(), at);
  }, holds);
  const touchOf = (event: TouchEvent) =>
    [...event.changedTouches].find((one) => one.identifier === identifier);
  const onMove = (event: TouchEvent) => {
    const touch = touchOf(event);
    if (!touch) return;
    if (carried) {
      event.preventDefault();
      at.x = touch.clientX;
      at.y = touch.clientY;
      return carried.look();
    }
    const far = Math.hypot(touch.clientX - at.x, touch.clientY - at.y);
    if (far > slack) stop();
  };
  const onEnd = (event: TouchEvent) => {
    if (!touchOf(event)) return;
    const over = event.type === "touchend" ? carried?.over : null;
    const what = carried?.cards ?? [];
    // What was dropped was not tapped.
    if (carried) event.preventDefault();
    stop();
    if (over) targets.get(over)?.(what);
  };
  const onMenu = (event: Event) => event.preventDefault();
  const active = { passive: false };
  element.addEventListener("touchmove", onMove, active);
  element.addEventListener("touchend", onEnd, active);
  element.addEventListener("touchcancel", onEnd);
  element.addEventListener("contextmenu", onMenu);
  function stop() {
    clearTimeout(timer);
    carried?.letGo();
    carried = null;
    element.removeEventListener("touchmove", onMove);
    element.removeEventListener("touchend", onEnd);
    element.removeEventListener("touchcancel", onEnd);
    element.removeEventListener("contextmenu", onMenu);
    done();
  }
  return stop;
}

/** A card under a finger. */
class Carried {
  over: HTMLElement | null = null;
  readonly #ghost: HTMLElement;
  #frame = 0;

  constructor(
    readonly element: HTMLElement,
    readonly cards: readonly string[],
    label: string,
    readonly at: { readonly x: number; readonly y: number },
  ) {
    element.dataset.dragging = "true";
    this.#ghost = document.createElement("div");
    this.#ghost.className = "card-ghost";
    this.#ghost.textContent = label;
    // Above the dialog, which is above all else.
    this.#ghost.popover = "manual";
    element.append(this.#ghost);
    this.#ghost.showPopover();
    navigator.vibrate?.(10);
    this.look();
    this.#scroll();
  }

  /** Sees what is under the finger. */
  look(): void {
    const { x, y } = this.at;
    this.#ghost.style.translate = `${x}px ${y}px`;
    const over = document.elementFromPoint(x, y)
      ?.closest<HTMLElement>("[data-drop]") ?? null;
    if (over === this.over) return;
    if (this.over) delete this.over.dataset.over;
    this.over = over;
    if (over) over.dataset.over = "true";
  }

  /** Puts it down. */
  letGo(): void {
    cancelAnimationFrame(this.#frame);
    if (this.over) delete this.over.dataset.over;
    delete this.element.dataset.dragging;
    this.#ghost.remove();
  }

  #scroll = () => {
    this.#frame = requestAnimationFrame(this.#scroll);
    const strip = this.over?.parentElement;
    if (!strip || strip.scrollWidth <= strip.clientWidth) return;
    const { left, right } = strip.getBoundingClientRect();
    const { x } = this.at;
    const way = x < left + edge ? -pace : x > right - edge ? pace : 0;
    if (way === 0) return;
    strip.scrollLeft += way;
    this.look();
  };
}
