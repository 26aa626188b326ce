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

/** So long a control that is switched off by its own press may be on again (ms). */
const busyMs = 700;

/** Keeps the focus on the page from now on; gives what stops that. */
export function guardFocus(): () => void {
  const { document } = globalThis;
  let last: Where | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onFocus = ({ target }: FocusEvent) => {
    clearTimeout(timer);
    timer = undefined;
    last = target instanceof HTMLElement ? whereIs(target) : null;
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
      if (!isGone(element)) return;
      // What has taken it away may give it to something by itself.
      timer = setTimeout(handOn, element.isConnected ? busyMs : 0);
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
    attributeFilter: ["disabled"],
  });
  document.addEventListener("focusin", onFocus);
  document.addEventListener("pointerdown", onPress);
  return () => {
    observer.disconnect();
    clearTimeout(timer);
    document.removeEventListener("focusin", onFocus);
    document.removeEventListener("pointerdown", onPress);
  };
}

function give(to: HTMLElement | null): void {
  if (!to) return;
  if (to.tabIndex < 0) to.tabIndex = -1;
  to.focus({ preventScroll: true });
}

const isGone = (it: HTMLElement) => !it.isConnected || it.matches(":disabled");

/** What one can press or write in. */
const controls =
  "a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), select:not(:disabled), summary";

const isShown = (it: Element | undefined): it is HTMLElement =>
  it instanceof HTMLElement && it.checkVisibility() && !it.matches(":disabled");

function whereIs(element: HTMLElement): Where {
  const around: { parent: Element; at: number }[] = [];
  for (let at: Element = element; at.parentElement; at = at.parentElement) {
    const parent = at.parentElement;
    around.push({ parent, at: [...parent.children].indexOf(at) });
  }
  return { element, around };
}

/** What has the focus in the place of something that is gone; null: nothing around it is left. */
function nextTo({ element, around }: Where): HTMLElement | null {
  const isOff = element.isConnected;
  const first = around.findIndex(({ parent }) => parent.isConnected);
  // What keeps it by itself does so, and a dialog gives it back to where it was.
  const gone = around.slice(0, Math.max(0, first));
  if (
    around.some(({ parent }) => parent.matches("[data-keeps-focus]")) ||
    gone.some(({ parent }) => parent.matches("dialog"))
  ) return null;
  for (const { parent, at } of around.slice(Math.max(0, first))) {
    if (parent === globalThis.document.body) return null;
    const instead = isOff ? undefined : parent.children[at];
    const marked = [instead, parent].flatMap((it) =>
      it
        ? [it, ...it.querySelectorAll<HTMLElement>("[data-takes-focus]")]
          .filter((one) => one.matches("[data-takes-focus]"))
        : []
    ).find(isShown);
    if (marked) return marked;
    // Of what stands around, only what took its very place is meant.
    if (isShown(instead) && parent === around[first].parent) {
      const control = instead.querySelector(controls) ?? undefined;
      return instead.matches("li") && isShown(control) ? control : instead;
    }
    if (parent.matches(places) && isShown(parent)) return parent;
  }
  return null;
}
