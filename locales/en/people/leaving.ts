/** Leaving a class that is over: what a browser forgets (J-6). */

/** Leaving a class that is over. */
export const leaving = {
  leave: "Leave class",
  hint:
    "This browser forgets you: your conversations of this class, and of earlier ones under the same name, are not found here any more. Your teacher keeps them. Download first what you want to keep.",
  hintAll:
    "This browser forgets who was in all classes that are over: their conversations, marks and comments are not found here any more. Teachers keep them. Download first what you want to keep.",
  forget: "Forget me here",
  shared: "On a shared computer",
  sharedText:
    "Whoever uses this browser next can read this page, until you leave.",
};
