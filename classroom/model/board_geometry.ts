/** The look of drawings on pages and in files (W-5): fixed colours on white paper. */
import { getStroke } from "perfect-freehand";
import {
  type DrawnLabel,
  maxPressure,
  type PaperKind,
  type PenColour,
  type PenWidth,
  type StrokePoint,
  type VisibleShape,
} from "./drawing.ts";
import { drawingBounds } from "./drawing_bounds.ts";

const { width, height } = drawingBounds;

/** Each colour has a contrast of 3:1 on the paper, and a lightness that no other has. */
export const inkColours: Readonly<Record<PenColour, string>> = {
  black: "#1e2430",
  blue: "#1d4fa3",
  red: "#c8321f",
  orange: "#c77700",
};

/** The middle of a board, which an upright phone shows larger. */
export const uprightView = { x: 250, width: 500 } as const;

/** Whether the middle shows everything that is on the board. */
export function isWithinUprightView(shapes: readonly VisibleShape[]): boolean {
  const isWithin = (x: number) =>
    x >= uprightView.x && x <= uprightView.x + uprightView.width;
  return shapes.every((shape) =>
    "points" in shape && shape.points.every(({ x }) => isWithin(x))
  );
}

export const lineWidths: Readonly<Record<PenWidth, number>> = {
  thin: 7,
  thick: 18,
};

/** Font size and line height of words (board units). */
export const labelFont = { size: 32, line: 40 } as const;

const step = 50;

export function drawPaperLines(paper: PaperKind): string {
  if (paper === "plain") return "";
  let lines = "";
  for (let y = step; y < height; y += step) lines += `M0 ${y}H${width}`;
  if (paper === "lined") return lines;
  for (let x = step; x < width; x += step) lines += `M${x} 0V${height}`;
  return lines;
}

/** The outlines of the pieces of each line. */
export type BoardOutlines = ReadonlyMap<VisibleShape, readonly string[]>;

/** Points that are outlined at once, so that a long line is outlined in steps and grows by its end alone. */
const pieceLength = 1000;

/** The pieces of a line; each begins where the one before it ends. */
export function piecesOfLine(
  points: readonly StrokePoint[],
): (readonly StrokePoint[])[] {
  const pieces = [points.slice(0, pieceLength)];
  for (let index = pieceLength; index < points.length; index += pieceLength) {
    pieces.push(points.slice(index - 1, index + pieceLength));
  }
  return pieces;
}

/**
 * A line may turn back at `freeTurns` points, and at one more for each `pointsPerTurn`. An outline goes round a turn in
 * 28 points, and a hand turns at few of them.
 */
const freeTurns = 8, pointsPerTurn = 4;

/** Leaves out turns beyond what a hand draws, which would make an outline of many megabytes. */
function withFewTurns(points: readonly StrokePoint[]): StrokePoint[] {
  const keptPoints = points.slice(0, 1);
  let turns = 0, dx = 0, dy = 0;
  for (const [index, point] of points.entries()) {
    const last = keptPoints[keptPoints.length - 1];
    const x = point.x - last.x, y = point.y - last.y;
    if (x === 0 && y === 0) continue;
    if (x * dx + y * dy <= 0 && (dx !== 0 || dy !== 0)) {
      if (turns >= freeTurns + index / pointsPerTurn) continue;
      turns++;
    }
    keptPoints.push(point);
    dx = x;
    dy = y;
  }
  return keptPoints;
}

/** The outline of a piece of a line. */
export function outlineStroke(
  { points, width }: { points: readonly StrokePoint[]; width: PenWidth },
): string {
  const isPressed = points[0]?.pressure !== undefined;
  const outline = getStroke(
    withFewTurns(points).map(({ x, y, pressure = maxPressure / 2 }) => [
      x,
      y,
      pressure / maxPressure,
    ]),
    {
      size: lineWidths[width],
      thinning: isPressed ? 0.6 : 0.3,
      smoothing: 0.5,
      streamline: 0.3,
      simulatePressure: !isPressed,
    },
  );
  if (outline.length === 0) return "";
  const round = (value: number) => Math.round(10 * value) / 10;
  // Curves through the midpoints, so that the outline has no corners.
  const through = outline.map(([x, y], n) => {
    const [nextX, nextY] = outline[(n + 1) % outline.length];
    return `${round(x)} ${round(y)} ${round((x + nextX) / 2)} ${
      round((y + nextY) / 2)
    }`;
  });
  const [[x, y]] = outline;
  return `M${round(x)} ${round(y)}Q${through.join(" ")}Z`;
}

/** Splits words into lines that end at the paper's edge. */
export function wrapLabel(
  { text, x }: Pick<DrawnLabel, "text" | "x">,
): string[] {
  const maxSize = Math.max(4, Math.floor((width - x) / (labelFont.size / 2)));
  const lines: string[] = [];
  let line = "", lineSize = 0;
  // Long words are broken; Chinese text may break between any two characters.
  const parts = text.match(
    /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}]|\s+|[^\s\p{sc=Han}\p{sc=Hira}\p{sc=Kana}]+/gu,
  ) ?? [];
  for (const part of parts) {
    for (const piece of piecesOf(part, maxSize)) {
      const size = sizeOf(piece);
      if (lineSize + size > maxSize && line.trim() !== "") {
        lines.push(line.trimEnd());
        line = "";
        lineSize = 0;
      }
      if (line === "" && piece.trim() === "") continue;
      line += piece;
      lineSize += size;
    }
  }
  return line === "" ? lines : [...lines, line.trimEnd()];
}

