/** What waits for the teacher on the page of a class that runs. */

/** Its sentences. */
export const waits = {
  count: (count: number) =>
    count === 1 ? "1 waits for you" : `${count} wait for you`,
  /** Nobody waits, but there is something to be looked at. */
  look: "Please look",
  show: "Show what waits for you",
  fold: "Fold it away",
  read: "Read in the chat",
};
