import all from "./zh-TW.json" with { type: "json" };

export const starterExamples = all;
