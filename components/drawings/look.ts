/** How what was drawn looks (W-5), on every page and in every file: fixed colours on white paper, whatever the screen. */
import { getStroke } from "perfect-freehand";
import {
  type Colour,
  type Label,
  mostPressure,
  type Paper,
  type Point,
  type Width,
} from "../../classroom/model/drawing.ts";
import { drawingBounds } from "../../classroom/model/drawing_bounds.ts";

const { width, height } = drawingBounds;

/** Each has 3:1 on the paper, and another lightness than the others. */
export const inks: Readonly<Record<Colour, string>> = {
  black: "#1e2430",
  blue: "#1d4fa3",
  red: "#c8321f",
  orange: "#c77700",
};

export const sizes: Readonly<Record<Width, number>> = { thin: 7, thick: 18 };

/** The height of a label's letters, and from one of its lines to the next. */
export const letters = { size: 32, line: 40 } as const;

const step = 50;

/** The lines that stand on the paper, as the `d` of a path; empty: none. */
export function paperLines(paper: Paper): string {
  if (paper === "plain") return "";
  let lines = "";
  for (let y = step; y < height; y += step) lines += `M0 ${y}H${width}`;
  if (paper === "lined") return lines;
  for (let x = step; x < width; x += step) lines += `M${x} 0V${height}`;
  return lines;
}

/** A line's outline, as the `d` of a path that is filled. */
export function outlineOf(
  { points, width }: { points: readonly Point[]; width: Width },
): string {
  const isPressed = points[0]?.pressure !== undefined;
  const outline = getStroke(
    points.map(({ x, y, pressure = mostPressure / 2 }) => [
      x,
      y,
      pressure / mostPressure,
    ]),
    {
      size: sizes[width],
      thinning: isPressed ? 0.6 : 0.3,
      smoothing: 0.5,
      streamline: 0.3,
      simulatePressure: !isPressed,
    },
  );
  if (outline.length === 0) return "";
  const at = (value: number) => Math.round(10 * value) / 10;
  // Through the middle between two points: no corner is seen.
  const through = outline.map(([x, y], n) => {
    const [nextX, nextY] = outline[(n + 1) % outline.length];
    return `${at(x)} ${at(y)} ${at((x + nextX) / 2)} ${at((y + nextY) / 2)}`;
  });
  const [[x, y]] = outline;
  return `M${at(x)} ${at(y)}Q${through.join(" ")}Z`;
}

/** A label's lines: as long as there is room to the paper's edge. */
export function linesOf({ text, x }: Pick<Label, "text" | "x">): string[] {
  const most = Math.max(4, Math.floor((width - x) / (letters.size / 2)));
  const lines: string[] = [];
  let line = "", taken = 0;
  // A word that is longer than a line is broken; Chinese may break anywhere.
  const parts = text.match(
    /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}]|\s+|[^\s\p{sc=Han}\p{sc=Hira}\p{sc=Kana}]+/gu,
  ) ?? [];
  for (const part of parts) {
    for (const piece of piecesOf(part, most)) {
      const size = sizeOf(piece);
      if (taken + size > most && line.trim() !== "") {
        lines.push(line.trimEnd());
        line = "";
        taken = 0;
      }
      if (line === "" && piece.trim() === "") continue;
      line += piece;
      taken += size;
    }
  }
  return line === "" ? lines : [...lines, line.trimEnd()];
}

function piecesOf(part: string, most: number): string[] {
  const characters = [...part];
  const pieces: string[] = [];
  for (let at = 0; at < characters.length; at += most) {
    pieces.push(characters.slice(at, at + most).join(""));
  }
  return pieces;
}

/** In halves of a square character. */
function sizeOf(text: string): number {
  return [...text].reduce(
    (sum, it) => sum + (/[\u2e80-\uffef]/.test(it) ? 2 : 1),
    0,
  );
}

/** The eraser takes what is so near. */
const reach = 12;

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Where something can be hit: all of a label, and each part of a line from one point to the next. */
export function boxesOf(
  seen: { points: readonly Point[]; width: Width } | Label,
): Box[] {
  if ("text" in seen) {
    const { x, y } = seen;
    const lines = linesOf(seen);
    const across = Math.max(...lines.map(sizeOf)) * letters.size / 2;
    return [{
      left: x - reach,
      top: y - letters.size - reach,
      right: x + across + reach,
      bottom: y + (lines.length - 1) * letters.line + reach,
    }];
  }
  const near = nearOf(seen.width);
  const { points } = seen;
  return points.map((to, n) => {
    const from = points[Math.max(0, n - 1)];
    return {
      left: Math.min(from.x, to.x) - near,
      top: Math.min(from.y, to.y) - near,
      right: Math.max(from.x, to.x) + near,
      bottom: Math.max(from.y, to.y) + near,
    };
  });
}

function nearOf(width: Width): number {
  return sizes[width] / 2 + reach;
}

/** Whether a place is on, or right beside, a line or a label. */
export function isHit(
  seen: { points: readonly Point[]; width: Width } | Label,
  { x, y }: Point,
): boolean {
  if ("text" in seen) {
    const [{ left, top, right, bottom }] = boxesOf(seen);
    return x >= left && x <= right && y >= top && y <= bottom;
  }
  const near = nearOf(seen.width);
  const { points } = seen;
  return points.some((to, n) => {
    const from = points[Math.max(0, n - 1)];
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const long = dx * dx + dy * dy;
    const along = long === 0 ? 0 : Math.max(
      0,
      Math.min(1, ((x - from.x) * dx + (y - from.y) * dy) / long),
    );
    return Math.hypot(x - from.x - along * dx, y - from.y - along * dy) <= near;
  });
}

/** As far as a letter goes below the line that it stands on. */
const below = letters.size / 4;
/** Words stand so far from the paper's edge that nobody has shown a place for. */
const margin = 40;

/**
 * Where words are put: at the place that was pressed, or, at none, below what stands there, at the first place that is
 * free. All of them are on the paper.
 */
export function placeOfWords(
  text: string,
  pressed: { x: number; y: number } | null,
  there: readonly Label[],
): { x: number; y: number } {
  const first = letters.size;
  const lowest = (x: number) =>
    height - below - (linesOf({ text, x }).length - 1) * letters.line;
  const within = (x: number, y: number) => ({
    x,
    y: Math.max(first, Math.min(Math.floor(lowest(x)), y)),
  });
  if (pressed) {
    // So far to the left that there is room for its lines, and for a word in each.
    const across = Math.min(sizeOf(text), 16) * letters.size / 2;
    let x = Math.min(pressed.x, width - across);
    while (lowest(x) < first && x > 0) x = Math.max(0, x - letters.size);
    return within(x, pressed.y);
  }
  const taken = there.map((it) => ({
    top: it.y,
    bottom: it.y + (linesOf(it).length - 1) * letters.line,
  }));
  const { length } = linesOf({ text, x: margin });
  const long = (length - 1) * letters.line;
  for (let y = margin + first; y <= lowest(margin); y += letters.line) {
    const isFree = taken.every(({ top, bottom }) =>
      y >= bottom + letters.line || y + long <= top - letters.line
    );
    if (isFree) return { x: margin, y };
  }
  return within(margin, margin + first);
}

/** How many boards stand side by side, so that all of them are seen in a place that is so high, its width being 1. */
export function acrossOf(count: number, high: number): number {
  const most = 10;
  for (let across = 1; across < most; across++) {
    // With its name a board is nearly square.
    if (Math.ceil(count / across) * 0.85 / across <= high) return across;
  }
  return most;
}
