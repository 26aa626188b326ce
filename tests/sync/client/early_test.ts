/** A member's queue is sent with the opening of their document. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { inspectUpdate } from "../../../sync/guard.ts";
import { type Dialled, Page } from "./fake_wire.ts";

const own = "s/member/amy";

/** Sent behind the opening of the own document, before any reply. */
function sentWith(socket: Dialled): Uint8Array | null {
  const at = socket.said.findLastIndex((it) => it.kind === "open");
  const next = socket.said[at + 1];
  return next?.kind === "step2" ? next.update : null;
}

/** A server's document after these updates, each of which passes its guard (SYNC-13). */
function taken(...updates: (Uint8Array | null)[]): Y.Doc {
  const doc = new Y.Doc();
  for (const update of updates) {
    if (!update) continue;
    inspectUpdate(update, doc);
    Y.applyUpdate(doc, update);
    assert.equal(doc.store.pendingStructs, null);
  }
  return doc;
}

const outbox = (doc: Y.Doc) => doc.getArray("outbox").toArray();

Deno.test("text typed before the first connection is sent with the opening (SYNC-13)", async () => {
  await using page = new Page();
  const { doc, whenLoaded: loaded } = page.open(own, { own: true });
  await loaded;
  doc.getArray("outbox").push(["one"]);
  doc.getArray("outbox").push(["two"]);
  page.socket.accept();
  assert.deepEqual(outbox(taken(sentWith(page.socket))), ["one", "two"]);
});

Deno.test("text typed offline is sent with the next opening, without what the server has", async () => {
  await using page = new Page();
  const { doc, whenLoaded: loaded } = page.open(own, { own: true });
  await loaded;
  doc.getArray("outbox").push(["x".repeat(10_000)]);
  page.socket.accept();
  const server = taken(sentWith(page.socket));
  page.socket.answer(own, server);
  page.socket.askFor(own, server);
  page.socket.drop();
  for (const word of ["one", "two", "three"]) {
    doc.getArray("outbox").push([word]);
  }
  await page.time.run(() => page.dialled.length === 2, 1_000);
  page.socket.accept();
  const update = sentWith(page.socket);
  assert.ok(update && update.length < 200);
  inspectUpdate(update, server);
  Y.applyUpdate(server, update);
  assert.deepEqual(outbox(server).slice(1), ["one", "two", "three"]);
});

Deno.test("an unknown document sends only a small initial update", async () => {
  await using page = new Page();
  const { doc, whenLoaded: loaded } = page.open(own, { own: true });
  await loaded;
  doc.getArray("outbox").push(["x".repeat(17 * 1024)]);
  page.socket.accept();
  assert.equal(sentWith(page.socket), null);
});

Deno.test("a document with too many clients for one update sends no initial update (SYNC-13)", async () => {
  await using page = new Page();
  const { doc, whenLoaded: loaded } = page.open(own, { own: true });
  await loaded;
  for (let client = 1; client <= 65; client++) {
    const other = new Y.Doc();
    other.getArray("outbox").push([client]);
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
  }
  page.socket.accept();
  assert.equal(sentWith(page.socket), null);
});

Deno.test("no initial update is sent before the cache is read (SYNC-12)", async () => {
  await using page = new Page();
  const { doc } = page.open(own, { own: true });
  doc.getArray("outbox").push(["one"]);
  page.socket.accept();
  assert.equal(sentWith(page.socket), null);
});

Deno.test("an opening never sends other members' text", async () => {
  await using page = new Page();
  const { doc, whenLoaded: loaded } = page.open("s/room/main");
  await loaded;
  doc.getArray("messages").push(["mine"]);
  page.socket.accept();
  assert.equal(sentWith(page.socket), null);
});
