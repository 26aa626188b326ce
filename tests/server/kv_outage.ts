/** Preloaded by a test: the KV fails while its data folder has a file `down`. */
import { existsSync } from "node:fs";
import process from "node:process";
import { makeFailingKv } from "../classroom/storage/failing_kv.ts";
import { wrapOpenedKvs } from "../opened_kv.ts";

const mark = `${process.env.DATA_DIR}/down`;

await wrapOpenedKvs((kv) => makeFailingKv(kv, () => existsSync(mark)));
