/**
 * Keeps the focus near its place: when the focused control is removed or disabled, what replaces it takes the focus.
 * Otherwise screen readers would start again at the top.
 */

/** Elements that may take the focus in place of a control. */
const places =
  "dialog, section, form, article, aside, main, li, [role=tabpanel], [role=group], [role=log]";

/** An element with its ancestors, the innermost first, and its index in each. */
interface Where {
  readonly element: HTMLElement;
  readonly around: readonly { parent: Element; at: number }[];
}

const placeIn = ({ element, around }: Where, selector: string) =>
  [element, ...around.map(({ parent }) => parent)]
    .find((it) => it.matches(selector));

const layers = "dialog, [popover]";

/** The element that had the focus before each layer took it. */
const openedFrom = new WeakMap<Element, Where>();

/**
 * The chain of openers: the element that had the focus before the layer around this one took it, then the same for that
 * element, and so on.
 */
function openersOf(where: Where): Set<Where> {
  const all = new Set<Where>();
  for (let it: Where | undefined = where; it;) {
    const layer: Element | undefined = placeIn(it, layers);
    it = layer && openedFrom.get(layer);
    if (!it || all.has(it)) break;
    all.add(it);
  }
  return all;
}

/** Whether an element is in a part that manages its focus itself. */
const isKept = ({ around }: Where) =>
  around.some(({ parent }) => parent.matches("[data-keeps-focus]"));

/** Time (ms) in which a disabled control may be enabled again, or its part may move the focus. */
const busyMs = 700;

export function guardFocus(): () => void {
  const { document } = globalThis;
  let last: Where | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onFocus = ({ target }: FocusEvent) => {
    clearTimeout(timer);
    timer = undefined;
    const before = last;
    last = target instanceof HTMLElement ? whereIs(target) : null;
    const over = last?.element.closest(layers);
    if (!over || !before) return;
    // An element in the layer, or in a layer opened from it, did not open the layer.
    const isOwn = [before, ...openersOf(before)]
      .some(({ around }) => around.some(({ parent }) => parent === over));
    if (!isOwn) openedFrom.set(over, before);
  };
  // After a press elsewhere, the former place does not matter.
  const onPress = () => last = null;
  const isLost = ({ element }: Where) =>
    document.activeElement === document.body ||
    document.activeElement === element;
  const handOn = () => {
    timer = undefined;
    if (!last || !isGone(last.element) || !isLost(last)) return;
    give(nextTo(last));
  };
  const look = () => {
    if (!last) return;
    const { element } = last;
    if (timer === undefined) {
      // The element's surroundings may have changed.
      if (!isGone(element)) return void (last = whereIs(element));
      // Waits if the code that removed the element may move the focus itself.
      const mayCome = isThere(element) || isKept(last);
      timer = setTimeout(handOn, mayCome ? busyMs : 0);
    } else if (!isGone(element)) {
      clearTimeout(timer);
      timer = undefined;
      if (isLost(last)) give(element);
    }
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, {
    childList: true,
    subtree: true,
    attributeFilter: ["disabled", "open"],
  });
  document.addEventListener("toggle", look, true);
  document.addEventListener("focusin", onFocus);
  document.addEventListener("pointerdown", onPress);
  return () => {
    observer.disconnect();
    clearTimeout(timer);
    document.removeEventListener("toggle", look, true);
    document.removeEventListener("focusin", onFocus);
    document.removeEventListener("pointerdown", onPress);
  };
}

function give(to: HTMLElement | null): void {
  if (!to) return;
  if (to.tabIndex < 0) to.tabIndex = -1;
  to.focus({ preventScroll: true });
}

const isGone = (it: HTMLElement) => !isThere(it) || it.matches(":disabled");

const controls =
  "a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), select:not(:disabled), summary";

/** Whether an element is visible and enabled. */
const canTake = (it: Element | undefined): it is HTMLElement =>
  it instanceof HTMLElement && it.checkVisibility() &&
  !it.matches(":disabled") && it.offsetHeight > 0;

const isThere = (it: Element) =>
  it.isConnected &&
  !it.closest("dialog:not([open]), [popover]:not(:popover-open)");

function whereIs(element: HTMLElement): Where {
  const around: { parent: Element; at: number }[] = [];
  for (let at: Element = element; at.parentElement; at = at.parentElement) {
    const parent = at.parentElement;
    around.push({ parent, at: [...parent.children].indexOf(at) });
  }
  return { element, around };
}

/** The element that takes the focus instead; null: nothing around is left. */
function nextTo(where: Where): HTMLElement | null {
  // The cover of **Eyes on me** returns the focus itself.
  if (placeIn(where, ".eyes")) return null;
  const here = inPlaceOf(where);
  if (here) return here;
  // The layer was closed: its opener takes the focus, or what replaced the opener.
  for (const before of openersOf(where)) {
    if (canTake(before.element)) return before.element;
    if (isKept(before)) return null;
    const next = inPlaceOf(before);
    if (next) return next;
  }
  return null;
}

function inPlaceOf({ element, around }: Where): HTMLElement | null {
  const first = around.findIndex(({ parent }) => isThere(parent));
  const gone = around.slice(0, Math.max(0, first));
  if (gone.some(({ parent }) => parent.matches(layers))) return null;
  const isOff = isThere(element);
  for (const { parent, at } of around.slice(Math.max(0, first))) {
    if (parent === globalThis.document.body) return null;
    const instead = isOff ? undefined : parent.children[at];
    const marked = [instead, parent].flatMap((it) =>
      it
        ? [it, ...it.querySelectorAll<HTMLElement>("[data-takes-focus]")]
          .filter((one) => one.matches("[data-takes-focus]"))
        : []
    ).find(canTake);
    if (marked) return marked;
    // A replacement counts only in the innermost ancestor that is left.
    if (canTake(instead) && parent === around[first].parent) {
      const again = element.id
        ? instead.querySelector(`#${CSS.escape(element.id)}`) ?? undefined
        : undefined;
      if (canTake(again)) return again;
      const control = instead.querySelector(controls) ?? undefined;
      return instead.matches("li") && canTake(control) ? control : instead;
    }
    if (parent.matches(places) && canTake(parent)) return parent;
  }
  return null;
}
