/**
 * The focus has a place: where the control that has it goes, or is switched off by its own press, what stands there then
 * has it, so that neither the keyboard nor a screen reader begins anew at the top of the page.
 */

/** What is a place on the page, and so is worth to be told. */
const places =
  "dialog, section, form, article, aside, main, li, [role=tabpanel], [role=group], [role=log]";

/** Where something is: what is around it, from the inside out, and its place among its siblings. */
interface Where {
  readonly element: HTMLElement;
  readonly around: readonly { parent: Element; at: number }[];
}

/** The innermost of these in which something is; it may be one itself. */
const placeIn = ({ element, around }: Where, selector: string) =>
  [element, ...around.map(({ parent }) => parent)]
    .find((it) => it.matches(selector));

/** What lies over the page, and gives the focus back to where it was. */
const layers = "dialog, [popover]";

/** Where the focus was before it came into one of them. */
const openedFrom = new WeakMap<Element, Where>();

/** Where the focus was before it came into the layer in which something is; before that, and so on. */
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

/** Whether it was in a part that keeps the focus by itself. */
const isKept = ({ around }: Where) =>
  around.some(({ parent }) => parent.matches("[data-keeps-focus]"));

/** So long a control that is switched off by its own press may be on again, and a part may take the focus by itself (ms). */
const busyMs = 700;

/** Keeps the focus on the page from now on; gives what stops that. */
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
    // What it was opened from, and not what was opened from it.
    const isOwn = [before, ...openersOf(before)]
      .some(({ around }) => around.some(({ parent }) => parent === over));
    if (!isOwn) openedFrom.set(over, before);
  };
  // Whoever presses beside it has left it; whoever is told otherwise has not.
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
      // What has come around it since has given it another place.
      if (!isGone(element)) return void (last = whereIs(element));
      // What has taken it away may give it to something by itself.
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

/** What one can press or write in. */
const controls =
  "a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), select:not(:disabled), summary";

/** Whether one sees it and it is not switched off. */
const canTake = (it: Element | undefined): it is HTMLElement =>
  it instanceof HTMLElement && it.checkVisibility() &&
  !it.matches(":disabled") && it.offsetHeight > 0;

/** Whether it is on the page, and not in something that is closed. */
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

/** What has the focus in the place of something that is gone; null: nothing around it is left. */
function nextTo(where: Where): HTMLElement | null {
  // What covers the page for a while gives it back by itself.
  if (placeIn(where, ".eyes")) return null;
  const here = inPlaceOf(where);
  if (here) return here;
  // It was in what has closed: what that was opened from, or what stands there now.
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
    // Of what stands around, only what took its very place is meant.
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
