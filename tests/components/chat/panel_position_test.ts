/** The chat panel stays whole in the window. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  defaultPanelBox,
  fitBoxToWindow,
  moveBox,
  type PanelBox,
  resizeBox,
} from "../../../components/chat_panel/panel_position.ts";
import { property } from "../../random.ts";

const windows = fc.record({
  width: fc.integer({ min: 320, max: 4000 }),
  height: fc.integer({ min: 340, max: 3000 }),
});
const far = fc.integer({ min: -5000, max: 5000 });
const boxes = fc.record({ x: far, y: far, width: far, height: far });

function isWhole(box: PanelBox, window: { width: number; height: number }) {
  assert.ok(box.x >= 0 && box.y >= 0);
  assert.ok(box.x + box.width <= window.width);
  assert.ok(box.y + box.height <= window.height);
  assert.ok(box.width > 0 && box.height > 0);
}

Deno.test("the panel is never off the screen, however it is moved, sized or remembered (C-2)", () => {
  fc.assert(
    fc.property(windows, boxes, far, far, (window, box, dx, dy) => {
      isWhole(fitBoxToWindow(box, window), window);
      isWhole(defaultPanelBox(window), window);
      isWhole(moveBox(defaultPanelBox(window), dx, dy, window), window);
      isWhole(resizeBox(defaultPanelBox(window), dx, dy, window), window);
    }),
    property("panels on screens", 100),
  );
});

Deno.test("a box that fits stays where it is (C-2)", () => {
  const box = { x: 100, y: 80, width: 400, height: 500 };
  assert.deepEqual(fitBoxToWindow(box, { width: 1280, height: 800 }), box);
});

Deno.test("pulling at the upper left corner leaves the opposite one in its place (C-2)", () => {
  const window = { width: 1280, height: 800 };
  const box = { x: 500, y: 100, width: 400, height: 600 };
  assert.deepEqual(resizeBox(box, -50, 30, window), {
    x: 450,
    y: 130,
    width: 450,
    height: 570,
  });
});
