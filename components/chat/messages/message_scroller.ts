/**
 * The scroll position of a room's messages: at the end, which follows new ones, or anchored at a message (C-13).
 * Only a span of messages is rendered.
 */
import { batch, type Signal, signal } from "@preact/signals";
import type { Message } from "../../../classroom/model/messages.ts";

const endDistancePx = 48;
/** Maximum number of messages rendered before heights are known, and of their characters beyond the last message. */
const first = 24, firstCharacters = 6000;
/** A message is highlighted for this long (ms) after a jump to it. */
const highlightMs = 1_600;

/** A message and the distance of its top below the upper edge of the view (px). */
interface Anchor {
  readonly id: string;
  readonly y: number;
}

export class MessageScroller {
  readonly isAtEnd: Signal<boolean> = signal(true);
  readonly renderedSpan: Signal<MessageSpan>;
  /** Index of the last message in view at the last layout or scroll; -1: none. */
  readonly lastSeenIndex: Signal<number> = signal(-1);
  readonly highlightedId: Signal<string | null> = signal(null);
  readonly #heights = new MessageHeights();
  #anchor: Anchor | null = null;
  #scroller: HTMLElement | null = null;
  #list: HTMLElement | null = null;
  #size = { width: 0, height: 0 };
  #was = 0;
  #goingTo: string | null = null;
  #focused: Element | null = null;

  constructor(readonly messages: Signal<readonly Message[]>) {
    const initialMessages = messages.peek();
    this.renderedSpan = signal({
      from: firstShown(initialMessages),
      to: initialMessages.length,
    });
  }

  /** The span to render now. At the end, it includes new messages. */
  currentSpan(length: number): MessageSpan {
    const { from, to } = this.renderedSpan.value;
    if (!this.isAtEnd.peek()) return { from, to: Math.min(to, length) };
    // The whole room may arrive at once, after an empty list was rendered.
    const start = length - to > first
      ? Math.max(length - first, firstShown(this.messages.peek()))
      : from;
    return { from: Math.max(0, Math.min(start, length - 1)), to: length };
  }

  /** Returns a function that detaches the elements. */
  attach(scroller: HTMLElement, list: HTMLElement): () => void {
    this.#scroller = scroller;
    this.#list = list;
    const observer = new ResizeObserver(() => this.settleScroll());
    observer.observe(scroller);
    // The children also grow while the scroller does not, as when an answer is unfolded.
    for (const child of scroller.children) observer.observe(child);
    const onFocus = ({ target }: FocusEvent) =>
      this.#focused = target as Element;
    scroller.addEventListener("focusin", onFocus);
    this.settleScroll();
    return () => {
      observer.disconnect();
      scroller.removeEventListener("focusin", onFocus);
      this.#scroller = this.#list = null;
    };
  }

  scrollToEnd(): void {
    this.#anchor = null;
    this.isAtEnd.value = true;
    this.settleScroll();
  }

  scrollToStart(): void {
    const [message] = this.messages.peek();
    if (message) this.scrollToMessage(message.id);
  }

  scrollToMessage(id: string, y = 0): void {
    this.#anchor = { id, y };
    this.isAtEnd.value = false;
    this.settleScroll();
  }

