/** Layout rules for all pages, checked on every picture that tests take. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { eventually } from "../people.ts";

/** A frame whose parts stand one below the other, in the order in which they are read. */
export interface StackedParts {
  readonly frame: string;
  /** The parts at the upper and the lower edge. */
  readonly first?: string;
  readonly last?: string;
  /** The part that takes the remaining height, and its least height (px) where the frame allows it. */
  readonly grows?: string;
  readonly least?: number;
}

export const stackedParts: readonly StackedParts[] = [
  {
    frame: ".class-page",
    first: ".class-head",
    last: ".class-main, .class-places",
    grows: ".class-main",
    least: 320,
  },
  { frame: ".class-main", last: ".assistant, .class-over, .resource-frame" },
  {
    frame: ".assistant-place",
    last: ".assistant-seen",
    grows: ".assistant-scroll",
    least: 160,
  },
  {
    frame: ".chat-panel[open]",
    first: ".chat-head",
    last: ".composer-place",
    grows: ".chat-scroll",
    least: 140,
  },
  { frame: ".chat-room", last: ".chat-middle" },
  {
    frame: ".conversation-view[open]",
    first: ".conversation-view-head",
    last: ".conversation-view-foot",
    grows: ".conversation-view-scroll",
    least: 200,
  },
  { frame: ".present" },
  { frame: ".portal-main" },
  { frame: ".desk" },
  { frame: ".desk-main" },
  { frame: ".desk-aside" },
  { frame: ".page" },
  { frame: ".marking-work" },
  { frame: ".dialog[open]:not(.distribute)" },
  { frame: "dialog.distribute[open]", grows: ".distribute-body", least: 160 },
  { frame: ".eyes[open]" },
];

/** Parts that stand side by side and never overlap. */
const apart: readonly (readonly [string, string])[] = [
  [".portal-side", ".portal-main"],
  [".assistant-side", ".assistant-place"],
  [".resource-side", ".resource-stage"],
  ['.chat-panel[data-mode="pinned"][open]', ".class-main"],
  ['.chat-panel[data-mode="pinned"][open]', ".portal-main"],
  ['.chat-panel[data-mode="pinned"][open]', ".desk-notices"],
  ['.chat-panel[data-mode="pinned"][open]', ".desk-call"],
  [".desk-call", ".desk-notices"],
];

/** Minimum useful width of a part (px), unless the part declares a smaller one. */
const narrowest: Readonly<Record<string, number>> = {
  ".assistant-scroll": 240,
  ".answer": 200,
  ".ask textarea": 150,
  ".chat-scroll": 240,
  ".composer textarea": 120,
  ".class-main": 320,
  ".portal-main": 300,
  ".marking-work": 240,
  ".dialog[open]": 240,
};

export const layoutRules = { columns: stackedParts, apart, narrowest };

export async function readLayoutFaults(page: Page): Promise<string[]> {
  return await page.evaluate(findLayoutFaultsInPage, layoutRules);
}

/** Layout faults that remain once nothing moves any more. */
export async function findLastingFaults(
  find: () => Promise<string[]>,
  patience = 15_000,
): Promise<string[]> {
  let faults: string[] = [];
  await eventually(
    async () => faults = await find(),
    (found) => found.length === 0,
    "the page was in order",
    patience,
  ).catch(() => {});
  return faults;
}

export async function assertWellLaidOut(
  page: Page,
  name: string,
): Promise<void> {
  const faults = await findLastingFaults(() => readLayoutFaults(page));
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  assert.deepEqual(faults, [], `${name}, ${width} × ${height}`);
}

