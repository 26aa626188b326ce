import assert from "node:assert/strict";
import process from "node:process";
import { maxDelayMs } from "../../../sync/client/backoff.ts";
import {
  FakePage,
  openAndSync,
  pageDocuments,
  pushUpdate,
  statusesOf,
} from "./fake_wire.ts";

Deno.test("documents of a space share one socket, and open in order of request", async () => {
  await using page = new FakePage();
  const opened = await openAndSync(page);
  assert.equal(page.dialled.length, 1);
  assert.deepEqual(page.socket.opened, pageDocuments);
  const later = page.open("s/room/r1");
  await page.time.pass(0);
  page.socket.openChannel("s/room/r1");
  assert.deepEqual(statusesOf(...opened, later), Array(4).fill("online"));
  assert.equal(page.dialled.length, 1);
  assert.deepEqual(
    page.socket.said.flatMap((it) =>
      it.kind === "open"
        ? [[it.channel, it.role, it.epoch, ...it.stateVector]]
        : []
    ),
    [1, 2, 3, 4].map((channel) => [channel, "member", "e", 0]),
  );
});

Deno.test("thirty open conversations use one socket, and are lost and restored together", async () => {
  await using page = new FakePage();
  const names = Array.from({ length: 30 }, (_, n) => `s/conversation/${n}`);
  const opened = [
    ...await openAndSync(page),
    ...names.map((name) => page.open(name, { role: "teacher" })),
  ];
  await page.time.pass(0);
  page.socket.openAllChannels();
  page.socket.drop();
  await page.time.run(() => page.dialled.length === 2, maxDelayMs);
  page.socket.accept();
  assert.deepEqual(page.socket.opened, [...pageDocuments, ...names]);
  page.socket.openAllChannels();
  assert.deepEqual(statusesOf(...opened), Array(33).fill("online"));
  assert.equal(page.dialled.length, 2);
});

Deno.test("closed documents leave no listener on the process", async () => {
  const before = process.listenerCount("exit");
  {
    await using page = new FakePage();
    const opened = await openAndSync(page);
    assert.equal(process.listenerCount("exit"), before + opened.length);
  }
  assert.equal(process.listenerCount("exit"), before);
});

Deno.test("a page keeps one name on all connections, and no other page has it (SYNC-12)", async () => {
  const names = [];
  for (let pages = 0; pages < 2; pages++) {
    await using page = new FakePage();
    await openAndSync(page);
    page.socket.drop();
    await page.time.run(() => page.dialled.length === 2, maxDelayMs);
    for (const { url } of page.dialled) {
      names.push(new URL(url).searchParams.get("page") ?? "");
    }
  }
  const [first, again, other] = names;
  assert.match(first, /^\w{10,40}$/);
  assert.equal(again, first);
  assert.notEqual(other, first);
});

Deno.test("messages reach the document of their number, and writes use its channel", async () => {
  await using page = new FakePage();
  const [session, own, room] = await openAndSync(page);
  page.socket.sendTo("s/room/main", pushUpdate("messages", "hello"));
  assert.deepEqual(room.doc.getArray("messages").toArray(), ["hello"]);
  assert.equal(session.doc.getArray("messages").length, 0);
  own.doc.getArray("outbox").push(["words"]);
  const last = page.socket.said.at(-1);
  assert.ok(last && "channel" in last && last.kind === "update");
  assert.equal(last.channel, page.socket.channelOf("s/member/amy"));
});

Deno.test("a lost connection delays once for all documents, which return together (SYNC-15)", async () => {
  await using page = new FakePage();
  const opened = await openAndSync(page);
  const lost = page.time.now;
  page.socket.drop();
  assert.deepEqual(statusesOf(...opened), Array(3).fill("connecting"));
  await page.time.run(() => page.dialled.length === 2, maxDelayMs);
  assert.ok(page.time.now - lost >= 150 && page.time.now - lost <= 500);
  page.socket.accept();
  // Within the same round trip, and in the same order.
  assert.deepEqual(page.socket.opened, pageDocuments);
  page.socket.openAllChannels();
  assert.deepEqual(statusesOf(...opened), Array(3).fill("online"));
});

