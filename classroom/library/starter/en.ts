/** A module per language, so that examples are loaded on demand. */
import all from "./en.json" with { type: "json" };

export const starterExamples = all;
