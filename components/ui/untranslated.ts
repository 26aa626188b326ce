/**
 * Excludes names, codes and figures from translation by the browser. In capitals, since Preact's `translate` is a
 * boolean.
 */
export const untranslatedAttribute: object = { TRANSLATE: "no" };