  /** Scrolls to a message and highlights it; with `takesFocus` it gets the focus. */
  highlightMessage(id: string, takesFocus = true): void {
    if (!this.#scroller || this.#at(id) < 0) return;
    if (takesFocus) this.#goingTo = id;
    this.highlightedId.value = id;
    setTimeout(() => {
      if (this.highlightedId.peek() === id) this.highlightedId.value = null;
    }, highlightMs);
    this.scrollToMessage(id, this.#scroller.clientHeight / 3);
  }

  settleScroll(): void {
    const scroller = this.#scroller, list = this.#list;
    // A hidden list has no height and keeps its position.
    if (!scroller || !list || scroller.clientHeight === 0) return;
    this.#followScroll(scroller);
    if (list.clientWidth !== this.#size.width) this.#heights.forget();
    this.#size = { width: list.clientWidth, height: scroller.clientHeight };
    const messages = this.messages.peek();
    const { from, to } = this.currentSpan(messages.length);
    this.#heights.setMeasured(measure(list));
    list.style.paddingBlockStart = `${this.#heights.sum(messages, 0, from)}px`;
    list.style.paddingBlockEnd = `${
      this.#heights.sum(messages, to, messages.length)
    }px`;
    const top = this.#top();
    const targetTop = top === null ? scroller.scrollHeight : base(list) + top;
    // Setting an equal value would stop scrolling by touch.
    if (Math.abs(scroller.scrollTop - targetTop) >= 1) {
      scroller.scrollTop = targetTop;
    }
    this.#was = scroller.scrollTop;
    if (scroller.scrollHeight <= scroller.clientHeight) {
      this.isAtEnd.value = true;
    }
    this.#look();
    this.#keepFocus();
  }

  onScroll(): void {
    const scroller = this.#scroller, list = this.#list;
    if (!scroller || !list || scroller.clientHeight === 0) return;
    // The view has changed its height: the reader did not scroll.
    if (scroller.clientHeight !== this.#size.height) return this.settleScroll();
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    // The event of our own scroll comes a frame late. Content that grew meanwhile is no scroll by the reader.
    const isAsPut = Math.abs(scrollTop - this.#was) < 1;
    if (this.isAtEnd.peek() && isAsPut) return this.settleScroll();
    this.#was = scrollTop;
    this.#anchorAt(scrollTop - base(list));
    this.isAtEnd.value =
      scrollHeight - scrollTop - clientHeight < endDistancePx;
    this.#look();
  }

  /** Makes the message at this height of the list the anchor (px). */
  #anchorAt(top: number) {
    const messages = this.messages.peek();
    const { from } = this.#heights.spanBetween(messages, top, top);
    const y = this.#heights.sum(messages, 0, from) - top;
    this.#anchor = messages[from] ? { id: messages[from].id, y } : null;
  }

  /** Takes account of a scroll by the reader whose event has not come yet. */
  #followScroll({ scrollTop, scrollHeight, clientHeight }: HTMLElement) {
    const moved = scrollTop - this.#was;
    const atMost = scrollTop >= scrollHeight - clientHeight - 1;
    // At the lowest position the browser may have scrolled, because the content shrank.
    if (Math.abs(moved) < 1 || atMost || clientHeight !== this.#size.height) {
      return;
    }
    const anchor = this.#anchor;
    if (!this.isAtEnd.peek() && anchor) {
      this.#anchor = { id: anchor.id, y: anchor.y - moved };
    } else if (moved < 0) {
      const messages = this.messages.peek();
      const totalHeight = this.#heights.sum(messages, 0, messages.length);
      this.#anchorAt(totalHeight - clientHeight + moved);
      this.isAtEnd.value = -moved < endDistancePx;
    }
  }

  #look() {
    const messages = this.messages.peek();
    const { height } = this.#size;
    const totalHeight = () => this.#heights.sum(messages, 0, messages.length);
    const top = this.#top() ?? totalHeight() - height;
    const { to } = this.#heights.spanBetween(
      messages,
      top,
      top + height - endDistancePx,
    );
    batch(() => {
      this.lastSeenIndex.value = this.isAtEnd.peek()
        ? messages.length - 1
        : to - 1;
      const span = this.currentSpan(messages.length);
      const bottom = top + height;
      const newSpan = chooseSpan(messages, this.#heights, span, {
        top,
        bottom,
      });
      const oldSpan = this.renderedSpan.peek();
      if (newSpan.from !== oldSpan.from || newSpan.to !== oldSpan.to) {
        this.renderedSpan.value = newSpan;
      }
    });
  }

  /** Where the view begins in the list (px); null: it is at the end. */
  #top(): number | null {
    const anchor = this.#anchor;
    if (this.isAtEnd.peek() || !anchor) return null;
    const index = this.#at(anchor.id);
    if (index < 0) return null;
    return this.#heights.sum(this.messages.peek(), 0, index) - anchor.y;
  }

  #at(id: string): number {
    return this.messages.peek().findLastIndex((message) => message.id === id);
  }

  /** Focuses the message of a jump, or keeps the focus in the list if its message is no longer rendered. */
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

/** Index of the first message that is rendered before heights are known. */
function firstShown(messages: readonly Named[]): number {
  let from = messages.length, characters = 0;
  while (from > 0 && messages.length - from < first) {
    const { text = "" } = messages[from - 1];
    characters += text.length;
    if (from < messages.length && characters > firstCharacters) break;
    from--;
  }
  return from;
}

function base(list: HTMLElement): number {
  return list.offsetTop;
}

function* measure(list: HTMLElement): Generator<[string, number]> {
  for (const item of list.children) {
    const { id } = (item as HTMLElement).dataset;
    if (id) yield [id, item.getBoundingClientRect().height];
  }
}

