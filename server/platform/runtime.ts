export const isDeno = typeof Deno !== "undefined";
