/** Columns and rows of tiles, by their number. `tile_grid.css` reads the attributes. Pure. */

export interface TileGrid {
  readonly columns: number;
  readonly rows: number;
}

type Step = readonly [from: number, columns: number, rows: number];

export const wideSteps: readonly Step[] = [
  [0, 1, 1],
  [2, 2, 1],
  [3, 3, 1],
  [4, 2, 2],
  [5, 3, 2],
  [7, 4, 2],
  [9, 4, 3],
  [13, 5, 3],
  [16, 5, 4],
  [21, 6, 4],
  [25, 7, 4],
  [29, 8, 4],
  [33, 8, 5],
  [41, 8, 6],
];

/** Steps for a medium width, as next to the chat on a laptop. */
export const mediumSteps: readonly Step[] = [
  [0, 1, 1],
  [2, 2, 1],
  [3, 3, 1],
  [4, 2, 2],
  [5, 3, 2],
  [7, 4, 2],
  [9, 3, 3],
  [10, 4, 3],
  [13, 4, 4],
  [17, 5, 4],
  [21, 6, 4],
  [25, 6, 5],
  [31, 6, 6],
];

/** Steps for a tablet held upright. */
export const narrowSteps: readonly Step[] = [
  [0, 1, 1],
  [2, 1, 2],
  [3, 2, 2],
  [5, 2, 3],
  [7, 3, 3],
  [10, 3, 4],
  [13, 4, 4],
  [17, 4, 5],
  [21, 4, 6],
  [25, 4, 7],
  [29, 5, 6],
];

/** If there are more tiles than fit, adds rows of the same height, and the page scrolls. */
export function tileGrid(count: number, steps: readonly Step[]): TileGrid {
  const [, columns, rows] = steps.findLast(([from]) => from <= count)!;
  return { columns, rows: Math.max(rows, Math.ceil(count / columns)) };
}

/** For `tile_grid.css`, which has rules for up to 8 columns and 6 rows. */
export function tileGridAttributes(count: number): Record<string, number> {
  const wide = tileGrid(count, wideSteps);
  const medium = tileGrid(count, mediumSteps);
  return {
    "data-wide-columns": wide.columns,
    "data-wide-rows": Math.min(wide.rows, 6),
    "data-medium-columns": medium.columns,
    "data-medium-rows": Math.min(medium.rows, 6),
    "data-narrow-columns": tileGrid(count, narrowSteps).columns,
  };
}
