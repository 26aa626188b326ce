/** Each language has a module, so that its examples are loaded on demand. */
import all from "./en.json" with { type: "json" };

export const starterExamples = all;
