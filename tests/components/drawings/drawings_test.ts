import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import fc from "fast-check";
import * as Y from "yjs";
import type { MemberCommand } from "../../../classroom/commands.ts";
import {
  decodePoints,
  type DrawnLabel,
  type Stroke,
  type VisibleShape,
} from "../../../classroom/model/drawing.ts";
import { drawingBounds } from "../../../classroom/model/drawing_bounds.ts";
import { drawnShapes } from "../../../classroom/model/roots.ts";
import type { ClassSession } from "../../../components/client/class_session.ts";
import {
  fitBoards,
  isHit,
  labelFont,
  placeLabel,
  wrapLabel,
} from "../../../classroom/model/board_geometry.ts";
import { NearbyShapes } from "../../../components/drawings/nearby_shapes.ts";
import {
  type OwnBoard,
  OwnBoards,
} from "../../../components/drawings/own_board.ts";
import { Pen } from "../../../components/drawings/pen.ts";
import { Outbox } from "../../../sync/client/outbox.ts";
import { propertyOptions } from "../../random.ts";

function penOnBoard() {
  const board = {
    room: true,
    drawn: [] as string[],
    dropped: [] as string[],
    strokes: [] as Stroke[],
    seen: signal<readonly VisibleShape[]>([]),
  };
  const asked = {
    shownShapes: board.seen,
    drawShape(stroke: Stroke) {
      if (!board.room) return null;
      return `m${board.strokes.push(stroke)}`;
    },
    recordForUndo: (line: string) => board.drawn.push(line),
    eraseWithoutUndo: (line: string) => board.dropped.push(line),
    eraseShapes() {},
  };
  const status = signal({ state: "online" } as const);
  return { pen: new Pen(asked as unknown as OwnBoard, status), board };
}

const svg = {
  setPointerCapture() {},
  getBoundingClientRect: () => ({ left: 0, top: 0, ...drawingBounds }),
  viewBox: { baseVal: { x: 0, y: 0, ...drawingBounds } },
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

Deno.test("a hand that came down before its pencil draws nothing, and retracts what it sent (W-5)", () => {
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

Deno.test("a finger does not affect a pencil's line (W-5)", () => {
  const { pen, board } = penOnBoard();
  const finger = pointer("touch", 1), pencil = pointer("pen", 2);
  pen.onPointerDown(pencil(0, 500), "pen", style);
  pen.onPointerDown(finger(5000, 100), "pen", style);
  pen.onPointerUp(pencil(5100, 500));
  assert.deepEqual(board.strokes.map(xs), [[500]]);
  assert.deepEqual(board.dropped, []);
});

Deno.test("two fingers scroll the page and draw nothing, and a finger alone draws again", () => {
  const { pen, board } = penOnBoard();
  const first = pointer("touch", 1), second = pointer("touch", 2);
  pen.onPointerDown(first(0, 100), "pen", style);
  pen.onPointerMove(first(50, 120), "pen");
  pen.onPointerDown(second(80, 600), "pen", style);
  pen.onPointerMove(first(100, 160), "pen");
  pen.onPointerMove(second(100, 640), "pen");
  assert.equal(pen.currentLine.value, null);
  pen.onPointerUp(first(900, 160));
  pen.onPointerUp(second(900, 640));
  assert.deepEqual(board.strokes, []);
  pen.onPointerDown(first(1000, 200), "pen", style);
  pen.onPointerMove(first(1050, 220), "pen");
  pen.onPointerUp(first(1100, 220));
  assert.deepEqual(board.strokes.map(xs), [[200, 220]]);
});

Deno.test("a second finger during a long line ends the line and keeps it", () => {
  const { pen, board } = penOnBoard();
  const first = pointer("touch", 1), second = pointer("touch", 2);
  pen.onPointerDown(first(0, 100), "pen", style);
  pen.onPointerMove(first(350, 300), "pen");
  pen.onPointerDown(second(1000, 600), "pen", style);
  pen.onPointerMove(first(1100, 700), "pen");
  pen.onPointerUp(second(1200, 600));
  pen.onPointerUp(first(1300, 700));
  assert.deepEqual(board.strokes.map(xs), [[100, 300]]);
  assert.deepEqual(board.dropped, []);
});

Deno.test("a drawing waits for room in the outbox, and is sent in accepted pieces (W-5)", () => {
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

Deno.test("text stays on the paper, wherever it is put and however long (W-5)", () => {
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
    propertyOptions("words on a board", 200),
  );
});

Deno.test("text is placed where it was pressed if there is room (W-5)", () => {
  for (const at of [{ x: 960, y: 700 }, { x: 300, y: 400 }]) {
    assert.deepEqual(placeLabel("No", at, []), at);
  }
});

Deno.test("text without a place is added below until the paper is full (W-5)", () => {
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

Deno.test("an eraser finds the same lines as a search of all lines (W-5)", () => {
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
        const seen = all.map((it, n): VisibleShape => ({
          id: String(n),
          ...it,
        }));
        const near = new NearbyShapes(seen);
        for (const place of places) {
          const found = near.shapesAt(place).map(({ id }) => id).sort();
          const sought = seen.filter((it) => isHit(it, place))
            .map(({ id }) => id).sort();
          assert.deepEqual(found, sought);
        }
      },
    ),
    propertyOptions("what an eraser finds", 200),
  );
});

Deno.test("the boards of a class are as large as all fit (W-5)", () => {
  const gap = 8, extra = { width: 8, height: 36 };
  const shape = (count: number, [width, height]: readonly [number, number]) => {
    const fit = fitBoards(count, { width, height, gap, extra });
    return `${fit.columns}×${Math.floor(fit.width)}`;
  };
  const places = {
    laptop: [1230, 426],
    withChat: [850, 426],
    phone: [328, 360],
  } as const;
  for (
    const [place, shapes] of [
      ["laptop", ["1×528", "2×528", "4×301", "3×238", "6×198", "10×115"]],
      ["withChat", ["1×528", "2×421", "2×238", "3×238", "4×142", "7×94"]],
      ["phone", ["1×328", "1×194", "2×160", "2×112", "4×76", "6×47"]],
    ] as const
  ) {
    assert.deepEqual(
      [1, 2, 4, 6, 12, 28].map((count) => shape(count, places[place])),
      shapes,
    );
  }
});

Deno.test("boards of the size that was found all fit, and none larger would (W-5)", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 120 }),
      fc.integer({ min: 200, max: 2600 }),
      fc.integer({ min: 300, max: 1500 }),
      (count, width, height) => {
        const gap = 8, extra = { width: 8, height: 36 };
        const fit = fitBoards(count, { width, height, gap, extra });
        const fits = (cell: number, columns: number) => {
          const rows = Math.ceil(count / columns);
          const high = (cell - extra.width) * 3 / 4 + extra.height;
          return columns * (cell + gap) - gap <= width + 0.01 &&
            rows * (high + gap) - gap <= height + 0.01;
        };
        if (fit.width > 0) assert(fits(fit.width, fit.columns));
        for (let columns = 1; columns <= count; columns++) {
          assert(!fits(fit.width + 1, columns));
        }
      },
    ),
    propertyOptions("boards that fit", 200),
  );
});

