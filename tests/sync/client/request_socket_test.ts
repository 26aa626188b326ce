/** A page's end of a socket made of requests: sending, repeating and losing. */
import assert from "node:assert/strict";
import { createDecoder, hasContent, readVarUint8Array } from "lib0/decoding";
import { ClientRequestSocket } from "../../../sync/client/request_socket.ts";
import type { RequestMode } from "../../../sync/client/request_names.ts";
import { Random } from "../../random.ts";
import { SimulatedTime } from "../simulated_time.ts";

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

Deno.test("an event is answered by a sign of life, unless something was just sent (SYNC-14, O-8)", async () => {
  using page = new Page("stream");
  await page.open();
  page.tell("data: AA==\n\n");
  await page.settle();
  assert.equal(page.asked.length, 1);
  await page.time.pass(20_000);
  page.tell("data: AA==\n\n");
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
