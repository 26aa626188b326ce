/**
 * Where one is in a room's messages: at their end, which new ones keep in sight, or at a message, which stays
 * where it is whatever comes above and below (C-13). Only the piece of the list around it is in the page.
 */
import { batch, type Signal, signal } from "@preact/signals";
import type { Message } from "../../../classroom/model/messages.ts";

/** So near the end one is at it (px). */
const near = 48;
/** So many messages are in the page before anything has been measured; what comes at once beyond it stays out of it. */
const first = 24;
/** How long a message that one was led to stands out (ms). */
const standsOut = 1_600;

/** One message, and how far below the upper edge it stands (px). */
interface Anchor {
  readonly id: string;
  readonly y: number;
}

/** The place in a list of messages, and the piece of it that is in the page. */
export class Scrolling {
  readonly atEnd: Signal<boolean> = signal(true);
  readonly span: Signal<Span>;
  /** The last message that has been on screen, by its place in the list. */
  readonly seen: Signal<number> = signal(-1);
  /** The message that one was just led to. */
  readonly shown: Signal<string | null> = signal(null);
  readonly #heights = new Heights();
  #anchor: Anchor | null = null;
  #scroller: HTMLElement | null = null;
  #list: HTMLElement | null = null;
  #size = { width: 0, height: 0 };
  /** Where it stood when it was last looked at (px). */
  #was = 0;
  #goingTo: string | null = null;
  #focused: Element | null = null;

  constructor(readonly messages: Signal<readonly Message[]>) {
    const { length } = messages.peek();
    this.span = signal({ from: Math.max(0, length - first), to: length });
  }

  /** The piece that is in the page now: new messages come in at the end where one is at the end. */
  spanNow(length: number): Span {
    const { from, to } = this.span.value;
    if (!this.atEnd.peek()) return { from, to: Math.min(to, length) };
    // All of a room may come at once, after the list has been on screen without it.
    const start = length - to > first ? length - first : from;
    return { from: Math.max(0, Math.min(start, length - 1)), to: length };
  }

  /** Follows the element that scrolls and the list in it; gives what lets go of them. */
  attach(scroller: HTMLElement, list: HTMLElement): () => void {
    this.#scroller = scroller;
    this.#list = list;
    const observer = new ResizeObserver(() => this.settle());
    observer.observe(scroller);
    // What is in it grows, too: a long answer that is unfolded, words that have come.
    for (const child of scroller.children) observer.observe(child);
    const onFocus = ({ target }: FocusEvent) =>
      this.#focused = target as Element;
    scroller.addEventListener("focusin", onFocus);
    this.settle();
    return () => {
      observer.disconnect();
      scroller.removeEventListener("focusin", onFocus);
      this.#scroller = this.#list = null;
    };
  }

  /** Goes to the end, and stays there. */
  toEnd(): void {
    this.#anchor = null;
    this.atEnd.value = true;
    this.settle();
  }

  /** Goes to the first message. */
  toStart(): void {
    const [message] = this.messages.peek();
    if (message) this.toMessage(message.id);
  }

  /** Puts a message near the upper edge. */
  toMessage(id: string, y = 0): void {
    this.#anchor = { id, y };
    this.atEnd.value = false;
    this.settle();
  }

