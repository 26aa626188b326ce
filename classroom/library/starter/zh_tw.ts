import all from "./zh-TW.json" with { type: "json" };

export const starter = all;
