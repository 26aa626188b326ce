/**
 * Turns pointer events into strokes on a student's own board (W-5). Online, a long stroke is sent in pieces, so
 * that others see it grow.
 */
import { batch, type Signal, signal } from "@preact/signals";
import {
  encodePoints,
  maxPressure,
  type PenColour,
  type PenWidth,
  type StrokePoint,
  type VisibleShape,
} from "../../classroom/model/drawing.ts";
import { drawingBounds } from "../../classroom/model/drawing_bounds.ts";
import type { ConnectionStatus } from "../../sync/client/open_document.ts";
import { NearbyShapes } from "./nearby_shapes.ts";
import type { OwnBoard } from "./own_board.ts";

export const drawingTools = ["pen", "eraser", "words"] as const;
export type DrawingTool = typeof drawingTools[number];

interface Style {
  colour: PenColour;
  width: PenWidth;
}

const pieceMs = 400;
/** Points closer to the last one are left out (board units). */
const minPointDistance = 2;
/** For this time after a pen, touches are ignored: they are probably a resting hand (ms). */
const palmMs = 2000;
/** A second finger within this time after the first one begins a gesture of the page, and no line (ms). */
const gestureMs = 300;

interface Live {
  style: Style;
  points: StrokePoint[];
  isPressed: boolean;
  sent: number;
  sentAt: number;
  line?: string;
}

export class Pen {
  readonly currentLine: Signal<
    (Style & { points: readonly StrokePoint[]; line?: string }) | null
  > = signal(null);
  readonly erasedShapes: Signal<ReadonlySet<string>> = signal(new Set());
  #near: { shapes: readonly VisibleShape[]; lines: NearbyShapes } | null = null;
  #live: Live | null = null;
  #pointer: Pick<PointerEvent, "pointerId" | "pointerType"> | null = null;
  #lastPen = -palmMs;
  #pressedAt = 0;

  constructor(
    private readonly board: OwnBoard,
    private readonly status: Signal<ConnectionStatus>,
  ) {}

