/** For `popovertarget` (N-5). Not `useId`, which starts over in each island. */
export const askBoxId = "ask";
