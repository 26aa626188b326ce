import assert from "node:assert/strict";
import { MemoryStore } from "../../sync/memory_store.ts";
import { push, said, say, serve, until } from "./world.ts";

Deno.test("S1: the stock client sees what another said, in the room and gone from the outbox", async () => {
  const world = await serve({ store: new MemoryStore() });
  try {
    const amy = world.open("amy", "member/amy");
    const ben = world.open("ben", "room/main");
    push(amy.doc, say("hello"), say("again"));
    await until(ben.doc, () => said(ben.doc).length === 2, "ben sees both");
    assert.deepEqual(
      said(ben.doc).toArray().map(({ from, text }) => [from, text]),
      [
        ["amy", "hello"],
        ["amy", "again"],
      ],
    );
    await until(
      amy.doc,
      () => amy.doc.getArray("outbox").length === 0,
      "the outbox is empty",
    );
  } finally {
    await world.stop();
  }
});
