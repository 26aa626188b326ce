/** When a wire counts its connection as dead, and dials again: silence, sleep, the device's network. */
import assert from "node:assert/strict";
import { maxDelayMs } from "../../../sync/client/backoff.ts";
import { connected, Page, states } from "./fake_wire.ts";

Deno.test("a try without an answer is given up", async () => {
  await using page = new Page();
  page.open("s/session");
  const [first] = page.dialled;
  await page.time.run(() => page.dialled.length === 2, 15_000);
  assert.equal(first.isGone, true);
});

Deno.test("a silent connection is replaced, and a sign of life counts for all documents (SYNC-14)", async () => {
  await using page = new Page();
  const opened = await connected(page);
  for (let i = 0; i < 10; i++) {
    await page.time.pass(20_000);
    page.socket.alive();
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
  page.socket.serve();
  assert.deepEqual(states(...opened), Array(3).fill("online"));
});

Deno.test("unanswered messages are sent on a new connection, and a slow server gets longer (SYNC-14)", async () => {
  await using page = new Page();
  const documents = ["s/session", "s/member/amy"];
  const opened = documents.map((document) =>
    page.open(document, { own: document.includes("/member/") })
  );
  const [, own] = opened;
  const connects = async () => {
    page.socket.serve();
    await page.time.pass(0);
  };
  await connects();
  await page.time.pass(15_000);
  assert.equal(page.dialled.length, 1);
  page.socket.alive();
  own.doc.getArray("outbox").push(["words"]);
  const said = page.time.now;
  await page.time.run(() => page.dialled.length === 2, 60_000);
  assert.ok(page.time.now - said <= 8_600);
  await connects();
  own.doc.getArray("outbox").push(["more words"]);
  await page.time.pass(9_000);
  assert.equal(page.dialled.length, 2);
  page.socket.alive();
  await page.time.pass(15_000);
  assert.equal(page.dialled.length, 2);
});

Deno.test("a device that slept reconnects at once, whatever its browser reports (SYNC-14)", async () => {
  await using page = new Page();
  await connected(page);
  page.sleep(3_600_000);
  const woke = page.time.now;
  await page.time.run(() => page.dialled.length === 2, 5_000);
  assert.ok(page.time.now - woke < 1_200);
});

Deno.test("a device that slept during a retry delay does not wait for its end (SYNC-14)", async () => {
  await using page = new Page();
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
  await using page = new Page();
  await connected(page);
  page.sleep(90_000);
  await page.time.run(() => page.time.now % 1_000 === 0, 2_000);
  page.socket.alive();
  await page.time.pass(5_000);
  assert.equal(page.dialled.length, 1);
});

Deno.test("a clock that is set back hides no silence (SYNC-14)", async () => {
  await using page = new Page();
  await connected(page);
  page.sleep(-3_600_000);
  await page.time.run(() => page.dialled.length === 2, 30_000);
});

Deno.test("after a network change the earlier connection is not trusted", async () => {
  await using page = new Page();
  const opened = await connected(page);
  page.happens("offline");
  assert.deepEqual(states(...opened), Array(3).fill("offline"));
  page.happens("online");
  assert.equal(page.dialled.length, 2);
  assert.equal(page.dialled[0].isGone, true);
  await page.time.pass(0);
  page.socket.serve();
  assert.deepEqual(states(...opened), Array(3).fill("online"));
});

Deno.test("a device without a network hardly tries, and reconnects when it has one (SYNC-15)", async () => {
  await using page = new Page();
  const opened = await connected(page);
  {
    using _ = withoutNetwork();
    page.happens("offline");
    page.socket.drop();
    await page.time.pass(24_000);
    assert.equal(page.dialled.length, 1);
    assert.deepEqual(states(...opened), Array(3).fill("offline"));
  }
  page.happens("online");
  assert.equal(page.dialled.length, 2);
});

Deno.test("clients of a silent server do not all reconnect at once (SYNC-15)", async () => {
  const waits: number[] = [];
  for (let i = 0; i < 20; i++) {
    await using page = new Page();
    waits.push(await unanswered(page));
  }
  assert.ok(waits.every((wait) => wait > 5_000 && wait < 8_600), `${waits}`);
  assert.ok(Math.max(...waits) - Math.min(...waits) > 500, `${waits}`);
});

Deno.test("repeated silence delays the reconnect, even after some frames (SYNC-15)", async () => {
  await using page = new Page();
  await unanswered(page);
  const { socket } = page;
  socket.accept();
  await page.time.pass(9_000);
  assert.equal(socket.isGone, false);
  socket.answerAll();
  page.wire.expectAnswer();
  await page.time.run(() => socket.isGone, 20_000);
  const lost = page.time.now;
  assert.equal(page.dialled.length, 2);
  await page.time.run(() => page.dialled.length === 3, 2_000);
  assert.ok(page.time.now - lost >= 300);
});

Deno.test("unanswered tries wait ever longer (SYNC-15)", async () => {
  await using page = new Page();
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
  await using page = new Page();
  const opened = await connected(page);
  page.sleep(3_600_000);
  await page.time.run(() => page.dialled.length === 2, 5_000);
  await page.time.pass(600);
  page.happens("online");
  assert.equal(page.dialled.length, 2);
  page.socket.serve();
  await page.time.pass(0);
  assert.deepEqual(states(...opened), Array(3).fill("online"));
});

Deno.test("an online event replaces an old try or one made without a network", async () => {
  await using page = new Page();
  await connected(page);
  page.sleep(3_600_000);
  await page.time.run(() => page.dialled.length === 2, 5_000);
  await page.time.pass(1_500);
  page.happens("online");
  assert.equal(page.dialled.length, 3);
  {
    using _ = withoutNetwork();
    page.sleep(3_600_000);
    page.socket.drop();
    await page.time.run(() => page.dialled.length === 4, 5_000);
  }
  page.happens("online");
  assert.equal(page.dialled.length, 5);
});

/** Asks something that is not answered; the time until it has dialled again. */
async function unanswered(page: Page): Promise<number> {
  await connected(page);
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
