import all from "./en.json" with { type: "json" };

export const starterExamples = all;
