/** Which piece of a room's messages is in the page, before anything is on screen. */
import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import type { Message } from "../../../classroom/model/messages.ts";
import { Scrolling } from "../../../components/chat/messages/scrolling.ts";

const said = (n: number): Message => ({
  id: `${n}`,
  from: "amy",
  at: n,
  kind: "text",
  text: "Hello",
});

Deno.test("C-13: of a room that comes at once, as from the device, no more is in the page than of one that was there", () => {
  const all = Array.from({ length: 5000 }, (_, n) => said(n));
  const there = new Scrolling(signal(all)).spanNow(5000);
  const comes = new Scrolling(signal<readonly Message[]>([])).spanNow(5000);
  assert.deepEqual(comes, there);
  assert.equal(comes.to, 5000);
  assert.ok(comes.to - comes.from <= 24);
});

Deno.test("C-13: messages that come one by one stay in the page with those before them", () => {
  const all = Array.from({ length: 10 }, (_, n) => said(n));
  const scrolling = new Scrolling(signal(all));
  for (let length = 11; length <= 50; length++) {
    scrolling.span.value = scrolling.spanNow(length);
    assert.deepEqual(scrolling.span.value, { from: 0, to: length });
  }
});

Deno.test("C-13: a room that nobody looks at keeps its last messages in the page, however long it goes on", () => {
  const all = Array.from({ length: 10 }, (_, n) => said(n));
  const scrolling = new Scrolling(signal(all));
  // Nothing is measured meanwhile.
  for (let length = 11; length <= 500; length++) {
    const { from, to } = scrolling.spanNow(length);
    assert.equal(to, length);
    assert.ok(to - from <= 34);
  }
});
