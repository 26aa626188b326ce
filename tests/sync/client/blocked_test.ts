/** A wire in a network that lets requests through and no WebSocket. */
import assert from "node:assert/strict";
import { maxDelayMs } from "../../../sync/client/backoff.ts";
import type { OpenDocument } from "../../../sync/client/open.ts";
import { Page } from "./fake_wire.ts";

const blocked = { state: "offline", isBlocked: true };
const online = { state: "online" };
const answers = () => Promise.resolve(null);

function opened(page: Page, check: () => Promise<null> = answers) {
  return page.open("s/session", { check });
}

async function fail(page: Page, tries: number) {
  for (const end = page.dialled.length + tries; page.dialled.length < end;) {
    const { length } = page.dialled;
    page.socket.drop();
    await page.time.pass(0);
    await page.time.run(() => page.dialled.length > length, maxDelayMs);
  }
}

async function comesOnline(page: Page, { status }: OpenDocument) {
  page.socket.serve();
  await page.time.pass(0);
  assert.deepEqual(status.value, online);
}

const ways = (page: Page) => page.dialled.map(({ way }) => way);
const isNamed = ({ status }: OpenDocument) =>
  status.value.state === "offline" && status.value.isBlocked === true;

Deno.test("after three failed sockets requests carry the wire, while the network allows them (O-8)", async () => {
  await using page = new Page();
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
    await using page = new Page();
    const document = opened(page);
    await fail(page, 3);
    // An answer that never comes, or one that stalls after its head.
    if (opens) page.socket.accept();
    await page.time.run(() => page.socket.way === "poll", 30_000);
    await comesOnline(page, document);
  }
});

Deno.test("another network is tried with a WebSocket first (O-8)", async () => {
  await using page = new Page();
  opened(page);
  await fail(page, 3);
  page.socket.serve();
  await page.time.pass(5_000);
  page.happens("online");
  await page.time.pass(0);
  assert.equal(page.socket.way, "socket");
  await fail(page, 1);
  assert.equal(page.socket.way, "stream");
});

Deno.test("a network that lets only pages through is reported until something opens (X15)", async () => {
  await using page = new Page();
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

Deno.test("a network that answers no try is reported within a minute (X15)", async () => {
  await using page = new Page();
  const document = opened(page);
  await page.time.run(() => isNamed(document), 60_000);
  const kinds = ["socket", "socket", "socket", "stream", "poll"];
  assert.deepEqual(ways(page).slice(0, 5), kinds);
});

Deno.test("a network that blocks requests too is not reported as blocking sockets (X15)", async () => {
  await using page = new Page();
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
  await using page = new Page((requests) =>
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
  await using page = new Page();
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
  await using page = new Page(async (requests) => {
    await come.promise;
    return requests;
  });
  opened(page);
  await fail(page, 3);
  page.socket.serve();
  await page.time.pass(0);
  await fail(page, 1);
  come.resolve();
  await page.time.pass(0);
  assert.deepEqual(new Set(ways(page)), new Set(["socket"]));
});

Deno.test("a server that refuses a wire does not count as a blocking network (X15)", async () => {
  await using page = new Page();
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
