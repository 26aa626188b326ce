/** Places of words on a board, and what an eraser finds (W-5). */
import assert from "node:assert/strict";
import fc from "fast-check";
import type {
  DrawnLabel,
  VisibleMark,
} from "../../../classroom/model/drawing.ts";
import { drawingBounds } from "../../../classroom/model/drawing_bounds.ts";
import { NearbyMarks } from "../../../components/drawings/nearby_marks.ts";
import {
  countColumns,
  isHit,
  labelFont,
  placeLabel,
  wrapLabel,
} from "../../../components/drawings/board_geometry.ts";
import { property } from "../../random.ts";

const { width, height, label: most } = drawingBounds;
const colour = "black";
const place = fc.record({
  x: fc.integer({ min: 0, max: width }),
  y: fc.integer({ min: 0, max: height }),
});
const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: most, unit: fc.constantFrom("a", " ") }),
  fc.integer({ min: 1, max: most }).map((count) => "葉".repeat(count)),
).filter((it) => it.trim() !== "");

const heightOf = (it: DrawnLabel) => ({
  top: it.y - labelFont.size,
  bottom: it.y + (wrapLabel(it).length - 1) * labelFont.line,
});

Deno.test("words are on the paper, wherever they are put and however long they are (W-5)", () => {
  fc.assert(
    fc.property(text, fc.option(place), (text, pressed) => {
      const { x, y } = placeLabel(text, pressed, []);
      const label: DrawnLabel = { colour, text, x, y };
      const { top, bottom } = heightOf(label);
      assert(Number.isInteger(x) && Number.isInteger(y));
      assert(top >= 0 && bottom < height, JSON.stringify({ x, y, bottom }));
      const widest = Math.max(
        ...wrapLabel(label).map((line) =>
          [...line].reduce((sum, it) => sum + (it === "葉" ? 2 : 1), 0)
        ),
      );
      assert(x + widest * labelFont.size / 2 <= width);
    }),
    property("words on a board", 200),
  );
});

Deno.test("words stand where their place was pressed, where there is room for them (W-5)", () => {
  for (const at of [{ x: 960, y: 700 }, { x: 300, y: 400 }]) {
    assert.deepEqual(placeLabel("No", at, []), at);
  }
});

Deno.test("words without a place stand below the others until the paper is full (W-5)", () => {
  const there: DrawnLabel[] = [];
  const put = (text: string) => {
    const at = placeLabel(text, null, there);
    there.push({ colour, text, ...at });
    return at;
  };
  const long = "A word, and one more. ".repeat(9).trim();
  assert(wrapLabel({ text: long, x: 40 }).length > 3);
  for (let n = 0; n < 3; n++) put(n === 1 ? long : "Leaf");
  const all = there.map(heightOf);
  for (const [n, { top }] of all.entries()) {
    if (n > 0) assert(top >= all[n - 1].bottom, `${n} is below`);
  }
  while (there.length < 40) assert(put("Leaf").y < height);
});

Deno.test("an eraser finds what it found by looking at every line (W-5)", () => {
  const line = fc.array(place, { minLength: 1, maxLength: 6 }).map((points) =>
    ({ colour, width: "thick", points }) as const
  );
  const label = fc.record({ text, at: place }).map((
    { text, at },
  ): DrawnLabel => ({
    colour,
    text,
    ...at,
  }));
  fc.assert(
    fc.property(
      fc.array(fc.oneof(line, label), { maxLength: 20 }),
      fc.array(place, { minLength: 1, maxLength: 30 }),
      (all, places) => {
        const seen = all.map((it, n): VisibleMark => ({
          id: String(n),
          ...it,
        }));
        const near = new NearbyMarks(seen);
        for (const place of places) {
          const found = near.marksAt(place).map(({ id }) => id).sort();
          const sought = seen.filter((it) => isHit(it, place))
            .map(({ id }) => id).sort();
          assert.deepEqual(found, sought);
        }
      },
    ),
    property("what an eraser finds", 200),
  );
});

Deno.test("few boards are large, and many stand in many rows (W-5)", () => {
  const across = [1, 2, 4, 6, 12, 28, 60].map((count) =>
    countColumns(count, 0.31)
  );
  assert.deepEqual(across, [3, 3, 4, 6, 6, 10, 10]);
});