  /** Leads to a message: it is in the middle, has the focus, unless that goes elsewhere, and stands out for a moment. */
  lead(id: string, takesFocus = true): void {
    if (!this.#scroller || this.#at(id) < 0) return;
    if (takesFocus) this.#goingTo = id;
    this.shown.value = id;
    setTimeout(() => {
      if (this.shown.peek() === id) this.shown.value = null;
    }, standsOut);
    this.toMessage(id, this.#scroller.clientHeight / 3);
  }

  /** Puts things where they belong, after something has changed. */
  settle(): void {
    const scroller = this.#scroller, list = this.#list;
    // Hidden, it has no height, and stays where it was.
    if (!scroller || !list || scroller.clientHeight === 0) return;
    this.#takeAlong(scroller);
    if (list.clientWidth !== this.#size.width) this.#heights.forget();
    this.#size = { width: list.clientWidth, height: scroller.clientHeight };
    const messages = this.messages.peek();
    const { from, to } = this.spanNow(messages.length);
    this.#heights.measured(measure(list));
    list.style.paddingBlockStart = `${this.#heights.sum(messages, 0, from)}px`;
    list.style.paddingBlockEnd = `${
      this.#heights.sum(messages, to, messages.length)
    }px`;
    const top = this.#top();
    const want = top === null ? scroller.scrollHeight : base(list) + top;
    // A finger's own movement is not stopped for nothing.
    if (Math.abs(scroller.scrollTop - want) >= 1) scroller.scrollTop = want;
    this.#was = scroller.scrollTop;
    // All of it can be seen: then one is at its end, wherever one wanted to be.
    if (scroller.scrollHeight <= scroller.clientHeight) this.atEnd.value = true;
    this.#look();
    this.#keepFocus();
  }

  /** After one has scrolled. */
  scrolled(): void {
    const scroller = this.#scroller, list = this.#list;
    if (!scroller || !list || scroller.clientHeight === 0) return;
    // The box below has grown: nobody has scrolled.
    if (scroller.clientHeight !== this.#size.height) return this.settle();
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    // What was put at the end here is told of a frame later: what has grown meanwhile takes it from there no more.
    const isAsPut = Math.abs(scrollTop - this.#was) < 1;
    if (this.atEnd.peek() && isAsPut) return this.settle();
    this.#was = scrollTop;
    this.#hold(scrollTop - base(list));
    this.atEnd.value = scrollHeight - scrollTop - clientHeight < near;
    this.#look();
  }

  /** Remembers that the upper edge is there in the list (px). */
  #hold(top: number) {
    const messages = this.messages.peek();
    const { from } = this.#heights.between(messages, top, top);
    const y = this.#heights.sum(messages, 0, from) - top;
    this.#anchor = messages[from] ? { id: messages[from].id, y } : null;
  }

  /** A finger may have moved it a moment ago, and the event that tells is still to come. */
  #takeAlong({ scrollTop, scrollHeight, clientHeight }: HTMLElement) {
    const moved = scrollTop - this.#was;
    const atMost = scrollTop >= scrollHeight - clientHeight - 1;
    // At its lowest it was the browser that moved it, because there is less below.
    if (Math.abs(moved) < 1 || atMost || clientHeight !== this.#size.height) {
      return;
    }
    const anchor = this.#anchor;
    if (!this.atEnd.peek() && anchor) {
      this.#anchor = { id: anchor.id, y: anchor.y - moved };
    } else if (moved < 0) {
      const messages = this.messages.peek();
      const all = this.#heights.sum(messages, 0, messages.length);
      this.#hold(all - clientHeight + moved);
      this.atEnd.value = -moved < near;
    }
  }

  /** What is on screen, and with it the piece that is to be in the page. */
  #look() {
    const messages = this.messages.peek();
    const { height } = this.#size;
    const all = () => this.#heights.sum(messages, 0, messages.length);
    const top = this.#top() ?? all() - height;
    const { to } = this.#heights.between(messages, top, top + height - near);
    batch(() => {
      this.seen.value = this.atEnd.peek() ? messages.length - 1 : to - 1;
      const now = this.spanNow(messages.length);
      const bottom = top + height;
      const next = spanFor(messages, this.#heights, now, { top, bottom });
      const known = this.span.peek();
      if (next.from !== known.from || next.to !== known.to) {
        this.span.value = next;
      }
    });
  }

  /** Where the upper edge is in the list (px); null: as far down as can be. */
  #top(): number | null {
    const anchor = this.#anchor;
    if (this.atEnd.peek() || !anchor) return null;
    const at = this.#at(anchor.id);
    if (at < 0) return null;
    return this.#heights.sum(this.messages.peek(), 0, at) - anchor.y;
  }

  #at(id: string): number {
    return this.messages.peek().findLastIndex((message) => message.id === id);
  }

  /** The focus goes where one is led, and never gets lost with a message that has left the page. */
  #keepFocus() {
    const goingTo = this.#goingTo;
    const item = goingTo &&
      this.#list?.querySelector<HTMLElement>(`[data-id="${goingTo}"]`);
    if (item) {
      this.#goingTo = null;
      item.focus({ preventScroll: true });
    }
    if (!this.#focused || this.#focused.isConnected) return;
    this.#focused = null;
    const { activeElement, body } = document;
    if (activeElement === body) this.#scroller?.focus({ preventScroll: true });
  }
}

/** Where the list begins in what scrolls (px). */
function base(list: HTMLElement): number {
  return list.offsetTop;
}

function* measure(list: HTMLElement): Generator<[string, number]> {
  for (const item of list.children) {
    const { id } = (item as HTMLElement).dataset;
    if (id) yield [id, item.getBoundingClientRect().height];
  }
}

/** A piece of the list: from `from` up to, not including, `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What is needed of an element of the list. */
interface Named {
  readonly id: string;
}

/** As high as a message is thought to be until some have been measured (px). */
const guess = 52;
/** So many must have been measured before the usual height is known. */
const enoughMeasured = 12;

/** How high the messages are (px). What a longer list costs is paid once, and not at each of its messages. */
export class Heights {
  readonly #known = new Map<string, number>();
  #usual: number | null = null;
  /** The list that was reckoned with last, and where its elements begin, as far as that was asked (px). */
  #list: readonly Named[] = [];
  readonly #tops = [0];

