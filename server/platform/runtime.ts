/** Which runtime this is: Deno, or Node. */
export const onDeno = typeof Deno !== "undefined";
