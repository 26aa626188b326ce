/**
 * Rewrites a database and its log without deleted data, as a process that can be killed at any moment and then has
 * changed nothing. Others can read meanwhile, but not write. See `vacuum.ts`.
 */
import process from "node:process";
import { inTheWay, vacuumFile } from "./vacuum_file.ts";

process.exit(await vacuumFile(process.argv[2]) ? 0 : inTheWay);
