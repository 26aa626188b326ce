/** An index of a board's shapes by squares (W-5), so that the eraser tests only a few of them. */
import type { VisibleShape } from "../../classroom/model/drawing.ts";
import { isHit, listHitBoxes } from "../../classroom/model/board_geometry.ts";

/** Side of a square, in board units. */
const side = 50;

export class NearbyShapes {
  readonly #squares = new Map<string, Set<VisibleShape>>();

  constructor(shapes: readonly VisibleShape[]) {
    for (const shape of shapes) {
      for (const { left, top, right, bottom } of listHitBoxes(shape)) {
        for (let x = squareOf(left); x <= squareOf(right); x++) {
          for (let y = squareOf(top); y <= squareOf(bottom); y++) {
            this.#put(`${x} ${y}`, shape);
          }
        }
      }
    }
  }

  /** Shapes at a place, or within the eraser's reach of it. */
  shapesAt(place: { x: number; y: number }): VisibleShape[] {
    const key = `${squareOf(place.x)} ${squareOf(place.y)}`;
    return [...this.#squares.get(key) ?? []].filter((it) => isHit(it, place));
  }

  #put(key: string, shape: VisibleShape) {
    const shapesInSquare = this.#squares.get(key);
    if (shapesInSquare) shapesInSquare.add(shape);
    else this.#squares.set(key, new Set([shape]));
  }
}

function squareOf(value: number): number {
  return Math.floor(value / side);
}
