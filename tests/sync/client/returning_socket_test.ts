/** A wire over requests returns to a WebSocket, unseen by its page. */
import assert from "node:assert/strict";
import { maxDelayMs } from "../../../sync/client/backoff.ts";
import { makeAwarenessFrame } from "../../../sync/protocol.ts";
import { type Dialled, documents, Page, pushing, states } from "./fake_wire.ts";

const minute = 60_000;
const ways = (page: Page) => page.dialled.map(({ way }) => way);

/** The current try fails, and the next comes. */
async function failOnce(page: Page) {
  const { length } = page.dialled;
  page.socket.drop();
  await page.time.pass(0);
  await page.time.run(() => page.dialled.length > length, maxDelayMs);
}

/** Synced documents on a wire of requests. */
async function overRequests(page: Page) {
  const check = () => Promise.resolve(null);
  const opened = documents.map((it) => page.open(it, { check }));
  for (let n = 0; n < 3; n++) await failOnce(page);
  page.socket.serve();
  await page.time.pass(0);
  assert.equal(page.socket.way, "stream");
  assert.deepEqual(states(...opened), ["online", "online", "online"]);
  return { opened, requests: page.socket };
}

/** Passes time with signs of life until the next socket is dialled. */
async function dials(page: Page, way: string, most: number): Promise<Dialled> {
  const { length, [length - 1]: carrier } = page.dialled;
  const alive = setInterval(() => carrier.alive(), 20_000);
  await page.time.run(() => page.dialled.length > length, most);
  clearInterval(alive);
  assert.equal(page.socket.way, way);
  return page.socket;
}

function answers(socket: Dialled): void {
  socket.accept();
  assert.deepEqual(socket.opened, ["-"]);
  socket.end("-", 4404, "not-found");
}

/** A wire of requests, and a socket on which the server has answered. */
async function beforeReturn(page: Page) {
  const { opened, requests } = await overRequests(page);
  const socket = await dials(page, "socket", 2 * minute);
  answers(socket);
  return { opened, requests, socket };
}

Deno.test("a wire over requests moves to a working WebSocket without a visible change (O-8)", async () => {
  await using page = new Page();
  const { opened, requests } = await overRequests(page);
  const [session] = opened;
  const isOf = "ben";
  requests.tell(
    documents[0],
    makeAwarenessFrame([{ client: 7, clock: 1, json: `{"member":"${isOf}"}` }]),
  );
  const seen = () =>
    [...session.awareness.getStates().values()].some((it) =>
      it.member === isOf
    );
  const changes: unknown[] = [];
  session.awareness.on("change", () => changes.push(seen()));
  for (const { status } of opened) {
    status.subscribe(({ state }) => changes.push(state === "online"));
  }
  const inStep = session.signalling.openCount.peek();
  const socket = await dials(page, "socket", 2 * minute);
  answers(socket);
  assert.deepEqual(socket.opened.slice(1), documents);
  requests.drop(1012, "renewed");
  for (const document of documents) socket.answer(document);
  await page.time.pass(5_000);
  assert.deepEqual(changes.filter((it) => it !== true), []);
  assert.ok(seen());
  assert.equal(page.dialled.length, 5);
  assert.equal(socket.isGone, false);
  // A call enters its room again, which belongs to the connection.
  assert.equal(session.signalling.openCount.peek(), inStep + 1);
});

Deno.test("frames on the old connection are delivered first, each once (O-8)", async () => {
  for (const isTold of [true, false]) {
    await using page = new Page();
    const { opened: [session], requests, socket } = await beforeReturn(page);
    const came: unknown[] = [];
    session.doc.on("update", () => {
      const list = session.doc.getArray("list").toArray();
      came.push(list.length);
    });
    socket.answer(documents[0]);
    const text = pushing("list", "new");
    socket.tell(documents[0], text);
    socket.tell(documents[0], text);
    assert.deepEqual(came, []);
    requests.tell(documents[0], pushing("list", "old"));
    assert.deepEqual(came, [1]);
    if (isTold) requests.drop(1012, "renewed");
    await page.time.pass(isTold ? 0 : 2_000);
    assert.equal(requests.isGone, true);
    assert.deepEqual(came, [1, 2]);
    assert.equal(session.doc.getArray("list").length, 2);
  }
});

