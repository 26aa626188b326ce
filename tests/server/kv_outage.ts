/** Loaded before the server by a test: its KV fails for as long as there is a file `down` in its data folder. */
import { failing } from "../classroom/storage/failing_kv.ts";

const open = Deno.openKv;
const mark = `${Deno.env.get("DATA_DIR")}/down`;

function down(): boolean {
  try {
    return Deno.statSync(mark).isFile;
  } catch {
    return false;
  }
}

Object.defineProperty(Deno, "openKv", {
  value: async (path?: string) => failing(await open(path), down),
});
