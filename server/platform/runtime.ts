export const onDeno = typeof Deno !== "undefined";