  onPointerDown(event: PointerEvent, tool: DrawingTool, style: Style): void {
    const { button, pointerId, pointerType, timeStamp } = event;
    const isPen = pointerType === "pen";
    if (isPen) this.#lastPen = timeStamp;
    const isPalm = pointerType === "touch" &&
      timeStamp - this.#lastPen < palmMs;
    if (button !== 0 || isPalm) return;
    if (this.#pointer !== null) {
      if (this.#pointer.pointerType !== "touch") return;
      if (!isPen) {
        // Two fingers scroll and zoom. A line that is longer drawn is meant, and ends.
        if (timeStamp - this.#pressedAt < gestureMs) this.#discard();
        else this.finishLine();
        return;
      }
      this.#discard();
    }
    this.#pressedAt = timeStamp;
    const svg = event.currentTarget as SVGSVGElement;
    svg.setPointerCapture(pointerId);
    this.#pointer = { pointerId, pointerType };
    if (tool === "eraser") return this.#eraseAt(toBoardPoint(event, svg));
    const isPressed = isPen && event.pressure > 0;
    const points = [pointOf(event, svg, isPressed)];
    this.#live = { style, points, isPressed, sent: 0, sentAt: timeStamp };
    this.#show();
  }

  onPointerMove(event: PointerEvent, tool: DrawingTool): void {
    if (event.pointerType === "pen") this.#lastPen = event.timeStamp;
    if (event.pointerId !== this.#pointer?.pointerId) return;
    const svg = event.currentTarget as SVGSVGElement;
    const coalesced = event.getCoalescedEvents?.() ?? [];
    const events = coalesced.length > 0 ? coalesced : [event];
    if (tool === "eraser") {
      for (const pointerEvent of events) {
        this.#eraseAt(toBoardPoint(pointerEvent, svg));
      }
      return;
    }
    const liveLine = this.#live;
    if (!liveLine) return;
    for (const pointerEvent of events) {
      const point = pointOf(pointerEvent, svg, liveLine.isPressed);
      const { x, y } = liveLine.points[liveLine.points.length - 1];
      if (Math.hypot(point.x - x, point.y - y) < minPointDistance) continue;
      liveLine.points.push(point);
      // Offline, a piece ends by its number of points, not by time.
      const unsent = liveLine.points.length - liveLine.sent;
      if (unsent % drawingBounds.points === 0) this.#send();
    }
    const isSeen = this.status.peek().state === "online";
    if (isSeen && event.timeStamp - liveLine.sentAt >= pieceMs) {
      liveLine.sentAt = event.timeStamp;
      this.#send();
    }
    this.#show();
  }

  onPointerUp(event: PointerEvent): void {
    if (event.pointerId !== this.#pointer?.pointerId) return;
    this.finishLine();
  }

  /** Ends drawing or erasing. Also called on unmount. */
  finishLine(): void {
    this.#pointer = null;
    const erasedBefore = [...this.erasedShapes.peek()];
    batch(() => {
      this.#send();
      if (this.#live?.line !== undefined) {
        this.board.recordForUndo(this.#live.line);
      }
      this.#live = null;
      this.currentLine.value = null;
      this.board.eraseShapes(erasedBefore);
      this.erasedShapes.value = new Set();
    });
    this.#near = null;
  }

  /** Discards a line that a resting hand drew before the pen came. */
  #discard() {
    const line = this.#live?.line;
    this.#pointer = null;
    this.#live = null;
    batch(() => {
      this.currentLine.value = null;
      this.erasedShapes.value = new Set();
      if (line !== undefined) this.board.eraseWithoutUndo(line);
    });
  }

  /** Sends unsent points. Those for which the outbox has no room are left for a later call. */
  #send() {
    const liveLine = this.#live;
    if (!liveLine) return;
    const { style, points, isPressed } = liveLine;
    while (liveLine.sent < points.length) {
      const piece = points.slice(
        liveLine.sent,
        liveLine.sent + drawingBounds.points,
      );
      const id = this.board.drawShape({
        ...(liveLine.line !== undefined && { line: liveLine.line }),
        ...style,
        points: encodePoints(piece),
        ...(isPressed && { pressed: true }),
      });
      if (id === null) return;
      liveLine.line ??= id;
      liveLine.sent += piece.length;
    }
  }

  #show() {
    const liveLine = this.#live;
    if (!liveLine) return;
    const { style, points, line } = liveLine;
    this.currentLine.value = { ...style, points: [...points], line };
  }

  #eraseAt(place: StrokePoint) {
    const shapes = this.board.shownShapes.peek();
    if (this.#near?.shapes !== shapes) {
      this.#near = { shapes, lines: new NearbyShapes(shapes) };
    }
    const hitShapes = this.#near.lines.shapesAt(place)
      .filter(({ id }) => !this.erasedShapes.peek().has(id));
    if (hitShapes.length === 0) return;
    this.erasedShapes.value = new Set([
      ...this.erasedShapes.peek(),
      ...hitShapes.map(({ id }) => id),
    ]);
  }
}

export function toBoardPoint(
  { clientX, clientY }: Pick<MouseEvent, "clientX" | "clientY">,
  board: SVGSVGElement,
): StrokePoint {
  const { left, top, width, height } = board.getBoundingClientRect();
  const { baseVal: viewBox } = board.viewBox;
  const within = (part: number, first: number, size: number) =>
    first + Math.max(0, Math.min(size, Math.round(part * size)));
  return {
    x: within((clientX - left) / width, viewBox.x, viewBox.width),
    y: within((clientY - top) / height, viewBox.y, viewBox.height),
  };
}

function pointOf(
  event: PointerEvent,
  board: SVGSVGElement,
  isPressed: boolean,
): StrokePoint {
  const place = toBoardPoint(event, board);
  return isPressed
    ? { ...place, pressure: Math.round(event.pressure * maxPressure) }
    : place;
}
