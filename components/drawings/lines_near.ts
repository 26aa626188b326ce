/**
 * Which lines of a board (W-5) may be under a place: each is looked up by the squares that it goes through, so that an
 * eraser over a full board asks few of them.
 */
import type { Seen } from "../../classroom/model/drawing.ts";
import { boxesOf, isHit } from "./look.ts";

/** The side of a square, in the board's units. */
const side = 50;

export class LinesNear {
  readonly #squares = new Map<string, Set<Seen>>();

  constructor(seen: readonly Seen[]) {
    for (const one of seen) {
      for (const { left, top, right, bottom } of boxesOf(one)) {
        for (let x = squareOf(left); x <= squareOf(right); x++) {
          for (let y = squareOf(top); y <= squareOf(bottom); y++) {
            this.#put(`${x} ${y}`, one);
          }
        }
      }
    }
  }

  /** What is on, or right beside, a place. */
  at(place: { x: number; y: number }): Seen[] {
    const key = `${squareOf(place.x)} ${squareOf(place.y)}`;
    return [...this.#squares.get(key) ?? []].filter((it) => isHit(it, place));
  }

  #put(key: string, one: Seen) {
    const there = this.#squares.get(key);
    if (there) there.add(one);
    else this.#squares.set(key, new Set([one]));
  }
}

function squareOf(value: number): number {
  return Math.floor(value / side);
}
