/** The messages of a room that are in the page. */
import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import type { Message } from "../../../classroom/model/messages.ts";
import {
  chooseSpan,
  MessageHeights,
  MessageScroller,
} from "../../../components/chat/messages/message_scroller.ts";
import { Random } from "../../random.ts";

const said = (n: number): Message => ({
  id: `${n}`,
  from: "amy",
  at: n,
  kind: "text",
  text: "Hello",
});

Deno.test("a room that comes at once puts no more into the page than one that was there (C-13)", () => {
  const all = Array.from({ length: 5000 }, (_, n) => said(n));
  const there = new MessageScroller(signal(all)).currentSpan(5000);
  const comes = new MessageScroller(signal<readonly Message[]>([])).currentSpan(
    5000,
  );
  assert.deepEqual(comes, there);
  assert.equal(comes.to, 5000);
  assert.ok(comes.to - comes.from <= 24);
});

Deno.test("messages that come one by one stay in the page with those before them (C-13)", () => {
  const all = Array.from({ length: 10 }, (_, n) => said(n));
  const scrolling = new MessageScroller(signal(all));
  for (let length = 11; length <= 50; length++) {
    scrolling.renderedSpan.value = scrolling.currentSpan(length);
    assert.deepEqual(scrolling.renderedSpan.value, { from: 0, to: length });
  }
});

Deno.test("a room that nobody looks at keeps its last messages in the page, however long it goes on (C-13)", () => {
  const all = Array.from({ length: 10 }, (_, n) => said(n));
  const scrolling = new MessageScroller(signal(all));
  for (let length = 11; length <= 500; length++) {
    const { from, to } = scrolling.currentSpan(length);
    assert.equal(to, length);
    assert.ok(to - from <= 34);
  }
});

const list = Array.from({ length: 5000 }, (_, n) => ({ id: `${n}` }));
const known = (heights = new MessageHeights()) => {
  heights.setMeasured(list.slice(0, 20).map(({ id }) => [id, 40]));
  return heights;
};

Deno.test("what has not been measured is as high as what has been, for good", () => {
  const heights = known();
  assert.equal(heights.sum(list, 0, 5000), 200_000);
  heights.setMeasured([["20", 100]]);
  assert.equal(heights.heightOf(list[20]), 100);
  assert.equal(heights.heightOf(list[4000]), 40);
  assert.equal(heights.sum(list, 0, 5000), 200_060);
});

Deno.test("what is between two heights is found, at the ends of the list too", () => {
  const heights = known();
  assert.deepEqual(heights.spanBetween(list, 80, 160), { from: 2, to: 4 });
  assert.deepEqual(heights.spanBetween(list, 79, 161), { from: 1, to: 5 });
  assert.deepEqual(heights.spanBetween(list, -500, 1), { from: 0, to: 1 });
  assert.deepEqual(heights.spanBetween(list, 199_999, 300_000), {
    from: 4999,
    to: 5000,
  });
  assert.deepEqual(heights.spanBetween([], 0, 100), { from: 0, to: 0 });
});

Deno.test("wherever one scrolls, what is on screen is in the page, and never much more", () => {
  const heights = known();
  let span = { from: 4960, to: 5000 }, changes = 0;
  for (let top = 199_400; top >= 0; top -= 70) {
    const now = chooseSpan(list, heights, span, { top, bottom: top + 600 });
    const seen = heights.spanBetween(list, top, top + 600);
    assert.ok(now.from <= seen.from && now.to >= seen.to);
    assert.ok(now.to - now.from <= 62, `${now.to - now.from} are in the page`);
    if (now !== span) changes++;
    span = now;
  }
  assert.ok(changes < 400, `${changes} times something changed`);
});

Deno.test("a list that has become shorter leaves nothing behind", () => {
  const heights = known();
  const screen = { top: 0, bottom: 600 };
  const now = chooseSpan(
    list.slice(0, 3),
    heights,
    { from: 0, to: 40 },
    screen,
  );
  assert.deepEqual(now, { from: 0, to: 3 });
});

Deno.test("one message more, or one that was measured anew, is not paid for with the whole list", () => {
  class Counting extends MessageHeights {
    reckoned = 0;
    override heightOf(one: { id: string }) {
      this.reckoned++;
      return super.heightOf(one);
    }
  }
  const heights = new Counting();
  known(heights);
  assert.equal(heights.sum(list, 0, 5000), 200_000);
  heights.reckoned = 0;
  const longer = [...list, { id: "5000" }];
  assert.equal(heights.sum(longer, 0, 5001), 200_040);
  assert.deepEqual(heights.spanBetween(longer, 100, 200), { from: 2, to: 5 });
  assert.equal(heights.reckoned, 1);
  heights.setMeasured([["4998", 60]]);
  assert.equal(heights.sum(longer, 0, 5001), 200_060);
  assert.equal(heights.reckoned, 4);
});

Deno.test("whatever is measured, added and taken away, the heights are those of adding them up", () => {
  const random = new Random(7);
  const heights = new MessageHeights();
  let now: { id: string }[] = [];
  for (let turn = 0; turn < 500; turn++) {
    const at = random.below(now.length + 1);
    if (random.below(3) > 0) now = [...now, { id: `${turn}` }];
    else now = now.toSpliced(at, 1);
    const some = now.slice(at, at + 5);
    if (random.below(50) === 0) heights.forget();
    heights.setMeasured(some.map(({ id }) => [id, 20 + random.below(80)]));
    let sum = 0, from = 0;
    for (const one of now) sum += heights.heightOf(one);
    assert.ok(Math.abs(heights.sum(now, 0, now.length) - sum) < 0.001);
    const top = random.below(Math.ceil(sum) + 1);
    for (
      let y = 0;
      from < now.length && (y += heights.heightOf(now[from])) <= top;
    ) {
      from++;
    }
    assert.equal(heights.spanBetween(now, top, top + 100).from, from);
  }
});

function madeUpList(clientHeight: number) {
  const box = { top: 0, height: clientHeight };
  const list = {
    clientWidth: 300,
    offsetTop: 0,
    style: {},
    children: [],
  } as unknown as HTMLElement;
  const scroller = {
    clientHeight,
    children: [list],
    addEventListener() {},
    removeEventListener() {},
    get scrollHeight() {
      return box.height;
    },
    get scrollTop() {
      return box.top;
    },
    set scrollTop(top: number) {
      box.top = Math.max(0, Math.min(top, box.height - clientHeight));
    },
  };
  return { box, list, scroller: scroller as unknown as HTMLElement };
}

Deno.test("what grows before the page is told of its own scrolling does not take a room from its end (C-13)", () => {
  const before = globalThis.ResizeObserver;
  globalThis.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  try {
    const { box, list, scroller } = madeUpList(300);
    const scrolling = new MessageScroller(signal<readonly Message[]>([]));
    const detach = scrolling.attach(scroller, list);
    box.height = 500;
    scrolling.settleScroll();
    assert.equal(box.top, 200);
    box.height = 600;
    scrolling.onScroll();
    assert.deepEqual([scrolling.isAtEnd.value, box.top], [true, 300]);
    scroller.scrollTop = 100;
    scrolling.onScroll();
    assert.equal(scrolling.isAtEnd.value, false);
    detach();
  } finally {
    globalThis.ResizeObserver = before;
  }
});
