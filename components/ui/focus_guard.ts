/**
 * Keeps the focus near its place: when the focused control is removed or disabled, what replaces it takes the focus.
 * Otherwise screen readers would start again at the top.
 */

/** Elements that may take the focus in place of a control. */
const places =
  "dialog, section, form, article, aside, main, li, [role=tabpanel], [role=group], [role=log]";

/** An element with its ancestors, the innermost first, and its index in each. */
interface FocusPlace {
  readonly element: HTMLElement;
  readonly ancestors: readonly { parent: Element; index: number }[];
}

const placeIn = ({ element, ancestors }: FocusPlace, selector: string) =>
  [element, ...ancestors.map(({ parent }) => parent)]
    .find((it) => it.matches(selector));

const layers = "dialog, [popover]";

/** The element that had the focus before each layer took it. */
const openedFrom = new WeakMap<Element, FocusPlace>();

/**
 * The chain of openers: the element that had the focus before the layer around this one took it, then the same for that
 * element, and so on.
 */
function openersOf(where: FocusPlace): Set<FocusPlace> {
  const openers = new Set<FocusPlace>();
  for (let place: FocusPlace | undefined = where; place;) {
    const layer: Element | undefined = placeIn(place, layers);
    place = layer && openedFrom.get(layer);
    if (!place || openers.has(place)) break;
    openers.add(place);
  }
  return openers;
}

/** Whether an element is in a part that manages its focus itself. */
const isKept = ({ ancestors }: FocusPlace) =>
  ancestors.some(({ parent }) => parent.matches("[data-keeps-focus]"));

/** Time (ms) in which a disabled control may be enabled again, or its part may move the focus. */
const busyMs = 700;

export function guardFocus(): () => void {
  const { document } = globalThis;
  let lastPlace: FocusPlace | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onFocus = ({ target }: FocusEvent) => {
    clearTimeout(timer);
    timer = undefined;
    const previousPlace = lastPlace;
    lastPlace = target instanceof HTMLElement ? whereIs(target) : null;
    const over = lastPlace?.element.closest(layers);
    if (!over || !previousPlace) return;
    // An element in the layer, or in a layer opened from it, did not open the layer.
    const isOwn = [previousPlace, ...openersOf(previousPlace)]
      .some(({ ancestors }) => ancestors.some(({ parent }) => parent === over));
    if (!isOwn) openedFrom.set(over, previousPlace);
  };
  // After a press elsewhere, the former place does not matter.
  const onPress = () => lastPlace = null;
  const isLost = ({ element }: FocusPlace) =>
    document.activeElement === document.body ||
    document.activeElement === element;
  const handOn = () => {
    timer = undefined;
    if (!lastPlace || !isGone(lastPlace.element) || !isLost(lastPlace)) return;
    give(nextTo(lastPlace));
  };
  const look = () => {
    if (!lastPlace) return;
    const { element } = lastPlace;
    if (timer === undefined) {
      // The element's surroundings may have changed.
      if (!isGone(element)) return void (lastPlace = whereIs(element));
      // Waits if the code that removed the element may move the focus itself.
      const mayCome = isThere(element) || isKept(lastPlace);
      timer = setTimeout(handOn, mayCome ? busyMs : 0);
    } else if (!isGone(element)) {
      clearTimeout(timer);
      timer = undefined;
      if (isLost(lastPlace)) give(element);
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
const canTake = (element: Element | undefined): element is HTMLElement =>
  element instanceof HTMLElement && element.checkVisibility() &&
  !element.matches(":disabled") && element.offsetHeight > 0;

const isThere = (element: Element) =>
  element.isConnected &&
  !element.closest("dialog:not([open]), [popover]:not(:popover-open)");

function whereIs(element: HTMLElement): FocusPlace {
  const ancestors: { parent: Element; index: number }[] = [];
  for (
    let child: Element = element;
    child.parentElement;
    child = child.parentElement
  ) {
    const parent = child.parentElement;
    ancestors.push({ parent, index: [...parent.children].indexOf(child) });
  }
  return { element, ancestors };
}

/** The element that takes the focus instead; null: nothing around is left. */
function nextTo(where: FocusPlace): HTMLElement | null {
  // The cover of **Eyes on me** returns the focus itself.
  if (placeIn(where, ".eyes")) return null;
  const replacement = inPlaceOf(where);
  if (replacement) return replacement;
  // The layer was closed: its opener takes the focus, or what replaced the opener.
  for (const opener of openersOf(where)) {
    if (canTake(opener.element)) return opener.element;
    if (isKept(opener)) return null;
    const openerReplacement = inPlaceOf(opener);
    if (openerReplacement) return openerReplacement;
  }
  return null;
}

function inPlaceOf({ element, ancestors }: FocusPlace): HTMLElement | null {
  const firstIndex = ancestors.findIndex(({ parent }) => isThere(parent));
  const removedAncestors = ancestors.slice(0, Math.max(0, firstIndex));
  if (removedAncestors.some(({ parent }) => parent.matches(layers))) {
    return null;
  }
  const isOff = isThere(element);
  for (const { parent, index } of ancestors.slice(Math.max(0, firstIndex))) {
    if (parent === globalThis.document.body) return null;
    const instead = isOff ? undefined : parent.children[index];
    const marked = [instead, parent].flatMap((part) =>
      part
        ? [part, ...part.querySelectorAll<HTMLElement>("[data-takes-focus]")]
          .filter((candidate) => candidate.matches("[data-takes-focus]"))
        : []
    ).find(canTake);
    if (marked) return marked;
    // A replacement counts only in the innermost ancestor that is left.
    if (canTake(instead) && parent === ancestors[firstIndex].parent) {
      const sameElement = element.id
        ? instead.querySelector(`#${CSS.escape(element.id)}`) ?? undefined
        : undefined;
      if (canTake(sameElement)) return sameElement;
      const control = instead.querySelector(controls) ?? undefined;
      return instead.matches("li") && canTake(control) ? control : instead;
    }
    if (parent.matches(places) && canTake(parent)) return parent;
  }
  return null;
}
