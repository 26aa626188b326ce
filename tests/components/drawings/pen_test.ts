/** Lines that hand, finger and pencil draw (W-5). */
import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import {
  decodePoints,
  type Stroke,
  type VisibleMark,
} from "../../../classroom/model/drawing.ts";
import { drawingBounds } from "../../../classroom/model/drawing_bounds.ts";
import type { OwnBoard } from "../../../components/drawings/own_board.ts";
import { Pen } from "../../../components/drawings/pen.ts";

function penOnBoard() {
  const board = {
    room: true,
    drawn: [] as string[],
    dropped: [] as string[],
    strokes: [] as Stroke[],
    seen: signal<readonly VisibleMark[]>([]),
  };
  const asked = {
    shownMarks: board.seen,
    drawMark(stroke: Stroke) {
      if (!board.room) return null;
      return `m${board.strokes.push(stroke)}`;
    },
    recordForUndo: (line: string) => board.drawn.push(line),
    eraseWithoutUndo: (line: string) => board.dropped.push(line),
    eraseMarks() {},
  };
  const status = signal({ state: "online" } as const);
  return { pen: new Pen(asked as unknown as OwnBoard, status), board };
}

const svg = {
  setPointerCapture() {},
  getBoundingClientRect: () => ({ left: 0, top: 0, ...drawingBounds }),
};

const pointer =
  (pointerType: "touch" | "pen", pointerId: number) =>
  (timeStamp: number, clientX: number, clientY = 300) =>
    ({
      pointerType,
      pointerId,
      timeStamp,
      clientX,
      clientY,
      button: 0,
      pressure: 0,
      currentTarget: svg,
    }) as unknown as PointerEvent;

const style = { colour: "black", width: "thin" } as const;
const xs = (stroke: Stroke) =>
  decodePoints(stroke.points, false)?.map(({ x }) => x);

Deno.test("a hand that came down before its pencil draws nothing, not even what went already (W-5)", () => {
  const { pen, board } = penOnBoard();
  const palm = pointer("touch", 1), pencil = pointer("pen", 2);
  pen.onPointerDown(palm(0, 100), "pen", style);
  pen.onPointerMove(palm(500, 110), "pen");
  assert.equal(board.strokes.length, 1, "a piece of it went");
  pen.onPointerDown(pencil(600, 500), "pen", style);
  pen.onPointerMove(palm(700, 120), "pen");
  pen.onPointerMove(pencil(700, 520), "pen");
  pen.onPointerUp(palm(800, 120));
  pen.onPointerUp(pencil(900, 520));
  assert.deepEqual(board.dropped, ["m1"]);
  assert.deepEqual(board.strokes.slice(1).map(xs), [[500, 520]]);
  assert.deepEqual(board.drawn, ["m2"]);
});

Deno.test("a finger leaves a pencil's line alone (W-5)", () => {
  const { pen, board } = penOnBoard();
  const finger = pointer("touch", 1), pencil = pointer("pen", 2);
  pen.onPointerDown(pencil(0, 500), "pen", style);
  pen.onPointerDown(finger(5000, 100), "pen", style);
  pen.onPointerUp(pencil(5100, 500));
  assert.deepEqual(board.strokes.map(xs), [[500]]);
  assert.deepEqual(board.dropped, []);
});

Deno.test("what the outbox has no room for goes when it has, whole and in pieces that are taken (W-5)", () => {
  const { pen, board } = penOnBoard();
  const finger = pointer("touch", 1);
  const count = 2 * drawingBounds.points + 50;
  board.room = false;
  pen.onPointerDown(finger(0, 0), "pen", style);
  for (let n = 1; n < count; n++) {
    pen.onPointerMove(finger(n, n % 2 === 0 ? 0 : 400, n % 700), "pen");
  }
  assert.equal(board.strokes.length, 0);
  board.room = true;
  pen.onPointerUp(finger(count, 0));
  const points = board.strokes.map((it) => decodePoints(it.points, false));
  assert.deepEqual(points.map((it) => it?.length), [
    drawingBounds.points,
    drawingBounds.points,
    50,
  ]);
  assert.deepEqual(board.strokes.map(({ line }) => line), [
    undefined,
    "m1",
    "m1",
  ]);
  assert.deepEqual(board.drawn, ["m1"]);
});
