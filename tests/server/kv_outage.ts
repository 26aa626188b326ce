/** Preloaded by a test: the KV fails while its data folder has a file `down`. */
import { existsSync } from "node:fs";
import process from "node:process";
import { failing } from "../classroom/storage/failing_kv.ts";
import { changeOpened } from "../opened_kv.ts";

const mark = `${process.env.DATA_DIR}/down`;

await changeOpened((kv) => failing(kv, () => existsSync(mark)));
