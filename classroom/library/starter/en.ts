/** The English examples: a script of their own, so that they are read when somebody asks. */
import all from "./en.json" with { type: "json" };

export const starter = all;
