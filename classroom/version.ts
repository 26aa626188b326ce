import config from "../deno.json" with { type: "json" };

/** The version in `deno.json`, shown in health answers and at the start. */
export const version: string = config.version;
