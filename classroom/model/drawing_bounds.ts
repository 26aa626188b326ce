/** Bounds of drawing boards (W-5). Not in `bounds.ts`, as a student's page loads them only with its board. */
export const drawingBounds = {
  /** Size of a board, in its own units. */
  width: 1000,
  height: 750,
  /** Points per command; a longer stroke is sent in pieces. */
  points: 400,
  label: 200,
  /** Shapes and bytes of one board: the teacher's page loads one board per student. */
  marks: 1500,
  board: 96 * 1024,
} as const;
