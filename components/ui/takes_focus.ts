/** For `focus_guard.ts`: this focusable element takes the focus rather than others around it. */
export const takesFocusAttribute = { "data-takes-focus": "" };
