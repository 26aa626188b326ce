/**
 * Runs `vacuumFile` in a process that can be killed at any moment without having changed anything. Others can read
 * meanwhile, but not write.
 */
import process from "node:process";
import { blockedExitCode, vacuumFile } from "./vacuum_file.ts";

process.exit(await vacuumFile(process.argv[2]) ? 0 : blockedExitCode);
