/**
 * Shapes on a drawing board (W-5): strokes and labels in the board's units. A stroke's points are encoded as a
 * string, so that a board is small to store, send and count. Pure.
 */
import { drawingBounds } from "./drawing_bounds.ts";
import type { WithPicture } from "./resources/questions.ts";

/** From dark to light, so that lines differ in more than hue. */
export const penColours = ["black", "blue", "red", "orange"] as const;
export const penWidths = ["thin", "thick"] as const;
export const paperKinds = ["plain", "squared", "lined"] as const;

export type PenColour = typeof penColours[number];
export type PenWidth = typeof penWidths[number];
export type PaperKind = typeof paperKinds[number];

/** The paper, and a picture scaled to fit on it. */
export interface BoardBackground extends WithPicture {
  paper: PaperKind;
}

export interface BoardId {
  resource: string;
  /** The member as which the author drew: a student, an alias (J-7) or an unconfirmed device (J-2). */
  member: string;
}

/** An entry of `drawings` of the staff's document, under `<resource> <member>`. */
export interface BoardEntry {
  /** Time of the first shape. */
  at: number;
  /** Ids of copies shown to the class now or a moment ago, and the time of the last one. */
  copies?: string[];
  copiedAt?: number;
  /** Only from earlier versions: the member whose board got these shapes when the author became an alias (J-7). */
  into?: string;
}

export interface Stroke {
  /** Id of the line's first piece; absent for that piece. */
  line?: string;
  colour: PenColour;
  width: PenWidth;
  points: string;
  /** Each point has the pen's pressure. */
  pressed?: true;
}

export interface DrawnLabel {
  colour: PenColour;
  text: string;
  x: number;
  y: number;
}

/** `id` is the id of the command that made the shape. */
export type DrawnShape = { id: string } & (Stroke | DrawnLabel);

/** `pressure` from 0 to {@link maxPressure}; absent: unknown. */
export interface StrokePoint {
  x: number;
  y: number;
  pressure?: number;
}

export const maxPressure = 31;

export type VisibleShape =
  | (DrawnLabel & { id: string })
  | {
    id: string;
    colour: PenColour;
    width: PenWidth;
    points: readonly StrokePoint[];
  };

const digits =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const valueOf = new Map([...digits].map((digit, value) => [digit, value]));

/** Encodes each point as its distance from the point before it: one digit per number for slow strokes. */
export function encodePoints(points: readonly StrokePoint[]): string {
  let written = "";
  const previousPoint = { x: 0, y: 0, pressure: 0 };
  for (const { x, y, pressure } of points) {
    written += encodeNumber(x - previousPoint.x) +
      encodeNumber(y - previousPoint.y);
    if (pressure !== undefined) {
      written += encodeNumber(pressure - previousPoint.pressure);
    }
    Object.assign(previousPoint, { x, y, pressure });
  }
  return written;
}

/** Returns null for no points, too many, malformed ones, or points outside the board. */
export function decodePoints(
  written: string,
  isPressed: boolean,
): StrokePoint[] | null {
  const numbers = decodeNumbers(written);
  const numbersPerPoint = isPressed ? 3 : 2;
  if (
    !numbers || numbers.length === 0 || numbers.length % numbersPerPoint !== 0
  ) {
    return null;
  }
  if (numbers.length / numbersPerPoint > drawingBounds.points) return null;
  const points: StrokePoint[] = [];
  let x = 0, y = 0, pressure = 0;
  for (let index = 0; index < numbers.length; index += numbersPerPoint) {
    x += numbers[index];
    y += numbers[index + 1];
    if (isPressed) pressure += numbers[index + 2];
    if (!isOnBoard(x, y) || pressure < 0 || pressure > maxPressure) {
      return null;
    }
    points.push(isPressed ? { x, y, pressure } : { x, y });
  }
  return points;
}

export function isOnBoard(x: number, y: number): boolean {
  const { width, height } = drawingBounds;
  return x >= 0 && x <= width && y >= 0 && y <= height;
}

export function lineIdOf(shape: DrawnShape): string {
  return "line" in shape && shape.line !== undefined ? shape.line : shape.id;
}

/** The visible lines and labels, in the order in which they were begun. */
export function visibleShapes(
  shapes: readonly DrawnShape[],
  erased: { has(line: string): boolean },
): VisibleShape[] {
  const shapesById = new Map<string, VisibleShape>();
  for (const shape of shapes) {
    const id = lineIdOf(shape);
    if (erased.has(id)) continue;
    if ("text" in shape) {
      const { colour, text, x, y } = shape;
      shapesById.set(id, { id, colour, text, x, y });
      continue;
    }
    const points = cachedPoints(shape);
    const line = shapesById.get(id);
    if (line && "points" in line) {
      shapesById.set(id, { ...line, points: [...line.points, ...points] });
    } else if (!line) {
      const { colour, width } = shape;
      shapesById.set(id, { id, colour, width, points });
    }
  }
  return [...shapesById.values()];
}

const decodedPoints = new WeakMap<Stroke, readonly StrokePoint[]>();

function cachedPoints(stroke: Stroke): readonly StrokePoint[] {
  const cached = decodedPoints.get(stroke);
  if (cached) return cached;
  const points = decodePoints(stroke.points, stroke.pressed === true) ?? [];
  decodedPoints.set(stroke, points);
  return points;
}

export function isWithinBoardLimits(
  drawnShapes: readonly DrawnShape[],
): boolean {
  const { marks: shapes, board } = drawingBounds;
  return drawnShapes.length <= shapes &&
    drawnShapes.reduce((sum, it) => sum + shapeBytes(it), 0) <= board;
}

export function shapeBytes(shape: DrawnShape): number {
  return 80 + ("text" in shape ? 3 * shape.text.length : shape.points.length);
}

function encodeNumber(value: number): string {
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  let written = "";
  do {
    const digit = rest & 31;
    rest >>= 5;
    written += digits[rest > 0 ? digit | 32 : digit];
  } while (rest > 0);
  return written;
}

function decodeNumbers(written: string): number[] | null {
  const numbers: number[] = [];
  let value = 0, shift = 0;
  for (const digit of written) {
    const bits = valueOf.get(digit);
    // Three digits suffice for every number on a board.
    if (bits === undefined || shift > 10) return null;
    value |= (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    numbers.push(value & 1 ? -(value + 1) / 2 : value / 2);
    value = shift = 0;
  }
  return shift === 0 ? numbers : null;
}
