/** Signals between pages of a document. */
import assert from "node:assert/strict";
import { makeSignalFrame, readMessage } from "../../../sync/protocol.ts";
import type { ServerSignal } from "../../../sync/client/signalling.ts";
import { connected, type Dialled, Page } from "./fake_wire.ts";

const room = "s/room/main";

const signals = ({ said }: Dialled) =>
  said.flatMap((it) => it.kind === "signal" ? JSON.parse(it.json) : []);

Deno.test("a page may signal while its document is in sync, and learns of each sync (K-5)", async () => {
  await using page = new Page();
  const { signalling } = page.open(room);
  const opened: number[] = [];
  signalling.openCount.subscribe((times) => {
    opened.push(times);
    if (times > 0) {
      signalling.send({ kind: "enter", page: "p", n: 1, state: { times } });
    }
  });
  signalling.send({ kind: "leave" });
  page.socket.accept();
  assert.deepEqual(opened, [0]);
  page.socket.answer(room);
  assert.deepEqual(opened, [0, 1]);
  assert.deepEqual(signals(page.socket), [
    { kind: "enter", page: "p", n: 1, state: { times: 1 } },
  ]);
  const [first] = page.dialled;
  first.drop();
  signalling.send({ kind: "leave" });
  await page.time.pass(10_000, () => page.dialled.length > 1);
  page.socket.serve();
  assert.deepEqual(opened, [0, 1, 2]);
  assert.equal(signals(first).length, 1);
  assert.deepEqual(signals(page.socket).map(({ state }) => state.times), [2]);
});

Deno.test("a server's signal reaches the document of its channel (K-1)", async () => {
  await using page = new Page();
  const [session, , main] = await connected(page);
  const news: ServerSignal = { kind: "told", from: "amy.p", body: { é: [1] } };
  page.socket.tell(room, makeSignalFrame(news));
  const heard: ServerSignal[] = [];
  session.signalling.onSignal = () => assert.fail();
  main.signalling.onSignal = (it) => heard.push(it);
  page.socket.tell(room, makeSignalFrame(news));
  assert.deepEqual(heard, [news]);
  assert.equal(readMessage(makeSignalFrame(news)).kind, "signal");
});