function piecesOf(part: string, maxLength: number): string[] {
  const characters = [...part];
  const pieces: string[] = [];
  for (let index = 0; index < characters.length; index += maxLength) {
    pieces.push(characters.slice(index, index + maxLength).join(""));
  }
  return pieces;
}

/** Width in half-width characters. */
function sizeOf(text: string): number {
  return [...text].reduce(
    (sum, it) => sum + (/[\u2e80-\uffef]/.test(it) ? 2 : 1),
    0,
  );
}

/** Distance from a mark within which the eraser hits it (board units). */
const reach = 12;

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Boxes for hit tests: one for words, one per segment of a line. */
export function listHitBoxes(
  shape: { points: readonly StrokePoint[]; width: PenWidth } | DrawnLabel,
): Box[] {
  if ("text" in shape) {
    const { x, y } = shape;
    const lines = wrapLabel(shape);
    const across = Math.max(...lines.map(sizeOf)) * labelFont.size / 2;
    return [{
      left: x - reach,
      top: y - labelFont.size - reach,
      right: x + across + reach,
      bottom: y + (lines.length - 1) * labelFont.line + reach,
    }];
  }
  const shapeReach = eraserReach(shape.width);
  const { points } = shape;
  return points.map((to, n) => {
    const from = points[Math.max(0, n - 1)];
    return {
      left: Math.min(from.x, to.x) - shapeReach,
      top: Math.min(from.y, to.y) - shapeReach,
      right: Math.max(from.x, to.x) + shapeReach,
      bottom: Math.max(from.y, to.y) + shapeReach,
    };
  });
}

function eraserReach(width: PenWidth): number {
  return lineWidths[width] / 2 + reach;
}

export function isHit(
  shape: { points: readonly StrokePoint[]; width: PenWidth } | DrawnLabel,
  { x, y }: StrokePoint,
): boolean {
  if ("text" in shape) {
    const [{ left, top, right, bottom }] = listHitBoxes(shape);
    return x >= left && x <= right && y >= top && y <= bottom;
  }
  const shapeReach = eraserReach(shape.width);
  const { points } = shape;
  return points.some((to, n) => {
    const from = points[Math.max(0, n - 1)];
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const lengthSquared = dx * dx + dy * dy;
    const along = lengthSquared === 0 ? 0 : Math.max(
      0,
      Math.min(1, ((x - from.x) * dx + (y - from.y) * dy) / lengthSquared),
    );
    return Math.hypot(x - from.x - along * dx, y - from.y - along * dy) <=
      shapeReach;
  });
}

const below = labelFont.size / 4;
const margin = 40;

/** The place of new words, within the paper: the pressed one, else the first free one from the top, else the top. */
export function placeLabel(
  text: string,
  pressed: { x: number; y: number } | null,
  labels: readonly DrawnLabel[],
): { x: number; y: number } {
  const first = labelFont.size;
  const lowest = (x: number) =>
    height - below - (wrapLabel({ text, x }).length - 1) * labelFont.line;
  const within = (x: number, y: number) => ({
    x,
    y: Math.max(first, Math.min(Math.floor(lowest(x)), y)),
  });
  if (pressed) {
    // Moves the words left until their lines fit; each line has room for at least a word.
    const across = Math.min(sizeOf(text), 16) * labelFont.size / 2;
    let x = Math.min(pressed.x, width - across);
    while (lowest(x) < first && x > 0) x = Math.max(0, x - labelFont.size);
    return within(x, pressed.y);
  }
  const takenSpans = labels.map((label) => ({
    top: label.y,
    bottom: label.y + (wrapLabel(label).length - 1) * labelFont.line,
  }));
  const { length } = wrapLabel({ text, x: margin });
  const textHeight = (length - 1) * labelFont.line;
  for (let y = margin + first; y <= lowest(margin); y += labelFont.line) {
    const isFree = takenSpans.every(({ top, bottom }) =>
      y >= bottom + labelFont.line || y + textHeight <= top - labelFont.line
    );
    if (isFree) return { x: margin, y };
  }
  return within(margin, margin + first);
}

interface BoardArea {
  width: number;
  height: number;
  gap: number;
  /** A cell's size in addition to its board: its padding, and its name's height. */
  extra: { readonly width: number; readonly height: number };
}

/**
 * The number of columns in which the boards are largest in an area, and the width of a cell; of equal ones, the fewest.
 */
export function fitBoards(
  count: number,
  { width: areaWidth, height: areaHeight, gap, extra }: BoardArea,
): { columns: number; width: number } {
  let best = { columns: 1, width: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const rows = Math.ceil(count / columns) || 1;
    const inRow = (areaWidth + gap) / columns - gap;
    const inColumn = (areaHeight + gap) / rows - gap - extra.height;
    const cell = Math.min(inRow, inColumn * width / height + extra.width);
    if (cell > best.width) best = { columns, width: cell };
  }
  return best;
}
