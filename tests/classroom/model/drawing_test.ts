/** W-5: a stroke's points are numbers in a string, which holds what was drawn and nothing else. */
import assert from "node:assert/strict";
import {
  mostPressure,
  type Point,
  readPoints,
  seenOf,
  writePoints,
} from "../../../classroom/model/drawing.ts";
import { drawingBounds } from "../../../classroom/model/drawing_bounds.ts";
import { seededRandom } from "../../../classroom/model/seeded_random.ts";

Deno.test("W-5: what was drawn is read as it was, with the pen's pressure or without, at three digits a point for a slow hand", () => {
  const random = seededRandom(7);
  const within = (most: number) => Math.floor(random() * (most + 1));
  for (let n = 0; n < 300; n++) {
    const isPressed = n % 2 === 0;
    const points = Array.from(
      { length: 1 + within(drawingBounds.points - 1) },
      (): Point => ({
        x: within(drawingBounds.width),
        y: within(drawingBounds.height),
        ...(isPressed && { pressure: within(mostPressure) }),
      }),
    );
    assert.deepEqual(readPoints(writePoints(points), isPressed), points);
  }
  const slow = Array.from({ length: 100 }, (_, n) => ({ x: 5 * n, y: 7 * n }));
  assert(writePoints(slow).length <= 200);
});

Deno.test("W-5, S13: what is no line on the board is read as none", () => {
  const { height, points, width } = drawingBounds;
  const far = (x: number, y: number) => writePoints([{ x, y }]);
  for (
    const [written, why] of [
      ["", "nothing"],
      ["A", "half a point"],
      ["gg", "a number without an end"],
      ["gggggggA", "a number too long"],
      ["A<", "no digit"],
      ["A\u0100", "no digit"],
      [far(width + 1, 0), "beside the board"],
      [far(0, height + 1), "below it"],
      [far(-1, 0), "before it"],
      ["AA".repeat(points + 1), "too many"],
    ]
  ) assert.equal(readPoints(written, false), null, why);
  assert.equal(readPoints("AAB", true), null, "less than no pressure");
  assert.equal(readPoints("AA", true), null, "no pressure");
  assert(readPoints(far(width, height), false));
  assert(readPoints("AA".repeat(points), false));
});

Deno.test("W-5: pieces of a line are one line, in the order in which it was begun; what was rubbed out is not seen", () => {
  const style = { colour: "blue", width: "thin" } as const;
  const at = (x: number) => writePoints([{ x, y: 0 }]);
  const marks = [
    { id: "a", ...style, points: at(1) },
    { id: "b", ...style, points: at(9) },
    { id: "c", ...style, line: "a", points: at(2) },
    { id: "d", colour: "red" as const, text: "here", x: 3, y: 4 },
  ];
  const seen = seenOf(marks, new Set(["b"]));
  assert.deepEqual(seen, [
    { id: "a", ...style, points: [{ x: 1, y: 0 }, { x: 2, y: 0 }] },
    { id: "d", colour: "red", text: "here", x: 3, y: 4 },
  ]);
});