Deno.test("a restart spreads the reconnects of wires at random (SYNC-15)", async () => {
  const waits: number[] = [];
  for (let i = 0; i < 20; i++) {
    await using page = new FakePage();
    await openAndSync(page);
    const lost = page.time.now;
    page.socket.drop(1012, "restart");
    await page.time.run(() => page.dialled.length === 2, maxDelayMs);
    waits.push(page.time.now - lost);
  }
  assert.ok(waits.every((wait) => wait >= 300 && wait <= 2_500), `${waits}`);
  assert.ok(Math.max(...waits) - Math.min(...waits) > 500, `${waits}`);
});

Deno.test("failed tries wait ever longer, and new documents wait with the rest (SYNC-15)", async () => {
  await using page = new FakePage();
  const opened = pageDocuments.map((document) => page.open(document));
  for (let tries = 1; tries < 12; tries++) {
    assert.equal(page.dialled.length, tries);
    page.socket.drop();
    assert.deepEqual(
      statusesOf(...opened),
      Array(opened.length).fill(tries === 1 ? "connecting" : "offline"),
    );
    if (tries === 6) opened.push(page.open("s/room/r1"));
    const failed = page.time.now;
    await page.time.run(() => page.dialled.length > tries, 2 * maxDelayMs);
    const most = Math.min(maxDelayMs, 500 * 2 ** (tries - 1));
    assert.ok(page.time.now - failed >= most * 0.3 - 1);
    assert.ok(page.time.now - failed <= most + 1);
  }
  page.socket.accept();
  assert.deepEqual(page.socket.opened, [...pageDocuments, "s/room/r1"]);
});

Deno.test("a refused or revoked document closes for good with its reason, and others stay open", async () => {
  await using page = new FakePage();
  const [session, own, room] = await openAndSync(page);
  page.socket.closeChannel("s/room/main", 4403, "not-in-room");
  assert.deepEqual(room.status.value, {
    state: "closed",
    code: 4403,
    reason: "not-in-room",
  });
  assert.deepEqual(statusesOf(session, own), ["online", "online"]);
  page.socket.sendTo("s/room/main", pushUpdate("messages", "late"));
  assert.equal(room.doc.getArray("messages").length, 0);
  await page.time.pass(20_000);
  assert.equal(page.dialled.length, 1);
  assert.deepEqual(page.socket.opened, pageDocuments);
});

Deno.test("a rate-limited document waits alone, and returns on the same connection (SYNC-15)", async () => {
  await using page = new FakePage();
  const [session, own, room] = await openAndSync(page);
  const told = page.time.now;
  page.socket.closeChannel("s/room/main", 4429, "too-often");
  assert.deepEqual(statusesOf(session, own, room), [
    "online",
    "online",
    "connecting",
  ]);
  const alive = setInterval(() => page.socket.sayAlive(), 10_000);
  await page.time.run(() => page.socket.opened.length === 4, 60_000);
  clearInterval(alive);
  assert.ok(page.time.now - told > maxDelayMs);
  page.socket.openChannel("s/room/main");
  assert.deepEqual(statusesOf(session, own, room), Array(3).fill("online"));
  assert.equal(page.dialled.length, 1);
});

Deno.test("a wrong epoch closes its document, and a wrong version closes all (SYNC-17)", async () => {
  await using page = new FakePage();
  const [session, own, room] = await openAndSync(page);
  page.socket.closeChannel("s/session", 4409, "epoch");
  assert.deepEqual(statusesOf(session, own, room), [
    "closed",
    "online",
    "online",
  ]);
  page.socket.drop(4409, "conflict");
  assert.deepEqual(statusesOf(session, own, room), Array(3).fill("closed"));
  await page.time.pass(60_000);
  assert.equal(page.dialled.length, 1);
});

Deno.test("the wire closes shortly after its last document, unless another opens", async () => {
  await using page = new FakePage();
  const opened = await openAndSync(page);
  for (const one of opened) one.close();
  assert.equal(
    page.socket.said.filter(({ kind }) => kind === "close").length,
    3,
  );
  const next = page.open("s/room/r1");
  await page.time.pass(5_000);
  assert.equal(page.socket.isGone, false);
  page.socket.openChannel("s/room/r1");
  assert.deepEqual(statusesOf(next), ["online"]);
  next.close();
  await page.time.run(() => page.socket.isGone, 5_000);
  page.open("s/session");
  assert.equal(page.dialled.length, 2);
});