/** Finds faults. Runs in the page, so it has no references outside itself. */
export function findLayoutFaultsInPage(
  { columns, apart, narrowest }: typeof layoutRules,
): string[] {
  /** Boxes are laid out in fractions of a pixel. */
  const blur = 1.5;
  /** A line or a gap at the edge of a frame. */
  const edge = 4;
  const faults = new Set<string>();
  const all = (selector: string, within: ParentNode = document) =>
    [...within.querySelectorAll<HTMLElement>(selector)].filter(isShown);
  const modal = all("dialog:modal");
  const isReached = (control: Element) =>
    modal.length === 0 || modal.some((dialog) => dialog.contains(control));
  const box = (element: Element) => element.getBoundingClientRect();

  function isShown(element: Element): boolean {
    if (!element.checkVisibility({ visibilityProperty: true })) return false;
    for (let at: Element | null = element; at; at = at.parentElement) {
      if (getComputedStyle(at).clipPath !== "none") return false;
    }
    return true;
  }
  function nameOf(element: Element): string {
    const words = element.getAttribute("aria-label") ??
      element.textContent?.trim().replace(/\s+/g, " ").slice(0, 30);
    const kind = [element.tagName.toLowerCase(), ...element.classList];
    return words ? `${kind.join(".")} “${words}”` : kind.join(".");
  }
  const inFlow = (parent: Element) =>
    [...parent.children].filter((child) =>
      isShown(child) && !/absolute|fixed/.test(getComputedStyle(child).position)
    );
  const isSticky = (element: Element) =>
    getComputedStyle(element).position === "sticky";
  /** The box without the margins that enlarge it for fingers. */
  function placeOf(element: Element): DOMRect {
    const { left, top, width, height } = box(element);
    const style = getComputedStyle(element);
    const [above, right, below, before] = ["Top", "Right", "Bottom", "Left"]
      .map((side) =>
        Math.max(0, -parseFloat(style[`margin${side}` as "marginTop"]) || 0)
      );
    return new DOMRect(
      left + before,
      top + above,
      Math.max(0, width - before - right),
      Math.max(0, height - above - below),
    );
  }
  const overlap = (a: DOMRect, b: DOMRect) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > blur &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > blur;
  const px = (value: number) => `${Math.round(value)} px`;

  function checkColumn({ frame, first, last, grows, least }: StackedParts) {
    for (const of of all(frame)) {
      const outer = box(of);
      const parts = inFlow(of).filter((part) => box(part).height > 0);
      for (const [i, part] of parts.entries()) {
        const { left, right, width } = box(part);
        if (width < blur) faults.add(`${nameOf(part)} has no width`);
        if (left < outer.left - blur || right > outer.right + blur) {
          faults.add(`${nameOf(part)} sticks out of ${frame} at the side`);
        }
        const next = parts[i + 1];
        if (!next || isSticky(part) || isSticky(next)) continue;
        if (box(next).top < box(part).bottom - blur) {
          faults.add(`${nameOf(next)} is not below ${nameOf(part)}`);
        }
      }
      const above = parts.at(0), below = parts.at(-1);
      if (
        first && !(above?.matches(first) &&
          Math.abs(box(above).top - outer.top) < edge)
      ) faults.add(`${first} is not at the top of ${frame}`);
      if (
        last && !(below?.matches(last) &&
          Math.abs(box(below).bottom - outer.bottom) < edge)
      ) faults.add(`${last} is not at the bottom of ${frame}`);
      const middle = grows && all(grows, of)[0];
      if (middle && least) {
        const wanted = Math.min(least, outer.height / 4);
        const { height } = box(middle);
        if (height < wanted - blur) {
          faults.add(`${nameOf(middle)} is ${px(height)} high`);
        }
      }
    }
  }

  function checkNarrow(selector: string, least: number) {
    for (const one of all(selector)) {
      const { width } = box(one);
      const most = Math.min(least, innerWidth * 0.6);
      if (width < most) faults.add(`${nameOf(one)} is ${px(width)} wide`);
    }
  }

  /** Children of a grid or flex box do not overlap, unless they are out of the flow. */
  function checkChildren(parent: Element) {
    const { display } = getComputedStyle(parent);
    if (!/flex|grid/.test(display)) return;
    const children = inFlow(parent).filter((child) => !isSticky(child));
    for (const [i, one] of children.entries()) {
      for (const other of children.slice(i + 1)) {
        if (overlap(placeOf(one), placeOf(other))) {
          faults.add(`${nameOf(one)} and ${nameOf(other)} overlap`);
        }
      }
    }
  }

  /** Checks that a control can be scrolled into view or is not cut off. */
  function checkReach(control: Element) {
    let { left, right, top, bottom } = box(control);
    if (right - left < blur || bottom - top < blur) {
      return void faults.add(`${nameOf(control)} has no size`);
    }
    let scrollsX = false, scrollsY = false;
    for (let at = control; at; at = at.parentElement!) {
      const { position, overflowX, overflowY } = getComputedStyle(at);
      if (
        at !== control && at !== document.body &&
        at !== document.documentElement
      ) {
        const clip = box(at);
        if (/auto|scroll/.test(overflowX)) scrollsX = true;
        else if (
          !scrollsX && /hidden|clip/.test(overflowX) &&
          (left < clip.left - blur || right > clip.right + blur)
        ) {
          return void faults.add(`${nameOf(control)} is cut off at the side`);
        }
        if (/auto|scroll/.test(overflowY)) scrollsY = true;
        else if (
          !scrollsY && /hidden|clip/.test(overflowY) &&
          (top < clip.top - blur || bottom > clip.bottom + blur)
        ) {
          return void faults.add(
            `${nameOf(control)} is cut off above or below`,
          );
        }
        if (scrollsX) ({ left, right } = clip);
        if (scrollsY) ({ top, bottom } = clip);
      }
      if (position === "fixed") {
        if (top < -blur || bottom > innerHeight + blur) {
          faults.add(`${nameOf(control)} is off the screen`);
        }
        break;
      }
      if (!at.parentElement) break;
    }
    if (left < -blur || right > innerWidth + blur) {
      faults.add(`${nameOf(control)} is off the side`);
    }
  }

  function checkInside(frame: HTMLElement) {
    if (getComputedStyle(frame).overflowX !== "visible") return;
    if (frame.scrollWidth > frame.clientWidth + 2) {
      faults.add(`something sticks out of ${nameOf(frame)}`);
    }
  }

  /** Whether a point of a control is outside of what scrolls it. */
  function isScrolledAway(control: Element, x: number, y: number): boolean {
    for (let at = control.parentElement; at; at = at.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(at);
      if (![overflowX, overflowY].some((it) => /auto|scroll/.test(it))) {
        continue;
      }
      const { left, right, top, bottom } = box(at);
      if (x < left || x > right || y < top || y > bottom) return true;
    }
    return false;
  }

  function checkFree(control: Element, top: Element | null) {
    if (top && !top.contains(control)) return;
    const { left, top: above, width, height } = box(control);
    const x = left + width / 2, y = above + height / 2;
    if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return;
    if (isScrolledAway(control, x, y)) return;
    const there = document.elementFromPoint(x, y);
    if (!there || control.contains(there) || there.contains(control)) return;
    if (
      there.closest(
        '.chat-panel:not([data-mode="pinned"]), [popover], .desk-notices, .desk-aside, .desk-call',
      ) && !control.closest(".chat-panel")
    ) return;
    if (there.closest("[popover], .mention-list, .asked-card")) return;
    faults.add(`${nameOf(control)} is under ${nameOf(there)}`);
  }

  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth + blur) {
    faults.add(`the page is ${px(root.scrollWidth)} wide`);
  }
  const { marginBottom } = getComputedStyle(document.body);
  const bodyEnd = box(document.body).bottom + parseFloat(marginBottom);
  const end = Math.max(root.clientHeight, bodyEnd + scrollY);
  if (root.scrollHeight > end + blur) {
    const past = px(root.scrollHeight - end);
    faults.add(`the page can be scrolled ${past} past its end`);
  }
  for (const column of columns) checkColumn(column);
  for (const [one, other] of apart) {
    for (const a of all(one)) {
      for (const b of all(other)) {
        if (overlap(box(a), box(b))) {
          faults.add(`${nameOf(a)} is over ${nameOf(b)}`);
        }
      }
    }
  }
  for (const [selector, least] of Object.entries(narrowest)) {
    checkNarrow(selector, least);
  }
  for (const element of all("body *")) checkChildren(element);
  for (
    const control of all(
      "button, a[href], input, textarea, select, summary, h1, h2, h3",
    ).filter(isReached)
  ) checkReach(control);
  for (
    const frame of all(
      ".bubble, .card, .tile, .board-tile, .notice, .answer, .prompt-text, .toast, .student-card",
    )
  ) checkInside(frame);
  // The topmost dialog is found by hit testing, since its place in the document says nothing.
  const top = modal.findLast((dialog) => {
    const { left, top, width, height } = box(dialog);
    return dialog.contains(
      document.elementFromPoint(left + width / 2, top + height / 2),
    );
  }) ?? null;
  for (
    const control of all(
      "textarea, dialog[open] .dialog-head button, .chat-head button, :is(.class-head, .portal-head, .desk-bar, .desk-line, .strip) button:not(.chat-panel button)",
    )
  ) {
    checkFree(control, top);
  }
  return [...faults];
}

export async function findOffscreenElements(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth + 1
      ? [`the page is ${scrollWidth} px wide`]
      : [];
  });
}
