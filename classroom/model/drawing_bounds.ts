/** Bounds of drawing boards, apart from the others: a student's page loads them with its board. */
export const drawingBounds = {
  /** The board's units. */
  width: 1000,
  height: 750,
  /** How many points one command brings; a longer stroke comes in pieces. */
  points: 400,
  /** Characters of a label. */
  label: 200,
  /** Marks of one board, and their bytes: its teacher loads as many boards as there are students. */
  marks: 1500,
  board: 96 * 1024,
} as const;