/** A student's boards: commands under way are in `own`, each stored board in `stored`. */
function boardsOn(own: Y.Doc, stored = new Y.Doc()) {
  const outbox = new Outbox<MemberCommand>(own);
  const session = {
    outbox,
    seat: { session: "s", member: "m" },
    open: () => ({ doc: stored, close() {} }),
  };
  const boards = new OwnBoards(session as unknown as ClassSession);
  return { outbox, boards };
}

Deno.test("a clearing undone before the class received it leaves the drawing (W-5)", () => {
  const stored = new Y.Doc(), own = new Y.Doc();
  drawnShapes(stored).push([{
    id: "a",
    text: "Stomata",
    colour: "black",
    x: 40,
    y: 72,
  }]);
  const { outbox, boards } = boardsOn(own, stored);
  const board = boards.boardOf("r");
  const ids = () => board.shownShapes.value.map(({ id }) => id);
  const settle = () =>
    outbox.forgetSettled((it) => !boards.isEffectPending(it));
  board.eraseShapes(["a"]);
  assert.deepEqual(ids(), []);
  board.undo();
  assert.deepEqual(ids(), ["a"]);

  own.getArray("outbox").delete(0, 2);
  settle();
  assert.deepEqual(outbox.awaitingEffect.value, []);
  assert.deepEqual(ids(), ["a"]);

  board.redo();
  own.getArray("outbox").delete(0);
  settle();
  assert.equal(outbox.awaitingEffect.value.length, 1, "it has yet to come");
  assert.deepEqual(ids(), []);
  boards.close();
});

Deno.test("the warning that no more is kept stays until all is sent (W-5)", () => {
  const own = new Y.Doc();
  const { boards } = boardsOn(own);
  const board = boards.boardOf("r");
  const draw = () =>
    board.drawShape({ text: "Leaf", colour: "black", x: 40, y: 72 });
  while (draw() !== null) assert(!board.isOutboxFull.value);
  assert(board.isOutboxFull.value);
  const all = own.getArray("outbox");
  all.delete(0, all.length - 1);
  assert(board.isOutboxFull.value);
  all.delete(0);
  assert(!board.isOutboxFull.value);
  boards.close();
});

Deno.test("Undo skips refused and permanently sent strokes, and removes earlier ones (W-5)", () => {
  const stored = new Y.Doc(), own = new Y.Doc();
  const { outbox, boards } = boardsOn(own, stored);
  const board = boards.boardOf("r");
  const label = { text: "Leaf", colour: "black", x: 40, y: 72 } as const;
  const draws = () => {
    const line = board.drawShape(label)!;
    board.recordForUndo(line);
    return line;
  };
  const sent = own.getArray("outbox");
  const [kept, refused] = [draws(), draws()];
  sent.delete(0, 2);
  drawnShapes(stored).push([{ id: kept, ...label }]);
  outbox.forgetSettled((it) =>
    it.id === refused || !boards.isEffectPending(it)
  );
  assert.deepEqual(board.shownShapes.value.map(({ id }) => id), [kept]);
  board.undo();
  assert.deepEqual(board.shownShapes.value, [], "the one before it");
  assert(!board.canUndo.value, "nothing is left");
  assert.equal(sent.length, 1);
  board.redo();
  assert.deepEqual(board.shownShapes.value.map(({ id }) => id), [kept]);
  assert(!board.canRedo.value);
  board.eraseShapes([kept]);
  sent.delete(0, sent.length);
  drawnShapes(stored).delete(0);
  outbox.forgetSettled(() => true);
  assert(!board.canUndo.value, "it went for good");
  boards.close();
});
