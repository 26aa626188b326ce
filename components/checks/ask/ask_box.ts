/** What **Ask** opens (N-5), for the other buttons that open it. */

/** Its id, for `popovertarget`. Not `useId`, which counts anew in every island. */
export const askBoxId = "ask";
