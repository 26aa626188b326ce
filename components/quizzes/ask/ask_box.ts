/** Id of the box of **Ask** (N-5). Fixed, since `useId` starts over in each island. */
export const askBoxId = "ask";
