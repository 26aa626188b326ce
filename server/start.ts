/** `deno run -A server/start.ts` is `homeroom start`: services that were set up by older versions call it. */
import process from "node:process";

process.argv.splice(2, 0, "start");
await import("./homeroom.ts");
