import config from "../deno.json" with { type: "json" };

/** From `deno.json`; in health answers and at the start. */
export const version: string = config.version;
