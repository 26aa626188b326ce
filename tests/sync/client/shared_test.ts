import assert from "node:assert/strict";
import * as Y from "yjs";
import { EditorCopy } from "../../../components/pages/editor/editor_copy.ts";
import {
  maxDelayMs,
  reconnectDelay,
  shouldReconnect,
  statusAfterLoss,
} from "../../../sync/client/backoff.ts";
import {
  cacheName,
  type OpenDocument,
} from "../../../sync/client/open_document.ts";
import {
  flushEdits,
  onFlush,
  openSharedDocument,
  type SharedDocument,
} from "../../../sync/client/shared_document.ts";
import { inspectUpdate } from "../../../sync/guard.ts";
import {
  makeDeniedFrame,
  makeStep2Frame,
  makeUpdateFrame,
} from "../../../sync/protocol.ts";
import { appendParagraphs, readXml, textOfParagraph } from "../shared_world.ts";
import { FakePage, type FakeServerSocket, statusesOf } from "./fake_wire.ts";

const name = "s/page/one";

function page(): Y.Doc {
  const doc = new Y.Doc();
  appendParagraphs(doc, "theirs");
  return doc;
}

let holders = 0;

function openOn(page: FakePage): SharedDocument {
  return openSharedDocument({
    document: name,
    role: "member",
    holder: `writer ${++holders}`,
    epoch: "e",
    wire: page.wire,
    root: "page",
  });
}

async function writing(page: FakePage, server: Y.Doc): Promise<SharedDocument> {
  const opened = openOn(page);
  await opened.whenLoaded;
  page.socket.accept();
  page.socket.openChannel(name, server);
  page.socket.requestMissing(name, server);
  await page.time.pass(0);
  return opened;
}

function take({ socket }: FakePage, server: Y.Doc): void {
  server.once(
    "update",
    (update: Uint8Array) => socket.sendTo(name, makeUpdateFrame(update)),
  );
  const sent = socket.said.flatMap((it) =>
    it.kind === "update" || it.kind === "step2" ? [it.update] : []
  );
  server.transact(() =>
    sent.forEach((update) => Y.applyUpdate(server, update))
  );
}

function answer({ socket }: FakePage, server: Y.Doc): void {
  const asked = socket.said.findLast((it) => it.kind === "step1");
  assert.ok(asked?.kind === "step1", "the page asks what the server has");
  const update = Y.encodeStateAsUpdate(server, asked.stateVector);
  socket.sendTo(name, makeStep2Frame(update));
}

const isClosed = ({ status }: SharedDocument, code: number) => {
  const now = status.value;
  return now.state === "closed" && now.code === code;
};

Deno.test("text is unsent until it comes back stored", async () => {
  await using page_ = new FakePage();
  const server = page();
  const opened = await writing(page_, server);
  assert.equal(opened.writable.value, true);
  assert.equal(opened.unsent.value, false);
  textOfParagraph(opened.doc).insert(6, ", and mine");
  assert.equal(opened.unsent.value, true);
  take(page_, server);
  assert.equal(opened.unsent.value, false);
  textOfParagraph(opened.doc).delete(0, 3);
  assert.equal(opened.unsent.value, true);
  take(page_, server);
  assert.equal(opened.unsent.value, false);
  assert.equal(opened.lost.value, null);
  opened.close();
});

Deno.test("offline text is unsent, and sent after reconnecting", async () => {
  await using page_ = new FakePage();
  const server = page();
  const opened = await writing(page_, server);
  page_.socket.drop();
  appendParagraphs(opened.doc, "offline");
  assert.equal(opened.unsent.value, true);
  assert.equal(opened.writable.value, null);
  await page_.time.run(() => page_.dialled.length === 2, 1_000);
  page_.socket.accept();
  page_.socket.openChannel(name, server);
  page_.socket.requestMissing(name, server);
  await page_.time.pass(0);
  take(page_, server);
  assert.equal(readXml(server), "<p>theirs</p><p>offline</p>");
  assert.equal(opened.unsent.value, false);
  opened.close();
});

Deno.test("an editor's offline text is unsent, and the cached text is not", async () => {
  await using page_ = new FakePage();
  const opened = openOn(page_);
  await opened.whenLoaded;
  Y.applyUpdate(opened.doc, Y.encodeStateAsUpdate(page()));
  const copy = new EditorCopy(opened.doc, () => {});
  appendParagraphs(copy.doc, "offline");
  assert.equal(opened.unsent.value, false);
  copy.sendChanges();
  assert.equal(opened.unsent.value, true);
  assert.equal(opened.unsentText(), "offline");
  copy.close();
  opened.close();
});

