/** Which release of Homeroom this is. `deno.json` says it once. */
import config from "../deno.json" with { type: "json" };

/** The version of Homeroom, in health answers and at the start. */
export const version: string = config.version;
