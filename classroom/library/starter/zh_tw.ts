/** The Chinese examples: a script of their own, so that they are read when somebody asks. */
import all from "./zh-TW.json" with { type: "json" };

export const starter = all;
