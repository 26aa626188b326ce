/** The commit loop by itself: it tells waiters of committed state or failure. */
import assert from "node:assert/strict";
import { type CommitEvents, CommitLoop } from "../../sync/space/commit_loop.ts";
import type { BatchContext } from "../../sync/space/batch.ts";
import { noTurns } from "../../sync/store.ts";

function emptyLoop(): { loop: CommitLoop; reported: string[] } {
  const reported: string[] = [];
  const context = {
    engine: {
      store: { watch: () => () => {}, turns: () => noTurns },
      report: (what: string) => reported.push(what),
    },
    documents: { space: "s", head: { seq: 0 }, used: () => {} },
  } as unknown as BatchContext;
  const events: CommitEvents = {
    announce: () => {},
    logged: () => {},
    failed: (why) => loop.end(why),
  };
  const loop = new CommitLoop(context, events);
  return { loop, reported };
}

Deno.test("a fault on committed state ends the space, and who waits behind it hears of that (S7)", async () => {
  const { loop, reported } = emptyLoop();
  loop.whenSettled(() => {
    throw new Error("a fault");
  });
  await assert.rejects(loop.read(() => "a page"), {
    kind: "storage-unavailable",
  });
  assert.deepEqual(reported, ["a commit failed, the space is dropped"]);
});
