/** A page's view of a shared document: what is not stored yet, and what never will be. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import {
  flushEdits,
  onFlush,
  openSharedDocument,
  type SharedDocument,
} from "../../../sync/client/shared.ts";
import {
  makeDeniedFrame,
  makeStep2Frame,
  makeUpdateFrame,
} from "../../../sync/protocol.ts";
import { EditorCopy } from "../../../components/pages/editor/editor_copy.ts";
import { append, textIn, xmlOf } from "../shared_world.ts";
import { Page } from "./fake_wire.ts";

const name = "s/page/one";

function page(): Y.Doc {
  const doc = new Y.Doc();
  append(doc, "theirs");
  return doc;
}

let holders = 0;

function openOn(page: Page): SharedDocument {
  return openSharedDocument({
    document: name,
    as: "member",
    holder: `writer ${++holders}`,
    epoch: "e",
    wire: page.wire,
    root: "page",
  });
}

async function writing(page: Page, server: Y.Doc): Promise<SharedDocument> {
  const opened = openOn(page);
  await opened.whenLoaded;
  page.socket.accept();
  page.socket.answer(name, server);
  page.socket.askFor(name, server);
  await page.time.pass(0);
  return opened;
}

function take({ socket }: Page, server: Y.Doc): void {
  server.once(
    "update",
    (update: Uint8Array) => socket.tell(name, makeUpdateFrame(update)),
  );
  const sent = socket.said.flatMap((it) =>
    it.kind === "update" || it.kind === "step2" ? [it.update] : []
  );
  server.transact(() =>
    sent.forEach((update) => Y.applyUpdate(server, update))
  );
}

function answer({ socket }: Page, server: Y.Doc): void {
  const asked = socket.said.findLast((it) => it.kind === "step1");
  assert.ok(asked?.kind === "step1", "the page asks what the server has");
  const update = Y.encodeStateAsUpdate(server, asked.stateVector);
  socket.tell(name, makeStep2Frame(update));
}

const isClosed = ({ status }: SharedDocument, code: number) => {
  const now = status.value;
  return now.state === "closed" && now.code === code;
};

Deno.test("text is unsent until it comes back stored", async () => {
  await using page_ = new Page();
  const server = page();
  const opened = await writing(page_, server);
  assert.equal(opened.writable.value, true);
  assert.equal(opened.unsent.value, false);
  textIn(opened.doc).insert(6, ", and mine");
  assert.equal(opened.unsent.value, true);
  take(page_, server);
  assert.equal(opened.unsent.value, false);
  textIn(opened.doc).delete(0, 3);
  assert.equal(opened.unsent.value, true);
  take(page_, server);
  assert.equal(opened.unsent.value, false);
  assert.equal(opened.lost.value, null);
  opened.close();
});

Deno.test("offline text is unsent, and sent after reconnecting", async () => {
  await using page_ = new Page();
  const server = page();
  const opened = await writing(page_, server);
  page_.socket.drop();
  append(opened.doc, "offline");
  assert.equal(opened.unsent.value, true);
  assert.equal(opened.writable.value, null);
  await page_.time.run(() => page_.dialled.length === 2, 1_000);
  page_.socket.accept();
  page_.socket.answer(name, server);
  page_.socket.askFor(name, server);
  await page_.time.pass(0);
  take(page_, server);
  assert.equal(xmlOf(server), "<p>theirs</p><p>offline</p>");
  assert.equal(opened.unsent.value, false);
  opened.close();
});

Deno.test("an editor's offline text is unsent, and the cached text is not", async () => {
  await using page_ = new Page();
  const opened = openOn(page_);
  await opened.whenLoaded;
  Y.applyUpdate(opened.doc, Y.encodeStateAsUpdate(page()));
  const copy = new EditorCopy(opened.doc, () => {});
  append(copy.doc, "offline");
  assert.equal(opened.unsent.value, false);
  copy.sendChanges();
  assert.equal(opened.unsent.value, true);
  assert.equal(opened.unsentText(), "offline");
  copy.close();
  opened.close();
});

Deno.test("text refused by a lock is handed back, and the copy ends", async () => {
  await using page_ = new Page();
  const server = page();
  const opened = await writing(page_, server);
  textIn(opened.doc).insert(6, " taken");
  take(page_, server);
  textIn(opened.doc).insert(6, " lost");
  append(opened.doc, "a lost line", "another");
  page_.socket.tell(name, makeDeniedFrame("not-allowed"));
  assert.equal(opened.writable.value, false);
  assert.equal(opened.lost.value, null, "it may still have been taken");
  answer(page_, server);
  assert.deepEqual(opened.lost.value, { text: " lost\na lost line\nanother" });
  assert.ok(isClosed(opened, 4403));
});

Deno.test("a lock after the last stored change loses nothing, and the page keeps reading", async () => {
  await using page_ = new Page();
  const server = page();
  const opened = await writing(page_, server);
  textIn(opened.doc).insert(6, " taken");
  for (const it of page_.socket.said) {
    if (it.kind === "update") Y.applyUpdate(server, it.update);
  }
  page_.socket.tell(name, makeDeniedFrame("not-allowed"));
  answer(page_, server);
  assert.equal(opened.lost.value, null);
  assert.equal(opened.unsent.value, false);
  assert.equal(opened.status.value.state, "online");
  page_.socket.askFor(name, server);
  assert.equal(opened.writable.value, true);
  opened.close();
});

Deno.test("a locked page stays locked while its wire moves to another socket (O-8)", async () => {
  await using page_ = new Page();
  const server = page();
  const opened = await writing(page_, server);
  page_.socket.tell(name, makeDeniedFrame("locked"));
  assert.equal(opened.writable.value, false);
  const seen: unknown[] = [];
  opened.writable.subscribe((is) => seen.push(is));
  page_.socket.accept();
  page_.socket.answer(name, server);
  page_.socket.tell(name, makeDeniedFrame("locked"));
  await page_.time.pass(0);
  assert.deepEqual(new Set(seen), new Set([false]));
  opened.close();
});

Deno.test("offline text is handed back if the document is locked meanwhile", async () => {
  await using page_ = new Page();
  const server = page();
  const opened = openOn(page_);
  await opened.whenLoaded;
  // As the device kept it: of another page, and unknown to the server.
  const before = new Y.Doc();
  Y.applyUpdate(before, Y.encodeStateAsUpdate(server));
  append(before, "kept on the device");
  Y.applyUpdate(opened.doc, Y.encodeStateAsUpdate(before));
  assert.equal(opened.unsent.value, false, "nobody knows yet");
  page_.socket.accept();
  page_.socket.tell(name, makeDeniedFrame("not-allowed"));
  page_.socket.answer(name, server);
  page_.socket.tell(name, makeDeniedFrame("not-allowed"));
  await page_.time.pass(0);
  answer(page_, server);
  assert.deepEqual(opened.lost.value, { text: "kept on the device" });
  assert.ok(isClosed(opened, 4403));
});

Deno.test("a renewed document hands back what it did not accept (SYNC-17)", async () => {
  await using page_ = new Page();
  const server = page();
  const opened = await writing(page_, server);
  append(opened.doc, "too late");
  page_.socket.end(name, 4409, "conflict");
  await page_.time.pass(0);
  assert.deepEqual(opened.lost.value, { text: "too late" });
  assert.ok(isClosed(opened, 4409));
});

Deno.test("buffered text is handed back when the document is locked or renewed", async () => {
  for (const isLocked of [false, true]) {
    await using page_ = new Page();
    const server = page();
    const opened = await writing(page_, server);
    let held = ["too late"];
    const stop = onFlush(opened.doc, () => {
      append(opened.doc, ...held);
      held = [];
    });
    if (isLocked) {
      page_.socket.tell(name, makeDeniedFrame("not-allowed"));
      answer(page_, server);
    } else page_.socket.end(name, 4409, "conflict");
    await page_.time.pass(0);
    assert.deepEqual(opened.lost.value, { text: "too late" });
    stop();
    held = ["later"];
    flushEdits(opened.doc);
    assert.deepEqual(held, ["later"]);
  }
});

Deno.test("buffered text is flushed when the page goes away", async () => {
  await using page_ = new Page();
  const opened = await writing(page_, page());
  const stop = onFlush(opened.doc, () => append(opened.doc, "the last"));
  dispatchEvent(new Event("pagehide"));
  assert.equal(xmlOf(opened.doc), "<p>theirs</p><p>the last</p>");
  stop();
  opened.close();
});

Deno.test("deleting only one's own text is a loss, and Yjs's removal of marks is not", async () => {
  await using page_ = new Page();
  const server = page();
  textIn(server).format(0, 3, { strong: {} });
  const opened = await writing(page_, server);
  opened.doc.transact(() => {
    for (let item = textIn(opened.doc)._start; item; item = item.right) {
      if (!(item.content instanceof Y.ContentFormat)) continue;
      item.delete(opened.doc._transaction!);
    }
  });
  assert.equal(opened.unsent.value, false);
  textIn(opened.doc).delete(0, 2);
  page_.socket.tell(name, makeDeniedFrame("not-allowed"));
  answer(page_, server);
  assert.deepEqual(opened.lost.value, { text: "" });
});

Deno.test("a large deletion is unsent until all its parts are stored (Z5)", async () => {
  await using page_ = new Page();
  const server = page();
  append(server, "more", "last");
  const opened = await writing(page_, server);
  opened.doc.getXmlFragment("page").delete(0, 3);
  for (const left of [2, 1, 0]) {
    assert.equal(opened.unsent.value, true);
    server.once(
      "update",
      (update: Uint8Array) => page_.socket.tell(name, makeUpdateFrame(update)),
    );
    server.getXmlFragment("page").delete(left === 2 ? 1 : 0, 1);
  }
  assert.equal(opened.unsent.value, false);
  opened.close();
});

Deno.test("text deleted before it was sent counts as sent once stored (Z5)", async () => {
  await using page_ = new Page();
  const server = page();
  const opened = await writing(page_, server);
  opened.doc.transact(() => {
    append(opened.doc, "mine");
    opened.doc.getXmlFragment("page").delete(1, 1);
  });
  assert.equal(opened.unsent.value, true);
  take(page_, server);
  assert.equal(opened.unsent.value, false);
  opened.close();
});

Deno.test("a signed-out writer keeps the text for the next sign-in", async () => {
  await using page_ = new Page();
  const opened = await writing(page_, page());
  append(opened.doc, "mine");
  page_.socket.end(name, 4401, "not-signed-in");
  await page_.time.pass(0);
  assert.equal(opened.lost.value, null);
  assert.equal(opened.unsent.value, true);
  opened.close();
});
