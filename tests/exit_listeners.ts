/**
 * Lets a test have any number of documents open. y-websocket listens for the end of the process once per open document,
 * and Node warns of a leak from the eleventh on; `wire_test.ts` counts that each is taken off again.
 */
import process from "node:process";

process.setMaxListeners(0);
