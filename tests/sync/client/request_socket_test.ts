import assert from "node:assert/strict";
import { createDecoder, hasContent, readVarUint8Array } from "lib0/decoding";
import { maxDelayMs } from "../../../sync/client/backoff.ts";
import type { RequestMode } from "../../../sync/client/request_protocol.ts";
import { ClientRequestSocket } from "../../../sync/client/request_socket.ts";
import { makeAwarenessFrame } from "../../../sync/protocol.ts";
import { Random } from "../../random.ts";
import { SimulatedTime } from "../simulated_time.ts";
import {
  FakePage as WirePage,
  type FakeServerSocket,
  pageDocuments,
  pushUpdate,
  statusesOf,
} from "./fake_wire.ts";

interface Asked {
  readonly query: string;
  readonly frames: number[][];
  /** True if the request outlives its page. */
  readonly isKeptAlive: boolean;
  answer(response: Response): void;
  lose(): void;
}

/** A page's socket in simulated time, and a server that a test answers for. */
class Page {
  readonly time = new SimulatedTime(new Random(1));
  readonly asked: Asked[] = [];
  readonly heard: number[][] = [];
  readonly closed: { code: number; reason: string }[] = [];
  readonly socket: ClientRequestSocket;
  #stream!: ReadableStreamDefaultController<Uint8Array>;
  readonly #giveBack: () => void;
  readonly #now = Date.now;

  constructor(way: RequestMode) {
    this.#giveBack = this.time.takeTimers();
    Date.now = () => this.time.now;
    this.socket = new ClientRequestSocket(
      "ws://x/sync/s?v=2",
      way,
      (url, init) => {
        const { promise, resolve, reject } = Promise.withResolvers<Response>();
        const frames: number[][] = [];
        const decoder = createDecoder(init?.body as Uint8Array ?? frame());
        while (hasContent(decoder)) {
          frames.push([
            ...readVarUint8Array(decoder),
          ]);
        }
        const query = String(url).replace("http://x/sync/s", "");
        const lose = () => reject(new TypeError());
        init?.signal?.addEventListener("abort", lose);
        const isKeptAlive = init?.keepalive === true;
        this.asked.push({ query, frames, isKeptAlive, answer: resolve, lose });
        return promise;
      },
    );
    this.socket.onmessage = ({ data }) =>
      void this.heard.push([...new Uint8Array(data)]);
    this.socket.onclose = ({ code, reason }) =>
      void this.closed.push({ code, reason });
  }

  settle(): Promise<void> {
    return this.time.pass(0);
  }