Deno.test("text refused by a lock is handed back, and the copy ends", async () => {
  await using page_ = new FakePage();
  const server = page();
  const opened = await writing(page_, server);
  textOfParagraph(opened.doc).insert(6, " taken");
  take(page_, server);
  textOfParagraph(opened.doc).insert(6, " lost");
  appendParagraphs(opened.doc, "a lost line", "another");
  page_.socket.sendTo(name, makeDeniedFrame("not-allowed"));
  assert.equal(opened.writable.value, false);
  assert.equal(opened.lost.value, null, "it may still have been taken");
  answer(page_, server);
  assert.deepEqual(opened.lost.value, { text: " lost\na lost line\nanother" });
  assert.ok(isClosed(opened, 4403));
});

Deno.test("a lock after the last stored change loses nothing, and the page keeps reading", async () => {
  await using page_ = new FakePage();
  const server = page();
  const opened = await writing(page_, server);
  textOfParagraph(opened.doc).insert(6, " taken");
  for (const it of page_.socket.said) {
    if (it.kind === "update") Y.applyUpdate(server, it.update);
  }
  page_.socket.sendTo(name, makeDeniedFrame("not-allowed"));
  answer(page_, server);
  assert.equal(opened.lost.value, null);
  assert.equal(opened.unsent.value, false);
  assert.equal(opened.status.value.state, "online");
  page_.socket.requestMissing(name, server);
  assert.equal(opened.writable.value, true);
  opened.close();
});

Deno.test("a locked page stays locked while its wire moves to another socket (O-8)", async () => {
  await using page_ = new FakePage();
  const server = page();
  const opened = await writing(page_, server);
  page_.socket.sendTo(name, makeDeniedFrame("locked"));
  assert.equal(opened.writable.value, false);
  const seen: unknown[] = [];
  opened.writable.subscribe((is) => seen.push(is));
  page_.socket.accept();
  page_.socket.openChannel(name, server);
  page_.socket.sendTo(name, makeDeniedFrame("locked"));
  await page_.time.pass(0);
  assert.deepEqual(new Set(seen), new Set([false]));
  opened.close();
});

Deno.test("offline text is handed back if the document is locked meanwhile", async () => {
  await using page_ = new FakePage();
  const server = page();
  const opened = openOn(page_);
  await opened.whenLoaded;
  // As the device kept it: of another page, and unknown to the server.
  const before = new Y.Doc();
  Y.applyUpdate(before, Y.encodeStateAsUpdate(server));
  appendParagraphs(before, "kept on the device");
  Y.applyUpdate(opened.doc, Y.encodeStateAsUpdate(before));
  assert.equal(opened.unsent.value, false, "nobody knows yet");
  page_.socket.accept();
  page_.socket.sendTo(name, makeDeniedFrame("not-allowed"));
  page_.socket.openChannel(name, server);
  page_.socket.sendTo(name, makeDeniedFrame("not-allowed"));
  await page_.time.pass(0);
  answer(page_, server);
  assert.deepEqual(opened.lost.value, { text: "kept on the device" });
  assert.ok(isClosed(opened, 4403));
});

Deno.test("a renewed document hands back what it did not accept (SYNC-17)", async () => {
  await using page_ = new FakePage();
  const server = page();
  const opened = await writing(page_, server);
  appendParagraphs(opened.doc, "too late");
  page_.socket.closeChannel(name, 4409, "conflict");
  await page_.time.pass(0);
  assert.deepEqual(opened.lost.value, { text: "too late" });
  assert.ok(isClosed(opened, 4409));
});

Deno.test("buffered text is handed back when the document is locked or renewed", async () => {
  for (const isLocked of [false, true]) {
    await using page_ = new FakePage();
    const server = page();
    const opened = await writing(page_, server);
    let held = ["too late"];
    const stop = onFlush(opened.doc, () => {
      appendParagraphs(opened.doc, ...held);
      held = [];
    });
    if (isLocked) {
      page_.socket.sendTo(name, makeDeniedFrame("not-allowed"));
      answer(page_, server);
    } else page_.socket.closeChannel(name, 4409, "conflict");
    await page_.time.pass(0);
    assert.deepEqual(opened.lost.value, { text: "too late" });
    stop();
    held = ["later"];
    flushEdits(opened.doc);
    assert.deepEqual(held, ["later"]);
  }
});