Deno.test("frames on a WebSocket lost during the move are delivered (O-8)", async () => {
  await using page = new Page();
  const { opened: [session], socket } = await beforeReturn(page);
  socket.answer(documents[0]);
  socket.tell(documents[0], pushing("list", "last"));
  socket.drop();
  assert.deepEqual(session.doc.getArray("list").toArray(), ["last"]);
  await page.time.run(() => page.socket !== socket, maxDelayMs);
  assert.equal(page.socket.way, "stream");
});

Deno.test("frames sent over requests arrive before the requests end (O-8)", async () => {
  await using page = new Page();
  const { opened: [session], requests } = await overRequests(page);
  const socket = await dials(page, "socket", 2 * minute);
  requests.isBusy = true;
  answers(socket);
  await page.time.pass(1_000);
  session.doc.getArray("list").push(["over requests"]);
  const isUpdate = ({ kind }: { kind: string }) => kind === "update";
  assert.deepEqual(socket.opened, ["-"]);
  assert.ok(isUpdate(requests.said.at(-1)!));
  const { length } = requests.said;
  requests.quieten();
  assert.deepEqual(socket.opened, ["-", ...documents]);
  session.doc.getArray("list").push(["over the socket"]);
  assert.ok(isUpdate(socket.said.at(-1)!));
  assert.equal(requests.said.length, length);
});

Deno.test("a wire stays with requests while WebSockets fail, and tries ever more rarely (O-8)", async () => {
  const failures: ((socket: Dialled) => void)[] = [
    (socket) => socket.drop(),
    // An upgrade without an answer, or without messages after it.
    () => {},
    (socket) => socket.accept(),
    (socket) => (socket.accept(), socket.drop()),
  ];
  for (const fail of failures) {
    await using page = new Page();
    const { opened, requests } = await overRequests(page);
    const pauses: number[] = [];
    for (let before = page.time.now; pauses.length < 7;) {
      const { length } = page.dialled;
      const alive = setInterval(() => requests.alive(), 10_000);
      await page.time.run(() => page.dialled.length > length, 31 * minute);
      clearInterval(alive);
      pauses.push((page.time.now - before) / minute);
      before = page.time.now;
      fail(page.socket);
    }
    for (const [n, most] of [2, 4, 8, 16, 30, 30, 30].entries()) {
      const isBetween = 0.69 * most <= pauses[n] && pauses[n] <= most;
      assert.ok(isBetween, `${pauses[n]} of ${most}`);
    }
    assert.deepEqual(states(...opened), ["online", "online", "online"]);
    assert.equal(requests.isGone, false);
    const sockets = page.dialled.slice(4, -1);
    assert.ok(sockets.every(({ isGone, way }) => isGone && way === "socket"));
  }
});

Deno.test("a network that cuts every response does not delay the next try (O-8)", async () => {
  await using page = new Page();
  const { requests } = await overRequests(page);
  const begun = page.time.now;
  setTimeout(() => requests.drop(), 25_000);
  await page.time.run(() => {
    const { socket } = page;
    const isNew = socket.readyState === WebSocket.CONNECTING;
    if (socket.way === "stream" && isNew) {
      socket.serve();
      setTimeout(() => socket.drop(), 25_000);
    }
    return socket.way === "socket";
  }, 3 * minute);
  assert.ok(page.time.now - begun <= 2 * minute + maxDelayMs);
  assert.ok(ways(page).filter((way) => way === "stream").length >= 4);
});

Deno.test("after an early loss the wire uses requests, after a proven socket a WebSocket (O-8)", async () => {
  for (const [after, way] of [[5_000, "stream"], [65_000, "socket"]] as const) {
    await using page = new Page();
    const { opened, requests, socket } = await beforeReturn(page);
    requests.drop(1012, "renewed");
    for (const document of documents) socket.answer(document);
    const alive = setInterval(() => socket.alive(), 4_000);
    await page.time.pass(after);
    clearInterval(alive);
    const { length } = page.dialled;
    socket.drop();
    await page.time.run(() => page.dialled.length > length, maxDelayMs);
    assert.equal(page.socket.way, way);
    page.socket.serve();
    await page.time.pass(0);
    assert.deepEqual(states(...opened), ["online", "online", "online"]);
  }
});

Deno.test("a closed wire tries no WebSocket, and closes a tried one (O-8)", async () => {
  const page = new Page();
  const { requests } = await overRequests(page);
  const socket = await dials(page, "socket", 2 * minute);
  await page[Symbol.asyncDispose]();
  assert.deepEqual([socket.isGone, requests.isGone], [true, true]);
  assert.equal(page.dialled.length, 5);
});
