/** Preloaded by a test: the KV fails while its data folder has a file `down`, and takes no writes while it has `full`. */
import { existsSync } from "node:fs";
import process from "node:process";
import { makeFailingKv } from "../classroom/storage/failing_kv.ts";
import { wrapOpenedKvs } from "../opened_kv.ts";

const isMarked = (mark: string) =>
  existsSync(`${process.env.DATA_DIR}/${mark}`);

await wrapOpenedKvs((kv) =>
  makeFailingKv(
    kv,
    (access) => isMarked("down") || access === "write" && isMarked("full"),
  )
);