/** Messages by index, `from` to `to` (exclusive). */
export interface MessageSpan {
  readonly from: number;
  readonly to: number;
}

interface Named {
  readonly id: string;
  readonly text?: string;
}

/** Assumed height of a message until some are measured (px). */
const assumedHeight = 52;
/** The least height of a line (px), and the most characters in one. */
const lineHeight = 18, lineCharacters = 80;

/** The least height of a message with this text, so that few long ones are rendered at once. */
function leastHeight(text: string): number {
  if (text.length <= lineCharacters) return 0;
  const lines = text.split("\n");
  return lineHeight *
    lines.reduce((sum, it) => sum + Math.ceil(it.length / lineCharacters), 0);
}
const minMeasuredHeights = 12;

/** Heights of messages (px), measured or estimated, and positions computed from them. */
export class MessageHeights {
  readonly #known = new Map<string, number>();
  #usual: number | null = null;
  /** The last list, and the tops of its messages as far as they are computed (px). */
  #list: readonly Named[] = [];
  readonly #tops = [0];

  setMeasured(heights: Iterable<readonly [id: string, height: number]>): void {
    const changed = new Set<string>();
    for (const [id, height] of heights) {
      if (this.#known.get(id) === height) continue;
      this.#known.set(id, height);
      changed.add(id);
    }
    if (changed.size === 0) return;
    const first = this.#list.findIndex(({ id }) => changed.has(id));
    if (first >= 0) this.#recomputeFrom(first);
    // The average is set only once: if estimates changed, the list would move.
    if (this.#usual !== null || this.#known.size < minMeasuredHeights) return;
    const measuredHeights = [...this.#known.values()];
    this.#usual =
      measuredHeights.reduce((totalHeight, height) => totalHeight + height, 0) /
      measuredHeights.length;
    this.#recomputeFrom(0);
  }

  forget(): void {
    this.#known.clear();
    this.#usual = null;
    this.#recomputeFrom(0);
  }

  heightOf({ id, text = "" }: Named): number {
    return this.#known.get(id) ??
      Math.max(this.#usual ?? assumedHeight, leastHeight(text));
  }

  sum(list: readonly Named[], from: number, to: number): number {
    const tops = this.#topsOf(list, to);
    return from < to ? tops[to] - tops[from] : 0;
  }

  spanBetween(
    list: readonly Named[],
    top: number,
    bottom: number,
  ): MessageSpan {
    const tops = this.#topsOf(list, list.length);
    const from = firstOf(list.length, (i) => tops[i + 1] > top);
    const to = firstOf(list.length, (i) => i >= from && tops[i] >= bottom);
    return { from, to };
  }

  #topsOf(list: readonly Named[], to: number): readonly number[] {
    const tops = this.#tops, oldList = this.#list;
    if (list !== oldList) {
      let sameCount = 0;
      while (
        sameCount < tops.length - 1 &&
        list[sameCount]?.id === oldList[sameCount].id
      ) {
        sameCount++;
      }
      this.#recomputeFrom(sameCount);
      this.#list = list;
    }
    for (let i = tops.length - 1; i < to; i++) {
      tops.push(tops[i] + this.heightOf(list[i]));
    }
    return tops;
  }

  #recomputeFrom(first: number) {
    if (first + 1 < this.#tops.length) this.#tops.length = first + 1;
  }
}

/** The span to render. It only changes if it has too little around the screen, or far too much. */
export function chooseSpan(
  list: readonly Named[],
  heights: MessageHeights,
  span: MessageSpan,
  { top, bottom }: { top: number; bottom: number },
): MessageSpan {
  const screen = Math.max(1, bottom - top);
  const leastSpan = heights.spanBetween(
    list,
    top - screen / 2,
    bottom + screen / 2,
  );
  const to = Math.min(span.to, list.length);
  const maxHeight = 6 * screen;
  if (
    span.from <= leastSpan.from && to >= leastSpan.to && span.from < to &&
    heights.sum(list, span.from, to) <= maxHeight
  ) {
    return to === span.to ? span : { from: span.from, to };
  }
  return heights.spanBetween(list, top - 1.5 * screen, bottom + 1.5 * screen);
}

/** The first index for which `holds` is true, or `length`. Requires that it then holds for all later ones. */
function firstOf(length: number, holds: (i: number) => boolean): number {
  let from = 0, to = length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
