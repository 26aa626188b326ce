/**
 * For elements whose words no browser translates: names, codes, and figures that change. In capitals it is an attribute;
 * the property `translate` takes no word, and Preact would set that one.
 */
export const untranslated: object = { TRANSLATE: "no" };
