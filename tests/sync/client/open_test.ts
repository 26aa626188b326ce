/** A document's connection when it is lost, without server and IndexedDB. */
import assert from "node:assert/strict";
import {
  maxDelayMs,
  reconnectDelay,
  shouldReconnect,
  statusAfterLoss,
} from "../../../sync/client/backoff.ts";
import { cacheName } from "../../../sync/client/open.ts";
import { Page, states } from "./fake_wire.ts";

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
  await using page = new Page();
  const opened = page.open("s/room/main");
  await opened.whenLoaded;
  assert.equal(opened.isSaved.value, false);
  page.socket.accept();
  page.socket.end("s/room/main", 4403, "removed");
  assert.deepEqual(opened.status.value, {
    state: "closed",
    code: 4403,
    reason: "removed",
  });
  await opened.forget();
});

Deno.test("a document opened twice on a page is one document, on one channel", async () => {
  await using page = new Page();
  const first = page.open("s/room/main", { holder: "amy" });
  const second = page.open("s/room/main", { holder: "amy" });
  assert.equal(first, second);
  page.socket.accept();
  first.close();
  page.socket.answer("s/room/main");
  assert.deepEqual(states(second), ["online"]);
  assert.deepEqual(page.socket.opened, ["s/room/main"]);
});
