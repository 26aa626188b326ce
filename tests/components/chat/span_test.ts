/** Which messages of a long list are in the page. */
import assert from "node:assert/strict";
import { Heights, spanFor } from "../../../components/chat/messages/span.ts";

const list = Array.from({ length: 5000 }, (_, n) => ({ id: `${n}` }));
const known = (heights = new Heights()) => {
  heights.measured(list.slice(0, 20).map(({ id }) => [id, 40]));
  return heights;
};

Deno.test("what has not been measured is as high as what has been, for good", () => {
  const heights = known();
  assert.equal(heights.sum(list, 0, 5000), 200_000);
  heights.measured([["20", 100]]);
  assert.equal(heights.of(list[20]), 100);
  assert.equal(heights.of(list[4000]), 40);
  assert.equal(heights.sum(list, 0, 5000), 200_060);
});

Deno.test("what is between two heights is found, at the ends of the list too", () => {
  const heights = known();
  assert.deepEqual(heights.between(list, 80, 160), { from: 2, to: 4 });
  assert.deepEqual(heights.between(list, 79, 161), { from: 1, to: 5 });
  assert.deepEqual(heights.between(list, -500, 1), { from: 0, to: 1 });
  assert.deepEqual(heights.between(list, 199_999, 300_000), {
    from: 4999,
    to: 5000,
  });
  assert.deepEqual(heights.between([], 0, 100), { from: 0, to: 0 });
});

Deno.test("wherever one scrolls, what is on screen is in the page, and never much more", () => {
  const heights = known();
  let span = { from: 4960, to: 5000 }, changes = 0;
  for (let top = 199_400; top >= 0; top -= 70) {
    const now = spanFor(list, heights, span, { top, bottom: top + 600 });
    const seen = heights.between(list, top, top + 600);
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
  const now = spanFor(
    list.slice(0, 3),
    heights,
    { from: 0, to: 40 },
    screen,
  );
  assert.deepEqual(now, { from: 0, to: 3 });
});
