/** An index of a board's marks by squares (W-5), so that the eraser tests only a few of them. */
import type { VisibleMark } from "../../classroom/model/drawing.ts";
import { isHit, listHitBoxes } from "./board_geometry.ts";

/** Side of a square, in board units. */
const side = 50;

export class NearbyMarks {
  readonly #squares = new Map<string, Set<VisibleMark>>();

  constructor(seen: readonly VisibleMark[]) {
    for (const one of seen) {
      for (const { left, top, right, bottom } of listHitBoxes(one)) {
        for (let x = squareOf(left); x <= squareOf(right); x++) {
          for (let y = squareOf(top); y <= squareOf(bottom); y++) {
            this.#put(`${x} ${y}`, one);
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

  #put(key: string, one: VisibleMark) {
    const there = this.#squares.get(key);
    if (there) there.add(one);
    else this.#squares.set(key, new Set([one]));
  }
}

function squareOf(value: number): number {
  return Math.floor(value / side);
}