  /** Remembers measured heights. */
  measured(heights: Iterable<readonly [id: string, height: number]>): void {
    const changed = new Set<string>();
    for (const [id, height] of heights) {
      if (this.#known.get(id) === height) continue;
      this.#known.set(id, height);
      changed.add(id);
    }
    if (changed.size === 0) return;
    const first = this.#list.findIndex(({ id }) => changed.has(id));
    if (first >= 0) this.#reckonFrom(first);
    // Once and for all: what is not in the page must not grow and shrink.
    if (this.#usual !== null || this.#known.size < enoughMeasured) return;
    const all = [...this.#known.values()];
    this.#usual = all.reduce((sum, height) => sum + height, 0) / all.length;
    this.#reckonFrom(0);
  }

  /** Forgets all, since the list has become wider or narrower. */
  forget(): void {
    this.#known.clear();
    this.#usual = null;
    this.#reckonFrom(0);
  }

  /** How high one is, or is thought to be. */
  of({ id }: Named): number {
    return this.#known.get(id) ?? this.#usual ?? guess;
  }

  /** How high a piece of a list is. */
  sum(list: readonly Named[], from: number, to: number): number {
    const tops = this.#topsOf(list, to);
    return from < to ? tops[to] - tops[from] : 0;
  }

  /** The elements that stand, in part at least, between two heights of a list. */
  between(list: readonly Named[], top: number, bottom: number): Span {
    const tops = this.#topsOf(list, list.length);
    // The first that ends below the one, and the first that begins below the other.
    const from = firstOf(list.length, (i) => tops[i + 1] > top);
    const to = firstOf(list.length, (i) => i >= from && tops[i] >= bottom);
    return { from, to };
  }

  /** Where the elements of a list begin, up to one of them at least. */
  #topsOf(list: readonly Named[], to: number): readonly number[] {
    const tops = this.#tops, before = this.#list;
    if (list !== before) {
      let same = 0;
      while (same < tops.length - 1 && list[same]?.id === before[same].id) {
        same++;
      }
      this.#reckonFrom(same);
      this.#list = list;
    }
    for (let i = tops.length - 1; i < to; i++) {
      tops.push(tops[i] + this.of(list[i]));
    }
    return tops;
  }

  #reckonFrom(first: number) {
    if (first + 1 < this.#tops.length) this.#tops.length = first + 1;
  }
}

/**
 * The piece that is to be in the page while what stands from `top` to `bottom` is on screen. It stays as it
 * is while there is enough of it on either side, and not far too much, so that scrolling changes it seldom.
 */
export function spanFor(
  list: readonly Named[],
  heights: Heights,
  now: Span,
  { top, bottom }: { top: number; bottom: number },
): Span {
  const screen = Math.max(1, bottom - top);
  const least = heights.between(list, top - screen / 2, bottom + screen / 2);
  const to = Math.min(now.to, list.length);
  const most = 6 * screen;
  if (
    now.from <= least.from && to >= least.to && now.from < to &&
    heights.sum(list, now.from, to) <= most
  ) {
    return to === now.to ? now : { from: now.from, to };
  }
  return heights.between(list, top - 1.5 * screen, bottom + 1.5 * screen);
}

/** The first number below `length` of which something holds that holds of all after it, too; else `length`. */
function firstOf(length: number, holds: (i: number) => boolean): number {
  let from = 0, to = length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
