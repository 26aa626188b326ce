/**
 * For `focus_guard.ts`: this element takes the focus before others around it.
 * It must be focusable.
 */
export const takesFocusAttribute = { "data-takes-focus": "" };