Deno.test("a page that becomes visible skips the retry delay", async () => {
  const looked = Object.assign(new EventTarget(), {
    visibilityState: "hidden",
  });
  const before = Reflect.get(globalThis, "document");
  Reflect.set(globalThis, "document", looked);
  try {
    await using page = new FakePage();
    page.open("s/session");
    page.socket.drop();
    looked.dispatchEvent(new Event("visibilitychange"));
    assert.equal(page.dialled.length, 1);
    looked.visibilityState = "visible";
    looked.dispatchEvent(new Event("visibilitychange"));
    assert.equal(page.dialled.length, 2);
    looked.dispatchEvent(new Event("visibilitychange"));
    looked.dispatchEvent(new Event("resume"));
    assert.equal(page.dialled.length, 2);
  } finally {
    Reflect.set(globalThis, "document", before);
  }
});

Deno.test("a page in the back-forward cache drops its connection, and reconnects", async () => {
  await using page = new FakePage();
  const opened = await openAndSync(page);
  page.dispatchEvent("pagehide");
  assert.equal(page.socket.isGone, true);
  page.dispatchEvent("pageshow");
  assert.equal(page.dialled.length, 2);
  await page.time.pass(0);
  page.socket.acceptAndOpenAll();
  assert.deepEqual(statusesOf(...opened), Array(3).fill("online"));
});

Deno.test("a refused upgrade asks the app once for all documents, and its answer ends the tries", async () => {
  await using page = new FakePage();
  let asked = 0;
  const check = () => {
    asked++;
    return Promise.resolve({ code: 4403, reason: "removed" });
  };
  const opened = pageDocuments.map((document) =>
    page.open(document, { check })
  );
  page.socket.drop();
  await page.time.run(() => page.dialled.length === 2, maxDelayMs);
  page.socket.drop();
  await page.time.pass(0);
  await page.time.pass(60_000);
  assert.deepEqual(
    opened.map(({ status }) => status.value),
    Array(3).fill({ state: "closed", code: 4403, reason: "removed" }),
  );
  assert.deepEqual([asked, page.dialled.length], [1, 2]);
});

Deno.test("a new sign-in reconnects with the new cookie", async () => {
  await using page = new FakePage();
  let asked = 0;
  const check = () => {
    asked++;
    return new Promise<null>((done) => setTimeout(() => done(null), 100));
  };
  const opened = pageDocuments.map((document) =>
    page.open(document, { check })
  );
  page.socket.acceptAndOpenAll();
  page.socket.closeChannel("s/session", 4401, "not-signed-in");
  assert.equal(page.socket.isGone, true);
  await page.time.run(() => page.dialled.length === 2, 5_000);
  await page.time.pass(0);
  page.socket.acceptAndOpenAll();
  assert.deepEqual(page.socket.opened, pageDocuments);
  assert.deepEqual(statusesOf(...opened), Array(3).fill("online"));
  assert.equal(asked, 1);
});

Deno.test("a restart close reconnects all documents on a new connection (SYNC-15)", async () => {
  await using page = new FakePage();
  const opened = await openAndSync(page);
  page.socket.closeChannel("s/session", 1012, "renewed");
  page.socket.closeChannel("s/room/main", 1012, "renewed");
  await page.time.run(() => page.dialled.length === 2, 3_000);
  page.socket.acceptAndOpenAll();
  assert.deepEqual(page.socket.opened, pageDocuments);
  assert.deepEqual(statusesOf(...opened), Array(3).fill("online"));
});

Deno.test("a final sign-out is reported, and checked again when the page becomes visible", async () => {
  await using page = new FakePage();
  let denial: { code: number; reason: string } | null = {
    code: 4401,
    reason: "not-signed-in",
  };
  const check = () => Promise.resolve(denial);
  const opened = page.open("s/session", { check });
  page.socket.accept();
  page.socket.closeChannel("s/session", 4401, "not-signed-in");
  await page.time.pass(60_000);
  assert.deepEqual(opened.status.value, { state: "closed", ...denial });
  denial = null;
  page.dispatchEvent("online");
  await page.time.pass(5_000);
  assert.equal(page.dialled.length, 2);
  page.socket.acceptAndOpenAll();
  assert.deepEqual(statusesOf(opened), ["online"]);
});