Deno.test("buffered text is flushed when the page goes away", async () => {
  await using page_ = new FakePage();
  const opened = await writing(page_, page());
  const stop = onFlush(
    opened.doc,
    () => appendParagraphs(opened.doc, "the last"),
  );
  dispatchEvent(new Event("pagehide"));
  assert.equal(readXml(opened.doc), "<p>theirs</p><p>the last</p>");
  stop();
  opened.close();
});

Deno.test("deleting only one's own text is a loss, and Yjs's removal of marks is not", async () => {
  await using page_ = new FakePage();
  const server = page();
  textOfParagraph(server).format(0, 3, { strong: {} });
  const opened = await writing(page_, server);
  opened.doc.transact(() => {
    for (
      let item = textOfParagraph(opened.doc)._start;
      item;
      item = item.right
    ) {
      if (!(item.content instanceof Y.ContentFormat)) continue;
      item.delete(opened.doc._transaction!);
    }
  });
  assert.equal(opened.unsent.value, false);
  textOfParagraph(opened.doc).delete(0, 2);
  page_.socket.sendTo(name, makeDeniedFrame("not-allowed"));
  answer(page_, server);
  assert.deepEqual(opened.lost.value, { text: "" });
});

Deno.test("a large deletion is unsent until all its parts are stored", async () => {
  await using page_ = new FakePage();
  const server = page();
  appendParagraphs(server, "more", "last");
  const opened = await writing(page_, server);
  opened.doc.getXmlFragment("page").delete(0, 3);
  for (const left of [2, 1, 0]) {
    assert.equal(opened.unsent.value, true);
    server.once(
      "update",
      (update: Uint8Array) =>
        page_.socket.sendTo(name, makeUpdateFrame(update)),
    );
    server.getXmlFragment("page").delete(left === 2 ? 1 : 0, 1);
  }
  assert.equal(opened.unsent.value, false);
  opened.close();
});

Deno.test("text deleted before it was sent counts as sent once stored", async () => {
  await using page_ = new FakePage();
  const server = page();
  const opened = await writing(page_, server);
  opened.doc.transact(() => {
    appendParagraphs(opened.doc, "mine");
    opened.doc.getXmlFragment("page").delete(1, 1);
  });
  assert.equal(opened.unsent.value, true);
  take(page_, server);
  assert.equal(opened.unsent.value, false);
  opened.close();
});

Deno.test("a signed-out writer keeps the text for the next sign-in", async () => {
  await using page_ = new FakePage();
  const opened = await writing(page_, page());
  appendParagraphs(opened.doc, "mine");
  page_.socket.closeChannel(name, 4401, "not-signed-in");
  await page_.time.pass(0);
  assert.equal(opened.lost.value, null);
  assert.equal(opened.unsent.value, true);
  opened.close();
});

Deno.test("reconnect delays grow, are random, and have a maximum (SYNC-15)", () => {
  for (let failures = 1; failures < 60; failures++) {
    const least = reconnectDelay(failures, 1006, 0);
    const most = reconnectDelay(failures, 1006, 1);
    assert.ok(least > 0 && least < most && most <= maxDelayMs);
    assert.ok(reconnectDelay(failures + 1, 1006, 1) >= most);
  }
  assert.ok(reconnectDelay(1, 1012, 1) - reconnectDelay(1, 1012, 0) > 2_000);
});

Deno.test("a client told to slow down waits longest (SYNC-15)", () => {
  assert.ok(reconnectDelay(1, 4429, 0) > maxDelayMs);
});

Deno.test("a device without a network retries rarely, because it reports a new one (SYNC-15)", () => {
  assert.ok(reconnectDelay(1, 1006, 0, false) > 2 * maxDelayMs);
});

Deno.test("only refusals that a reconnect cannot solve are final", () => {
  for (const code of [1000, 1006, 1012, 1013, 4399, 4429, 4500]) {
    assert.equal(shouldReconnect(code), true, String(code));
  }
  for (const code of [4400, 4401, 4403, 4404, 4409, 4413]) {
    assert.equal(shouldReconnect(code), false, String(code));
  }
});

Deno.test("a first loss is not yet offline, unless the device is", () => {
  assert.equal(statusAfterLoss(1, true).state, "connecting");
  assert.equal(statusAfterLoss(2, true).state, "offline");
  assert.equal(statusAfterLoss(1, false).state, "offline");
});

