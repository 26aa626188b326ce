/** For `focus_guard.ts`, which is loaded after what bears this mark. */

/** What takes the focus before all else around it; to be set on an element that can have it. */
export const takesFocus = { "data-takes-focus": "" };
