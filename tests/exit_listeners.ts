/**
 * y-websocket adds an exit listener per open document, and Node warns from the eleventh on. `wire_test.ts` checks that
 * they are removed.
 */
import process from "node:process";

process.setMaxListeners(0);
