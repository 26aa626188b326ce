/** An index of a board's marks by squares (W-5), so that the eraser tests only a few of them. */
import type { VisibleMark } from "../../classroom/model/drawing.ts";
import { isHit, listHitBoxes } from "../../classroom/model/board_geometry.ts";

/** Side of a square, in board units. */
const side = 50;

export class NearbyMarks {
  readonly #squares = new Map<string, Set<VisibleMark>>();

  constructor(marks: readonly VisibleMark[]) {
    for (const mark of marks) {
      for (const { left, top, right, bottom } of listHitBoxes(mark)) {
        for (let x = squareOf(left); x <= squareOf(right); x++) {
          for (let y = squareOf(top); y <= squareOf(bottom); y++) {
            this.#put(`${x} ${y}`, mark);
          }
        }
      }
    }
  }

  /** Marks at a place, or within the eraser's reach of it. */
  marksAt(place: { x: number; y: number }): VisibleMark[] {
    const key = `${squareOf(place.x)} ${squareOf(place.y)}`;
    return [...this.#squares.get(key) ?? []].filter((it) => isHit(it, place));
  }

  #put(key: string, mark: VisibleMark) {
    const marksInSquare = this.#squares.get(key);
    if (marksInSquare) marksInSquare.add(mark);
    else this.#squares.set(key, new Set([mark]));
  }
}

function squareOf(value: number): number {
  return Math.floor(value / side);
}
