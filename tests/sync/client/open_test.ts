/** What a document's connection does when it is lost, without a server and without IndexedDB. */
import assert from "node:assert/strict";
import {
  afterLoss,
  comesBack,
  longest,
  pause,
} from "../../../sync/client/backoff.ts";
import { cacheName, open } from "../../../sync/client/open.ts";

Deno.test("S15: pauses grow, are spread at random, and have an end", () => {
  for (let failures = 1; failures < 60; failures++) {
    const least = pause(failures, 1006, 0);
    const most = pause(failures, 1006, 1);
    assert.ok(least > 0 && least < most && most <= longest);
    assert.ok(pause(failures + 1, 1006, 1) >= most);
  }
  assert.ok(pause(1, 1012, 1) - pause(1, 1012, 0) > 2_000);
});

Deno.test("S15: who was told to slow down waits longer than anyone", () => {
  assert.ok(pause(1, 4429, 0) > longest);
});

Deno.test("only what coming back cannot mend is for good", () => {
  for (const code of [1000, 1006, 1012, 1013, 4399, 4429, 4500]) {
    assert.equal(comesBack(code), true, String(code));
  }
  for (const code of [4400, 4401, 4403, 4404, 4409, 4413]) {
    assert.equal(comesBack(code), false, String(code));
  }
});

Deno.test("a first loss is not yet called offline, unless the device is", () => {
  assert.equal(afterLoss(1, true).state, "connecting");
  assert.equal(afterLoss(2, true).state, "offline");
  assert.equal(afterLoss(1, false).state, "offline");
});

Deno.test("S17: a cache is named by epoch, holder and document", () => {
  assert.equal(
    cacheName("e1", "amy", "s/room/main"),
    "homeroom/e1/amy/s/room/main",
  );
});

/** A WebSocket that never was: it is closed, with this code, as soon as it is opened. */
function refusing(code: number): typeof WebSocket {
  return class extends EventTarget {
    static readonly OPEN = 1;
    readyState = 3;
    onclose?: (event: { code: number; reason: string }) => void;
    constructor() {
      super();
      queueMicrotask(() => this.onclose?.({ code, reason: "removed" }));
    }
    close() {}
  } as unknown as typeof WebSocket;
}

Deno.test("S16: without IndexedDB it loads, says that nothing is kept, and closes for good with the reason", async () => {
  const opened = open({
    document: "s/room/main",
    as: "member",
    holder: "amy",
    epoch: "e",
    server: "ws://nowhere",
    socket: refusing(4403),
  });
  await opened.loaded;
  assert.equal(opened.kept.value, false);
  await new Promise<void>((done) =>
    opened.status.subscribe((now) => now.state === "closed" && done())
  );
  assert.deepEqual(opened.status.value, {
    state: "closed",
    code: 4403,
    reason: "removed",
  });
  await opened.forget();
});

Deno.test("a refused upgrade looks like a lost network: the app is asked, and its answer ends the tries", async () => {
  let asked = 0;
  const opened = open({
    document: "s/room/main",
    as: "member",
    holder: "amy",
    epoch: "e",
    server: "ws://nowhere",
    socket: refusing(1006),
    check: () => Promise.resolve({ code: 4401, reason: `asked ${++asked}` }),
  });
  await new Promise<void>((done) =>
    opened.status.subscribe((now) => now.state === "closed" && done())
  );
  assert.equal(asked, 1);
  opened.close();
});
