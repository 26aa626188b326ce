/**
 * The sync engine over a KV on disk, with the documents of `tests/sync/shared_world.ts`. Arguments: file and port (0:
 * any). Prints the port.
 */
import { KvStore } from "../../sync/kv/kv_store.ts";
import { serve, space } from "../sync/world.ts";
import { addPages, page, root, rules } from "../sync/shared_world.ts";

const [file, port] = Deno.args;
const kv = await Deno.openKv(file);
const store = new KvStore(kv);
const existing = await store.readHead(space) !== null;
const world = await serve(
  { store, rules, existing, foldAfterCommits: 20 },
  Number(port),
);
await world.engine.decide(space, [], (tx) => {
  const members = tx.doc(root).getMap("members");
  for (const one of ["amy", "ben", "cy", "dee"]) {
    if (!members.has(one)) members.set(one, "in");
  }
  if (!tx.doc(root).getMap("pages").has(page)) addPages(tx.doc(root), page);
});
console.log(new URL(world.base).port);
