/** The command line: `deno run -A server/homeroom.ts COMMAND`, on Node `node .output/node/homeroom.mjs COMMAND`. */
import process from "node:process";
import { runCommandLine } from "./command_line.ts";

process.exit(await runCommandLine(process.argv.slice(2)));
