/**
 * Marks names, codes and changing figures as not to be translated. In capitals,
 * so that Preact sets the attribute; the property `translate` is a boolean.
 */
export const untranslatedAttribute: object = { TRANSLATE: "no" };
