/** A crowd at the door of a class, as its teacher sees it. */

/** The sentences. */
export const crowd = {
  mostStudents: "Most students in this class",
  mostStudentsHint: (present: number) =>
    present === 1
      ? "1 student is in. Students you removed don’t count."
      : `${present} students are in. Students you removed don’t count.`,
  outOfBounds: (least: number, most: number) =>
    `Please enter a number from ${least} to ${most}.`,
  save: "Save",
  saved: "Saved.",
};