Deno.test("a cache is named by epoch, holder and document (SYNC-17)", () => {
  assert.equal(
    cacheName("e1", "amy", "s/room/main"),
    "homeroom/e1/amy/s/room/main",
  );
});

Deno.test("without IndexedDB a document loads, shows that nothing is stored, and closes for good (SYNC-16)", async () => {
  await using page = new FakePage();
  const opened = page.open("s/room/main");
  await opened.whenLoaded;
  assert.equal(opened.isSaved.value, false);
  page.socket.accept();
  page.socket.closeChannel("s/room/main", 4403, "removed");
  assert.deepEqual(opened.status.value, {
    state: "closed",
    code: 4403,
    reason: "removed",
  });
  await opened.forget();
});

Deno.test("a document opened twice on a page is one document, on one channel", async () => {
  await using page = new FakePage();
  const first = page.open("s/room/main", { holder: "amy" });
  const second = page.open("s/room/main", { holder: "amy" });
  assert.equal(first, second);
  page.socket.accept();
  first.close();
  page.socket.openChannel("s/room/main");
  assert.deepEqual(statusesOf(second), ["online"]);
  assert.deepEqual(page.socket.opened, ["s/room/main"]);
});

const blocked = { state: "offline", isBlocked: true };
const online = { state: "online" };
const answers = () => Promise.resolve(null);

function opened(page: FakePage, check: () => Promise<null> = answers) {
  return page.open("s/session", { check });
}

async function fail(page: FakePage, tries: number) {
  for (const end = page.dialled.length + tries; page.dialled.length < end;) {
    const { length } = page.dialled;
    page.socket.drop();
    await page.time.pass(0);
    await page.time.run(() => page.dialled.length > length, maxDelayMs);
  }
}

async function comesOnline(page: FakePage, { status }: OpenDocument) {
  page.socket.acceptAndOpenAll();
  await page.time.pass(0);
  assert.deepEqual(status.value, online);
}

const ways = (page: FakePage) => page.dialled.map(({ way }) => way);
const isNamed = ({ status }: OpenDocument) =>
  status.value.state === "offline" && status.value.isBlocked === true;

Deno.test("after three failed sockets requests carry the wire, while the network allows them (O-8)", async () => {
  await using page = new FakePage();
  const document = opened(page);
  await fail(page, 3);
  assert.deepEqual(ways(page), ["socket", "socket", "socket", "stream"]);
  await comesOnline(page, document);
  assert.deepEqual(page.socket.opened, ["s/session"]);
  await fail(page, 1);
  assert.equal(page.socket.way, "stream");
  await comesOnline(page, document);
});

Deno.test("a silent stream is followed by polls (O-8)", async () => {
  for (const opens of [false, true]) {
    await using page = new FakePage();
    const document = opened(page);
    await fail(page, 3);
    // An answer that never comes, or one that stalls after its head.
    if (opens) page.socket.accept();
    await page.time.run(() => page.socket.way === "poll", 30_000);
    await comesOnline(page, document);
  }
});

Deno.test("another network is tried with a WebSocket first (O-8)", async () => {
  await using page = new FakePage();
  opened(page);
  await fail(page, 3);
  page.socket.acceptAndOpenAll();
  await page.time.pass(5_000);
  page.dispatchEvent("online");
  await page.time.pass(0);
  assert.equal(page.socket.way, "socket");
  await fail(page, 1);
  assert.equal(page.socket.way, "stream");
});

Deno.test("a network that lets only pages through is reported until something opens", async () => {
  await using page = new FakePage();
  const document = opened(page);
  await fail(page, 4);
  assert.deepEqual(document.status.value, { state: "offline" });
  await fail(page, 1);
  assert.deepEqual(document.status.value, blocked);
  await fail(page, 3);
  assert.deepEqual(document.status.value, blocked);
  assert.ok(ways(page).slice(5).includes("socket"));
  assert.ok(ways(page).slice(5).includes("stream"));
  await comesOnline(page, document);
});

Deno.test("a network that answers no try is reported within a minute", async () => {
  await using page = new FakePage();
  const document = opened(page);
  await page.time.run(() => isNamed(document), 60_000);
  const kinds = ["socket", "socket", "socket", "stream", "poll"];
  assert.deepEqual(ways(page).slice(0, 5), kinds);
});

