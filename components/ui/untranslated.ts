/**
 * Excludes names, codes and changing figures from translation by the browser. In capitals, so that Preact sets the
 * attribute: the property `translate` is a boolean.
 */
export const untranslatedAttribute: object = { TRANSLATE: "no" };
