/** Apart from the other bounds, as a student's page loads them with its board. */
export const drawingBounds = {
  /** The board's units. */
  width: 1000,
  height: 750,
  /** Points per command; a longer stroke comes in pieces. */
  points: 400,
  label: 200,
  /** Marks and bytes of one board: the teacher's page loads one board per student. */
  marks: 1500,
  board: 96 * 1024,
} as const;
