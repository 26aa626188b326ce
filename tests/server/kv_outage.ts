/** Loaded before the server by a test: its KV fails for as long as there is a file `down` in its data folder. */
import { existsSync } from "node:fs";
import process from "node:process";
import { failing } from "../classroom/storage/failing_kv.ts";
import { changeOpened } from "../opened_kv.ts";

const mark = `${process.env.DATA_DIR}/down`;

await changeOpened((kv) => failing(kv, () => existsSync(mark)));
