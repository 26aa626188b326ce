import { fileURLToPath } from "node:url";
import { isDeno } from "./platform/runtime.ts";

/** The folder of the program, where `deno.json` is. On Node this module is in `.output/node`. */
export const programFolder: string = fileURLToPath(
  new URL(isDeno ? ".." : "../..", import.meta.url),
).replace(/\/$/, "");
