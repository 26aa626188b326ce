/** S12: how long a member's own document may be, and what counts. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { deletable } from "../../sync/guard.ts";
import { Replica } from "../../sync/replica.ts";
import { push, say } from "./world.ts";

Deno.test("S12: what only the server writes does not count, also where the document was just loaded", () => {
  const doc = new Y.Doc();
  push(doc, say("x".repeat(1000)));
  doc.getMap("read").set("main", "y".repeat(100));
  doc.getMap("submissions").set("s", { comment: "z".repeat(100_000) });
  doc.getArray("answers").push(["z".repeat(100_000)]);
  const replica = new Replica("own", [Y.encodeStateAsUpdate(doc)]);
  const size = replica.measure(deletable);
  assert.ok(size > 1100 && size < 2000, `${size} bytes`);
  // It is what it was for whoever asks for it then.
  assert.equal(replica.doc.getArray("answers").length, 1);
  assert.equal(replica.doc.getMap("submissions").size, 1);
  assert.equal(replica.measure(deletable), size);
});