  async open(more = ""): Promise<void> {
    const body = this.socket.way === "poll"
      ? `event: open\ndata: id\n\n${more}`
      : new ReadableStream<Uint8Array>({
        start: (controller) => void (this.#stream = controller),
      });
    this.asked[0].answer(events(body));
    if (this.socket.way === "stream") this.tell("event: open\ndata: id\n\n");
    await this.settle();
    assert.equal(this.socket.readyState, WebSocket.OPEN);
  }

  tell(text: string): void {
    this.#stream.enqueue(new TextEncoder().encode(text));
  }

  get last(): Asked {
    return this.asked[this.asked.length - 1];
  }

  get queries(): string[] {
    return this.asked.map(({ query }) => query);
  }

  [Symbol.dispose](): void {
    this.socket.close();
    this.#giveBack();
    Date.now = this.#now;
  }
}

const frame = (...bytes: number[]) => new Uint8Array(bytes);
const type = { "content-type": "text/event-stream" };
const ours = { homeroom: "1" };
const events = (body: BodyInit) =>
  new Response(body, { headers: { ...type, ...ours } });
const taken = () => new Response(null, { status: 204, headers: ours });

Deno.test("events in pieces are delivered frame by frame, and a close ends with its code (O-8)", async () => {
  using page = new Page("stream");
  assert.deepEqual(page.queries, ["?v=2&over=stream"]);
  await page.open();
  for (const piece of ["data: A", "QI=\n", "\ndata: Aw==\n\ndata: BA"]) {
    page.tell(piece);
  }
  await page.settle();
  assert.deepEqual(page.heard, [[1, 2], [3]]);
  page.tell("==\n\nevent: close\ndata: 4403 removed\n\n");
  await page.settle();
  assert.deepEqual(page.heard, [[1, 2], [3], [4]]);
  assert.deepEqual(page.closed, [{ code: 4403, reason: "removed" }]);
  assert.equal(page.asked.length, 1, "the server knows");
});

Deno.test("frames are sent in order, one request at a time, waiting ones together (O-8)", async () => {
  using page = new Page("stream");
  await page.open();
  for (const it of [1, 2]) page.socket.send(frame(it));
  await page.settle();
  for (const it of [3, 4]) page.socket.send(frame(it));
  await page.settle();
  assert.deepEqual(page.queries.slice(1), ["?up=1"]);
  assert.deepEqual(page.last.frames, [[1], [2]]);
  page.last.answer(taken());
  await page.settle();
  assert.deepEqual(page.queries.slice(1), ["?up=1", "?up=2"]);
  assert.deepEqual(page.last.frames, [[3], [4]]);
});

Deno.test("a request without a response, or with a busy one, is resent with its number (O-8)", async () => {
  using page = new Page("stream");
  await page.open();
  page.socket.send(frame(1));
  await page.settle();
  page.last.lose();
  await page.settle();
  await page.time.run(() => page.asked.length === 3, 5_000);
  page.last.answer(new Response("<p>", { status: 502 }));
  await page.settle();
  await page.time.run(() => page.asked.length === 4, 5_000);
  assert.deepEqual(page.queries.slice(1), ["?up=1", "?up=1", "?up=1"]);
  assert.deepEqual(page.last.frames, [[1]]);
  page.last.answer(taken());
  await page.settle();
  assert.deepEqual(page.closed, []);
});

Deno.test("a socket whose requests keep failing is lost (O-8)", async () => {
  const nothing = new Response(null, { status: 204 });
  for (const login of [null, events("<h1>Welcome</h1>"), nothing]) {
    using page = new Page("stream");
    await page.open();
    page.socket.send(frame(1));
    await page.settle();
    const { length } = page.asked;
    for (let n = 0; page.closed.length === 0; n++) {
      assert.ok(n < 8);
      if (login) page.last.answer(login);
      else page.last.lose();
      await page.time.pass(5_000);
    }
    assert.deepEqual(page.closed, [{ code: 1006, reason: "" }]);
    assert.ok(page.asked.length > length);
  }
});

Deno.test("a ping on a stream is answered by a sign of life, other events are not (SYNC-14, O-8)", async () => {
  using page = new Page("stream");
  await page.open();
  page.tell("data: AA==\n\n");
  await page.settle();
  assert.equal(page.asked.length, 1);
  page.tell("event: ping\ndata:\n\n");
  await page.settle();
  assert.deepEqual(page.queries.slice(1), ["?up=1"]);
  assert.deepEqual(page.last.frames, []);
  page.last.answer(taken());
  await page.settle();
  page.tell("data: AA==\n\n");
  await page.settle();
  assert.equal(page.asked.length, 2);
});

Deno.test("polls follow each other, and a lost one is resent with its number (O-8)", async () => {
  using page = new Page("poll");
  await page.open("data: AQ==\n\n");
  assert.deepEqual(page.queries, ["?v=2&over=poll", "?down=2"]);
  page.last.lose();
  await page.settle();
  await page.time.run(() => page.asked.length === 3, 5_000);
  page.last.answer(events("data: Ag==\n\n"));
  await page.settle();
  assert.deepEqual(page.queries.slice(2), ["?down=2", "?down=3"]);
  assert.deepEqual(page.heard, [[1], [2]]);
});

Deno.test("a poll answered by another server or nobody loses the socket and ends polling (O-8)", async () => {
  const answers = [
    new Response("{}", { status: 404, headers: { ...type, ...ours } }),
    new Response("{}", { status: 400, headers: ours }),
    taken(),
    new Response("<p>", { headers: ours }),
    new Response("data: AQ==\n\n", { headers: type }),
    events(""),
    events("data: AQ==\n\ndata: Ag"),
  ];
  for (const answer of answers) {
    using page = new Page("poll");
    await page.open();
    page.last.answer(answer);
    await page.time.pass(1_000);
    await page.time.pass(60_000);
    assert.deepEqual(page.closed, [{ code: 1006, reason: "" }]);
    assert.deepEqual(page.queries.slice(1), ["?down=2", "?end=1"]);
  }
});

Deno.test("a network's response opens nothing, and the server's own says why (O-8)", async () => {
  const refused = (status: number) =>
    new Response("{}", { status, headers: { homeroom: "1" } });
  const cases: [Response, number][] = [
    [new Response("<p>"), 1006],
    [new Response("<p>", { status: 429 }), 1006],
    [refused(401), 1006],
    [refused(429), 4429],
    [refused(503), 1013],
  ];
  for (const [answer, code] of cases) {
    using page = new Page("stream");
    page.asked[0].answer(answer);
    await page.settle();
    assert.deepEqual(page.closed.map((it) => it.code), [code]);
    assert.equal(page.asked.length, 1);
  }
});

Deno.test("a page that closes its socket sends its remaining frames with it (O-8)", async () => {
  using page = new Page("stream");
  await page.open();
  page.socket.send(frame(1));
  page.socket.close();
  assert.deepEqual(page.queries.slice(1), ["?end=1"]);
  assert.deepEqual(page.last.frames, [[1]]);
  assert.equal(page.last.isKeptAlive, true);
  await page.settle();
  assert.deepEqual(page.closed, []);
});

Deno.test("a page with more unsent bytes than keepalive allows sends them while it is open (O-8)", async () => {
  using page = new Page("stream");
  await page.open();
  page.socket.send(new Uint8Array(65 * 1024));
  page.socket.close();
  assert.equal(page.last.query, "?end=1");
  assert.equal(page.last.isKeptAlive, false);
});

const minute = 60_000;
const ways = (page: WirePage) => page.dialled.map(({ way }) => way);

/** The current try fails, and the next comes. */
async function failOnce(page: WirePage) {
  const { length } = page.dialled;
  page.socket.drop();
  await page.time.pass(0);
  await page.time.run(() => page.dialled.length > length, maxDelayMs);
}

async function overRequests(page: WirePage) {
  const check = () => Promise.resolve(null);
  const opened = pageDocuments.map((it) => page.open(it, { check }));
  for (let n = 0; n < 3; n++) await failOnce(page);
  page.socket.acceptAndOpenAll();
  await page.time.pass(0);
  assert.equal(page.socket.way, "stream");
  assert.deepEqual(statusesOf(...opened), ["online", "online", "online"]);
  return { opened, requests: page.socket };
}

/** Passes time with signs of life until the next socket is dialled. */
async function dials(
  page: WirePage,
  way: string,
  most: number,
): Promise<FakeServerSocket> {
  const { length, [length - 1]: carrier } = page.dialled;
  const alive = setInterval(() => carrier.sayAlive(), 20_000);
  await page.time.run(() => page.dialled.length > length, most);
  clearInterval(alive);
  assert.equal(page.socket.way, way);
  return page.socket;
}

function answers(socket: FakeServerSocket): void {
  socket.accept();
  assert.deepEqual(socket.opened, ["-"]);
  socket.closeChannel("-", 4404, "not-found");
}

/** A wire of requests, and a socket on which the server has answered. */
async function beforeReturn(page: WirePage) {
  const { opened, requests } = await overRequests(page);
  const socket = await dials(page, "socket", 2 * minute);
  answers(socket);
  return { opened, requests, socket };
}

Deno.test("a wire over requests moves to a working WebSocket without a visible change (O-8)", async () => {
  await using page = new WirePage();
  const { opened, requests } = await overRequests(page);
  const [session] = opened;
  const isOf = "ben";
  requests.sendTo(
    pageDocuments[0],
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
  const inStep = session.signaling.openCount.peek();
  const socket = await dials(page, "socket", 2 * minute);
  answers(socket);
  assert.deepEqual(socket.opened.slice(1), pageDocuments);
  requests.drop(1012, "renewed");
  for (const document of pageDocuments) socket.openChannel(document);
  await page.time.pass(5_000);
  assert.deepEqual(changes.filter((it) => it !== true), []);
  assert.ok(seen());
  assert.equal(page.dialled.length, 5);
  assert.equal(socket.isGone, false);
  // A call enters its room again, which belongs to the connection.
  assert.equal(session.signaling.openCount.peek(), inStep + 1);
});

Deno.test("frames on the old connection are delivered first, each once (O-8)", async () => {
  for (const isTold of [true, false]) {
    await using page = new WirePage();
    const { opened: [session], requests, socket } = await beforeReturn(page);
    const came: unknown[] = [];
    session.doc.on("update", () => {
      const list = session.doc.getArray("list").toArray();
      came.push(list.length);
    });
    socket.openChannel(pageDocuments[0]);
    const text = pushUpdate("list", "new");
    socket.sendTo(pageDocuments[0], text);
    socket.sendTo(pageDocuments[0], text);
    assert.deepEqual(came, []);
    requests.sendTo(pageDocuments[0], pushUpdate("list", "old"));
    assert.deepEqual(came, [1]);
    if (isTold) requests.drop(1012, "renewed");
    await page.time.pass(isTold ? 0 : 2_000);
    assert.equal(requests.isGone, true);
    assert.deepEqual(came, [1, 2]);
    assert.equal(session.doc.getArray("list").length, 2);
  }
});

Deno.test("frames on a WebSocket lost during the move are delivered (O-8)", async () => {
  await using page = new WirePage();
  const { opened: [session], socket } = await beforeReturn(page);
  socket.openChannel(pageDocuments[0]);
  socket.sendTo(pageDocuments[0], pushUpdate("list", "last"));
  socket.drop();
  assert.deepEqual(session.doc.getArray("list").toArray(), ["last"]);
  await page.time.run(() => page.socket !== socket, maxDelayMs);
  assert.equal(page.socket.way, "stream");
});

Deno.test("frames sent over requests arrive before the requests end (O-8)", async () => {
  await using page = new WirePage();
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
  requests.deliverAll();
  assert.deepEqual(socket.opened, ["-", ...pageDocuments]);
  session.doc.getArray("list").push(["over the socket"]);
  assert.ok(isUpdate(socket.said.at(-1)!));
  assert.equal(requests.said.length, length);
});

Deno.test("a wire stays with requests while WebSockets fail, and tries ever more rarely (O-8)", async () => {
  const failures: ((socket: FakeServerSocket) => void)[] = [
    (socket) => socket.drop(),
    // An upgrade without an answer, or without messages after it.
    () => {},
    (socket) => socket.accept(),
    (socket) => (socket.accept(), socket.drop()),
  ];
  for (const fail of failures) {
    await using page = new WirePage();
    const { opened, requests } = await overRequests(page);
    const pauses: number[] = [];
    for (let before = page.time.now; pauses.length < 7;) {
      const { length } = page.dialled;
      const alive = setInterval(() => requests.sayAlive(), 10_000);
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
    assert.deepEqual(statusesOf(...opened), ["online", "online", "online"]);
    assert.equal(requests.isGone, false);
    const sockets = page.dialled.slice(4, -1);
    assert.ok(sockets.every(({ isGone, way }) => isGone && way === "socket"));
  }
});

Deno.test("a network that cuts every response does not delay the next try (O-8)", async () => {
  await using page = new WirePage();
  const { requests } = await overRequests(page);
  const begun = page.time.now;
  setTimeout(() => requests.drop(), 25_000);
  await page.time.run(() => {
    const { socket } = page;
    const isNew = socket.readyState === WebSocket.CONNECTING;
    if (socket.way === "stream" && isNew) {
      socket.acceptAndOpenAll();
      setTimeout(() => socket.drop(), 25_000);
    }
    return socket.way === "socket";
  }, 3 * minute);
  assert.ok(page.time.now - begun <= 2 * minute + maxDelayMs);
  assert.ok(ways(page).filter((way) => way === "stream").length >= 4);
});

Deno.test("after an early loss the wire uses requests, after a proven socket a WebSocket (O-8)", async () => {
  for (const [after, way] of [[5_000, "stream"], [65_000, "socket"]] as const) {
    await using page = new WirePage();
    const { opened, requests, socket } = await beforeReturn(page);
    requests.drop(1012, "renewed");
    for (const document of pageDocuments) socket.openChannel(document);
    const alive = setInterval(() => socket.sayAlive(), 4_000);
    await page.time.pass(after);
    clearInterval(alive);
    const { length } = page.dialled;
    socket.drop();
    await page.time.run(() => page.dialled.length > length, maxDelayMs);
    assert.equal(page.socket.way, way);
    page.socket.acceptAndOpenAll();
    await page.time.pass(0);
    assert.deepEqual(statusesOf(...opened), ["online", "online", "online"]);
  }
});

Deno.test("a closed wire tries no WebSocket, and closes a tried one (O-8)", async () => {
  const page = new WirePage();
  const { requests } = await overRequests(page);
  const socket = await dials(page, "socket", 2 * minute);
  await page[Symbol.asyncDispose]();
  assert.deepEqual([socket.isGone, requests.isGone], [true, true]);
  assert.equal(page.dialled.length, 5);
});