Deno.test("a try without an answer is given up", async () => {
  await using page = new FakePage();
  page.open("s/session");
  const [first] = page.dialled;
  await page.time.run(() => page.dialled.length === 2, 15_000);
  assert.equal(first.isGone, true);
});

Deno.test("a silent connection is replaced, and a sign of life counts for all documents (SYNC-14)", async () => {
  await using page = new FakePage();
  const opened = await openAndSync(page);
  for (let i = 0; i < 10; i++) {
    await page.time.pass(20_000);
    page.socket.sayAlive();
  }
  assert.equal(page.dialled.length, 1);
  assert.equal(page.socket.opened.length, 3);
  const [first] = page.dialled;
  const silent = page.time.now;
  await page.time.run(() => page.dialled.length === 2, 60_000);
  const after = page.time.now - silent;
  assert.ok(after > 22_000 && after < 30_000, `${after}`);
  assert.equal(first.isGone, true);
  await page.time.pass(0);
  page.socket.acceptAndOpenAll();
  assert.deepEqual(statusesOf(...opened), Array(3).fill("online"));
});

Deno.test("unanswered messages are sent on a new connection, and a slow server gets longer (SYNC-14)", async () => {
  await using page = new FakePage();
  const documents = ["s/session", "s/member/amy"];
  const opened = documents.map((document) =>
    page.open(document, { isOwn: document.includes("/member/") })
  );
  const [, own] = opened;
  const connects = async () => {
    page.socket.acceptAndOpenAll();
    await page.time.pass(0);
  };
  await connects();
  await page.time.pass(15_000);
  assert.equal(page.dialled.length, 1);
  page.socket.sayAlive();
  own.doc.getArray("outbox").push(["words"]);
  const said = page.time.now;
  await page.time.run(() => page.dialled.length === 2, 60_000);
  assert.ok(page.time.now - said <= 8_600);
  await connects();
  own.doc.getArray("outbox").push(["more words"]);
  await page.time.pass(9_000);
  assert.equal(page.dialled.length, 2);
  page.socket.sayAlive();
  await page.time.pass(15_000);
  assert.equal(page.dialled.length, 2);
});

Deno.test("a device that slept reconnects at once, whatever its browser reports (SYNC-14)", async () => {
  await using page = new FakePage();
  await openAndSync(page);
  page.sleep(3_600_000);
  const woke = page.time.now;
  await page.time.run(() => page.dialled.length === 2, 5_000);
  assert.ok(page.time.now - woke < 1_200);
});

Deno.test("a device that slept during a retry delay does not wait for its end (SYNC-14)", async () => {
  await using page = new FakePage();
  page.open("s/session");
  for (let tries = 1; tries <= 8; tries++) {
    await page.time.run(
      () => page.dialled.length === tries,
      2 * maxDelayMs,
    );
    page.socket.drop();
  }
  page.sleep(3_600_000);
  const woke = page.time.now;
  await page.time.run(() => page.dialled.length === 9, 5_000);
  assert.ok(page.time.now - woke < 1_200);
});

Deno.test("frames queued while a page was suspended are read before silence is judged (SYNC-14)", async () => {
  await using page = new FakePage();
  await openAndSync(page);
  page.sleep(90_000);
  await page.time.run(() => page.time.now % 1_000 === 0, 2_000);
  page.socket.sayAlive();
  await page.time.pass(5_000);
  assert.equal(page.dialled.length, 1);
});

Deno.test("a clock that is set back hides no silence (SYNC-14)", async () => {
  await using page = new FakePage();
  await openAndSync(page);
  page.sleep(-3_600_000);
  await page.time.run(() => page.dialled.length === 2, 30_000);
});

Deno.test("after a network change the earlier connection is not trusted", async () => {
  await using page = new FakePage();
  const opened = await openAndSync(page);
  page.dispatchEvent("offline");
  assert.deepEqual(statusesOf(...opened), Array(3).fill("offline"));
  page.dispatchEvent("online");
  assert.equal(page.dialled.length, 2);
  assert.equal(page.dialled[0].isGone, true);
  await page.time.pass(0);
  page.socket.acceptAndOpenAll();
  assert.deepEqual(statusesOf(...opened), Array(3).fill("online"));
});

