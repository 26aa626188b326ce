/**
 * Preloaded into the server, which then kills itself after the commit named in `kill-after` in its data folder: `set
 * doc` is a set of `["space", s, "doc", …]`, `delete file` a delete of `["file", …]`. The file is deleted with it,
 * which proves the step.
 */
import { readFileSync, rmSync } from "node:fs";
import process from "node:process";
import type { AtomicOperation, KvKey } from "../../sync/kv/kv.ts";
import { wrapOpenedKvs } from "../opened_kv.ts";

const order = `${process.env.DATA_DIR}/kill-after`;

type Change = "set" | "delete";
const named = (change: Change, [first, , third]: KvKey) =>
  `${change} ${String(first === "space" ? third : first)}`;

/** True if the order names one of these changes; at most once per start. */
function isIn(changes: ReadonlySet<string>): boolean {
  try {
    return changes.has(readFileSync(order, "utf8"));
  } catch {
    // Without an order the server lives on.
    return false;
  }
}

/** Commits, then dies if ordered, with nothing run in between. */
async function commit<T>(
  changes: ReadonlySet<string>,
  work: () => Promise<T>,
): Promise<T> {
  const isLast = isIn(changes);
  const result = await work();
  if (isLast) {
    rmSync(order);
    process.kill(process.pid, "SIGKILL");
  }
  return result;
}

function noted(operation: AtomicOperation): AtomicOperation {
  const changes = new Set<string>();
  const original = {
    set: operation.set.bind(operation),
    delete: operation.delete.bind(operation),
    commit: operation.commit.bind(operation),
  };
  return Object.assign(operation, {
    set(...entry: Parameters<AtomicOperation["set"]>) {
      changes.add(named("set", entry[0]));
      return original.set(...entry);
    },
    delete(key: KvKey) {
      changes.add(named("delete", key));
      return original.delete(key);
    },
    commit: () => commit(changes, original.commit),
  });
}

await wrapOpenedKvs((kv) => {
  const atomic = kv.atomic.bind(kv);
  return Object.assign(kv, { atomic: () => noted(atomic()) });
});
