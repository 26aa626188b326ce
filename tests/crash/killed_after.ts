/**
 * Loaded before the server by a test: it kills itself right after the commit that the test has named, in the file
 * `kill-after` in its data folder, by what that sets or deletes: `set doc` is a key `["space", s, "doc", …]`,
 * `delete file` is `["file", …]`. The file goes with it: so it is known that it happened there.
 */
import { readFileSync, rmSync } from "node:fs";
import process from "node:process";
import type { AtomicOperation, KvKey } from "../../sync/kv/kv.ts";
import { changeOpened } from "../opened_kv.ts";

const order = `${process.env.DATA_DIR}/kill-after`;

type Change = "set" | "delete";
const named = (change: Change, [first, , third]: KvKey) =>
  `${change} ${String(first === "space" ? third : first)}`;

/** Whether to be killed after one of these; at most once a start. */
function isIn(changes: ReadonlySet<string>): boolean {
  try {
    return changes.has(readFileSync(order, "utf8"));
  } catch {
    // It has no order.
    return false;
  }
}

/** Commits, and is killed if it was that; nothing else runs in between. */
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

await changeOpened((kv) => {
  const atomic = kv.atomic.bind(kv);
  return Object.assign(kv, { atomic: () => noted(atomic()) });
});