Deno.test("a device without a network hardly tries, and reconnects when it has one (SYNC-15)", async () => {
  await using page = new FakePage();
  const opened = await openAndSync(page);
  {
    using _ = withoutNetwork();
    page.dispatchEvent("offline");
    page.socket.drop();
    await page.time.pass(24_000);
    assert.equal(page.dialled.length, 1);
    assert.deepEqual(statusesOf(...opened), Array(3).fill("offline"));
  }
  page.dispatchEvent("online");
  assert.equal(page.dialled.length, 2);
});

Deno.test("clients of a silent server do not all reconnect at once (SYNC-15)", async () => {
  const waits: number[] = [];
  for (let i = 0; i < 20; i++) {
    await using page = new FakePage();
    waits.push(await unanswered(page));
  }
  assert.ok(waits.every((wait) => wait > 5_000 && wait < 8_600), `${waits}`);
  assert.ok(Math.max(...waits) - Math.min(...waits) > 500, `${waits}`);
});

Deno.test("repeated silence delays the reconnect, even after some frames (SYNC-15)", async () => {
  await using page = new FakePage();
  await unanswered(page);
  const { socket } = page;
  socket.accept();
  await page.time.pass(9_000);
  assert.equal(socket.isGone, false);
  socket.openAllChannels();
  page.wire.expectAnswer();
  await page.time.run(() => socket.isGone, 20_000);
  const lost = page.time.now;
  assert.equal(page.dialled.length, 2);
  await page.time.run(() => page.dialled.length === 3, 2_000);
  assert.ok(page.time.now - lost >= 300);
});

Deno.test("unanswered tries wait ever longer (SYNC-15)", async () => {
  await using page = new FakePage();
  page.open("s/session");
  const pauses: number[] = [];
  for (let tries = 1; tries <= 6; tries++) {
    const { socket } = page;
    await page.time.run(() => socket.isGone, 15_000);
    const failed = page.time.now;
    await page.time.run(() => page.dialled.length > tries, 15_000);
    pauses.push(page.time.now - failed);
  }
  assert.equal(pauses[0], 0);
  for (const [n, pause] of pauses.entries()) {
    const most = Math.min(maxDelayMs, 500 * 2 ** n);
    if (n > 0) assert.ok(pause >= 0.3 * most - 1, `${pauses}`);
  }
});

Deno.test("a late online event does not replace a connection already made on the network", async () => {
  await using page = new FakePage();
  const opened = await openAndSync(page);
  page.sleep(3_600_000);
  await page.time.run(() => page.dialled.length === 2, 5_000);
  await page.time.pass(600);
  page.dispatchEvent("online");
  assert.equal(page.dialled.length, 2);
  page.socket.acceptAndOpenAll();
  await page.time.pass(0);
  assert.deepEqual(statusesOf(...opened), Array(3).fill("online"));
});

Deno.test("an online event replaces an old try or one made without a network", async () => {
  await using page = new FakePage();
  await openAndSync(page);
  page.sleep(3_600_000);
  await page.time.run(() => page.dialled.length === 2, 5_000);
  await page.time.pass(1_500);
  page.dispatchEvent("online");
  assert.equal(page.dialled.length, 3);
  {
    using _ = withoutNetwork();
    page.sleep(3_600_000);
    page.socket.drop();
    await page.time.run(() => page.dialled.length === 4, 5_000);
  }
  page.dispatchEvent("online");
  assert.equal(page.dialled.length, 5);
});

/** Asks something that is not answered; the time until it has dialled again. */
async function unanswered(page: FakePage): Promise<number> {
  await openAndSync(page);
  const asked = page.time.now;
  page.wire.expectAnswer();
  await page.time.run(() => page.dialled.length === 2, 20_000);
  return page.time.now - asked;
}

function withoutNetwork(): Disposable {
  Object.defineProperty(navigator, "onLine", {
    configurable: true,
    get: () => false,
  });
  return {
    [Symbol.dispose]: () => void Reflect.deleteProperty(navigator, "onLine"),
  };
}