Deno.test("a network that blocks requests too is not reported as blocking sockets", async () => {
  await using page = new FakePage();
  let isThere = false;
  const document = opened(
    page,
    () => isThere ? answers() : Promise.reject(new Error("no network")),
  );
  await fail(page, 9);
  assert.deepEqual(document.status.value, { state: "offline" });
  assert.deepEqual(new Set(ways(page)), new Set(["socket"]));
  isThere = true;
  await page.time.run(() => {
    if (page.socket.readyState === WebSocket.CONNECTING) page.socket.drop();
    return isNamed(document);
  }, 120_000);
  isThere = false;
  await page.time.run(() => {
    if (page.socket.readyState === WebSocket.CONNECTING) page.socket.drop();
    return !isNamed(document);
  }, 120_000);
});

Deno.test("the request socket's code is loaded until it arrives, even after the report (O-8)", async () => {
  let loads = 0;
  await using page = new FakePage((requests) =>
    ++loads < 5
      ? Promise.reject(new TypeError("it did not come"))
      : Promise.resolve(requests)
  );
  const document = opened(page);
  await fail(page, 6);
  assert.ok(isNamed(document));
  assert.deepEqual(new Set(ways(page)), new Set(["socket"]));
  await fail(page, 1);
  assert.equal(page.socket.way, "stream");
  await comesOnline(page, document);
});

Deno.test("if the server is unreachable after the third try, it is checked after the next (O-8)", async () => {
  await using page = new FakePage();
  let asks = 0;
  opened(
    page,
    () => ++asks <= 2 ? Promise.reject(new Error("no network")) : answers(),
  );
  await fail(page, 4);
  assert.equal(page.socket.way, "stream");
});

Deno.test("a network that allows sockets again gets no request socket (O-8)", async () => {
  const come = Promise.withResolvers<void>();
  await using page = new FakePage(async (requests) => {
    await come.promise;
    return requests;
  });
  opened(page);
  await fail(page, 3);
  page.socket.acceptAndOpenAll();
  await page.time.pass(0);
  await fail(page, 1);
  come.resolve();
  await page.time.pass(0);
  assert.deepEqual(new Set(ways(page)), new Set(["socket"]));
});

Deno.test("a server that refuses a wire does not count as a blocking network", async () => {
  await using page = new FakePage();
  const document = opened(page);
  await fail(page, 2);
  for (let n = 0; n < 6; n++) {
    const { length } = page.dialled;
    page.socket.drop(4429, "too-often");
    await page.time.run(() => page.dialled.length > length, 60_000);
  }
  assert.equal(isNamed(document), false);
  assert.deepEqual(new Set(ways(page)), new Set(["socket"]));
});

const own = "s/member/amy";

/** Sent behind the opening of the own document, before any reply. */
function sentWith(socket: FakeServerSocket): Uint8Array | null {
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
  await using page = new FakePage();
  const { doc, whenLoaded: loaded } = page.open(own, { isOwn: true });
  await loaded;
  doc.getArray("outbox").push(["one"]);
  doc.getArray("outbox").push(["two"]);
  page.socket.accept();
  assert.deepEqual(outbox(taken(sentWith(page.socket))), ["one", "two"]);
});

Deno.test("text typed offline is sent with the next opening, without what the server has", async () => {
  await using page = new FakePage();
  const { doc, whenLoaded: loaded } = page.open(own, { isOwn: true });
  await loaded;
  doc.getArray("outbox").push(["x".repeat(10_000)]);
  page.socket.accept();
  const server = taken(sentWith(page.socket));
  page.socket.openChannel(own, server);
  page.socket.requestMissing(own, server);
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
  await using page = new FakePage();
  const { doc, whenLoaded: loaded } = page.open(own, { isOwn: true });
  await loaded;
  doc.getArray("outbox").push(["x".repeat(17 * 1024)]);
  page.socket.accept();
  assert.equal(sentWith(page.socket), null);
});

Deno.test("a document with too many clients for one update sends no initial update (SYNC-13)", async () => {
  await using page = new FakePage();
  const { doc, whenLoaded: loaded } = page.open(own, { isOwn: true });
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
  await using page = new FakePage();
  const { doc } = page.open(own, { isOwn: true });
  doc.getArray("outbox").push(["one"]);
  page.socket.accept();
  assert.equal(sentWith(page.socket), null);
});

Deno.test("an opening never sends other members' text", async () => {
  await using page = new FakePage();
  const { doc, whenLoaded: loaded } = page.open("s/room/main");
  await loaded;
  doc.getArray("messages").push(["mine"]);
  page.socket.accept();
  assert.equal(sentWith(page.socket), null);
});
