import assert from "node:assert/strict";
import { encode, writeVarUint8Array } from "lib0/encoding";
import type { App } from "../../../classroom/app.ts";
import { documentNames } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { Message } from "../../../classroom/model/messages.ts";
import type { CookieHolder } from "../../../server/http/cookie_holder.ts";
import {
  type PollAnswer,
  ServerRequestSocket,
} from "../../../server/http/request_socket.ts";
import { RequestSockets } from "../../../server/http/request_sockets.ts";
import { SocketEndpoint } from "../../../server/http/socket_endpoint.ts";
import { openDocument } from "../../../sync/client/open_document.ts";
import type { RequestMode } from "../../../sync/client/request_protocol.ts";
import { ClientRequestSocket } from "../../../sync/client/request_socket.ts";
import {
  ReturningSocket,
  WebSocketAttempts,
} from "../../../sync/client/returning_socket.ts";
import { ClientWire } from "../../../sync/client/wire.ts";
import { ArrivingBytes } from "../../../classroom/limits/arriving_bytes.ts";
import { limits } from "../../../sync/limits.ts";
import { makeOpenFrame } from "../../../sync/wire_format.ts";
import { testClass, testClass as test, testClassAlone } from "../../class.ts";
import {
  eventually,
  joinClass,
  type ServerAddress,
  Visitor,
} from "../../people.ts";
import { Random } from "../../random.ts";
import { RawSocket } from "../../sync/raw_socket.ts";
import { SimulatedTime } from "../../sync/simulated_time.ts";

const frame = (...bytes: number[]) => new Uint8Array(bytes);
const body = (...frames: Uint8Array[]) =>
  encode((encoder) => {
    for (const it of frames) writeVarUint8Array(encoder, it);
  });

async function read(asked: Promise<PollAnswer | null>): Promise<string | null> {
  const answer = await asked;
  if (!answer) return null;
  const body = answer.body as ReadableStream<BufferSource>;
  const text = await new Response(body).text();
  assert.equal(text.length, answer.length);
  return text;
}

async function isBrokenOff(answer: PollAnswer | null): Promise<void> {
  assert.ok(answer);
  const reading = answer.body.getReader().read();
  await assert.rejects(reading, { name: "AbortError" });
}

function opened(way: "stream" | "poll") {
  const socket = new ServerRequestSocket(way);
  const came: number[][] = [];
  const ended: number[] = [];
  socket.onmessage = ({ data }) => void came.push([...new Uint8Array(data)]);
  socket.once("close", () => ended.push(socket.readyState));
  return { socket, came, ended };
}

async function timed(test: (time: SimulatedTime) => Promise<void>) {
  const time = new SimulatedTime(new Random(1));
  const giveBack = time.takeTimers(), { now } = Date;
  Date.now = () => time.now;
  try {
    await test(time);
  } finally {
    giveBack();
    Date.now = now;
  }
}

Deno.test("a request resent after a lost response is processed once (O-8)", () => {
  const { socket, came } = opened("stream");
  socket.takeFrames(1, body(frame(1), frame(2)));
  socket.takeFrames(1, body(frame(1), frame(2)));
  socket.takeFrames(2, body());
  socket.takeFrames(3, body(frame(3)));
  socket.takeFrames(2, body(frame(9)));
  assert.deepEqual(came, [[1], [2], [3]]);
  socket.end();
});

Deno.test("a client that repeats its requests endlessly loses the socket (SYNC-12, O-8)", () => {
  const { socket } = opened("stream");
  const codes: unknown[] = [];
  socket.onclosing = (it) => codes.push(it);
  for (let number = 1; number <= 50; number++) {
    const bytes = body(frame(number));
    for (let times = 0; times < 5; times++) socket.takeFrames(number, bytes);
  }
  assert.deepEqual(codes, []);
  for (let times = 0; times < 50; times++) socket.takeFrames(1, body(frame(1)));
  assert.deepEqual(codes, [4429]);
  socket.end();
});

Deno.test("a client that requests the same response endlessly loses the socket (SYNC-12, O-8)", async () => {
  const { socket } = opened("poll");
  const codes: unknown[] = [];
  socket.onclosing = (it) => codes.push(it);
  for (let number = 1; number <= 20; number++) {
    socket.send(frame(number));
    for (let times = 0; times < 5; times++) {
      await read(socket.answerPoll(number));
    }
  }
  assert.deepEqual(codes, []);
  for (let times = 0; times < 50; times++) await read(socket.answerPoll(20));
  assert.deepEqual(codes, [4429]);
  socket.end();
});

Deno.test("a client that sends endless signs of life loses the socket (SYNC-12, O-8)", () =>
  timed(async (time) => {
    const { socket } = opened("stream");
    const codes: unknown[] = [];
    socket.onclosing = (it) => codes.push(it);
    let number = 0;
    for (let times = 0; times < 100; times++) {
      socket.takeFrames(++number, body());
      await time.pass(1_000);
    }
    assert.deepEqual(codes, []);
    for (let times = 0; times < 50; times++) {
      socket.takeFrames(++number, body());
    }
    assert.deepEqual(codes, [4429]);
    socket.end();
  }));

Deno.test("a missing or invalid request ends the socket, and nothing of it is processed (O-8)", () => {
  const cases: [number, Uint8Array, code: number][] = [
    [2, body(frame(1)), 4400],
    [1, frame(200, 1), 4400],
    [1, body(new Uint8Array(limits.message + 1)), 4413],
    [1, body(...Array(limits.messagePieces + 1).fill(frame(1))), 4413],
    [1, frame(...Array(limits.messagePieces + 1).fill(0), 200, 1), 4413],
  ];
  for (const [number, bytes, code] of cases) {
    const { socket, came } = opened("stream");
    const codes: unknown[] = [];
    socket.onclosing = (it) => codes.push(it);
    socket.takeFrames(number, bytes);
    assert.deepEqual([came, codes], [[], [code]]);
    socket.end();
  }
});

Deno.test("the last request of a closing client is valid if the one before was broken off (O-8)", () => {
  const { socket, came } = opened("stream");
  const codes: unknown[] = [];
  socket.onclosing = (it) => codes.push(it);
  socket.takeFrames(2, body(frame(1)), true);
  assert.deepEqual([came, codes], [[], []]);
  socket.end();
});

Deno.test("a repeated poll gets the same response, and the next one continues after it (O-8)", async () => {
  const { socket } = opened("poll");
  const opens = await read(socket.answerPoll(1));
  assert.match(String(opens), /^event: open\ndata: \S{43}\n\n$/);
  const second = read(socket.answerPoll(2));
  socket.send(frame(1));
  assert.equal(await second, "data: AQ==\n\n");
  assert.equal(await read(socket.answerPoll(2)), "data: AQ==\n\n");
  socket.send(frame(2));
  assert.equal(await read(socket.answerPoll(2)), "data: AQ==\n\n");
  assert.equal(await read(socket.answerPoll(3)), "data: Ag==\n\n");
  assert.equal(await socket.answerPoll(5), null);
  assert.equal(await socket.answerPoll(2), null);
  socket.end();
});

Deno.test("a poll aborts the response before it, whether it waits or is unread (SYNC-11, O-8)", async () => {
  const { socket } = opened("poll");
  const first = await socket.answerPoll(1);
  const again = await socket.answerPoll(1);
  await isBrokenOff(first);
  const waits = socket.answerPoll(2);
  await isBrokenOff(again);
  const next = socket.answerPoll(2);
  assert.equal(await waits, null);
  socket.send(frame(1));
  const unread = await next;
  socket.end();
  await isBrokenOff(unread);
});

Deno.test("an early next poll is refused, and the current one is answered (O-8)", async () => {
  const { socket } = opened("poll");
  await read(socket.answerPoll(1));
  const waits = read(socket.answerPoll(2));
  assert.equal(await socket.answerPoll(3), null);
  socket.send(frame(1));
  assert.equal(await waits, "data: AQ==\n\n");
  socket.end();
  assert.equal(await socket.answerPoll(3), null);
});

Deno.test("unsent and repeatable events count as waiting for the reader (SYNC-11, O-8)", async () => {
  for (const way of ["stream", "poll"] as const) {
    const { socket } = opened(way);
    const reader = way === "stream" ? socket.openStream().getReader() : null;
    const read = async (poll: number) =>
      (reader ? (await reader.read()).value : await socket.answerPoll(poll))!
        .length;
    await read(1);
    const before = socket.bufferedAmount;
    for (let n = 0; n < 4; n++) socket.send(new Uint8Array(60_000));
    const { bufferedAmount } = socket;
    assert.ok(bufferedAmount >= 4 * 80_000, `${bufferedAmount}`);
    let taken = await read(2);
    if (reader) {
      assert.ok(taken < 100_000);
      assert.equal(socket.bufferedAmount, bufferedAmount - taken);
      while (taken < bufferedAmount) taken += await read(2);
    } else {
      assert.equal(socket.bufferedAmount, taken);
      socket.send(frame(1));
      await read(3);
    }
    assert.ok(socket.bufferedAmount <= Math.max(before, 20));
    socket.end();
  }
});

Deno.test("the close code is the last event, and ends the socket (O-8)", async () => {
  const { socket, ended } = opened("stream");
  const codes: number[] = [];
  socket.onclose = ({ code }) => codes.push(code);
  socket.send(frame(1));
  socket.close(4404, "not-found");
  socket.send(frame(2));
  assert.deepEqual(ended, []);
  const text = await new Response(
    socket.openStream() as ReadableStream<BufferSource>,
  ).text();
  assert.match(
    text,
    /\n\ndata: AQ==\n\nevent: close\ndata: 4404 not-found\n\n$/,
  );
  assert.deepEqual(ended, [WebSocket.CLOSED]);
  assert.deepEqual(codes, [4404]);

  const polled = opened("poll");
  await polled.socket.answerPoll(1);
  const answer = polled.socket.answerPoll(2);
  polled.socket.close(1012, "restart");
  assert.deepEqual(polled.ended, []);
  assert.equal(await read(answer), "event: close\ndata: 1012 restart\n\n");
  assert.deepEqual(polled.ended, [WebSocket.CLOSED]);
});

Deno.test("a stream whose reader is gone ends at once (O-8)", async () => {
  const { socket, ended } = opened("stream");
  const reader = socket.openStream().getReader();
  await reader.read();
  void reader.read();
  await reader.cancel();
  assert.deepEqual(ended, [WebSocket.CLOSED]);
});

Deno.test("a socket with a silent client ends after a while, and each request counts (SYNC-14, O-8)", () =>
  timed(async (time) => {
    for (const way of ["stream", "poll"] as const) {
      const { socket, ended } = opened(way);
      const most = way === "poll" ? limits.halfOpenPolls : limits.halfOpen;
      socket.noteRequest();
      await time.pass(most - 1_000);
      socket.takeFrames(1, body());
      await time.pass(most - 1_000);
      if (way === "poll") await socket.answerPoll(1);
      else socket.takeFrames(1, body());
      await time.pass(most - 1_000);
      assert.deepEqual(ended, []);
      await time.pass(2_000);
      assert.deepEqual(ended, [WebSocket.CLOSED]);
    }
  }));

Deno.test("a client that slowly reads a long poll response counts as present (SYNC-14, O-8)", () =>
  timed(async (time) => {
    const { socket, ended } = opened("poll");
    for (let n = 0; n < 4; n++) socket.send(new Uint8Array(60_000));
    const answer = await socket.answerPoll(1);
    const reader = answer!.body.getReader();
    let bytes = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.length;
      await time.pass(limits.halfOpenPolls - 1_000);
    }
    assert.equal(bytes, answer!.length);
    assert.deepEqual(ended, []);
    socket.end();
  }));

Deno.test("a socket that the engine rejects frees its place (SYNC-12, O-8)", () =>
  timed(async (time) => {
    const app = {
      settings: {},
      identities: { identify: () => Promise.resolve({ role: "teacher" }) },
      spending: { noteAddress() {} },
      authority: { socketLimit: () => ({ key: "one", most: 1 }) },
      sync: {
        connectWire() {
          throw new Error("broken");
        },
      },
    } as unknown as App;
    const endpoint = new SocketEndpoint(app);
    const url = "http://localhost/sync/s?v=2&over=poll";
    const asked = new Request(url, { method: "POST" });
    await assert.rejects(endpoint.answer(asked, "here"), /broken/);
    let isEmpty = false;
    void endpoint.gate.whenAllClosed().then(() => isEmpty = true);
    await time.pass(0);
    assert.equal(isEmpty, false, "it is counted");
    await time.pass(limits.halfOpenPolls);
    assert.equal(isEmpty, true);
  }));

Deno.test("a closed socket ends after a while, also without a reader (O-8)", () =>
  timed(async (time) => {
    const { socket, ended } = opened("stream");
    socket.noteRequest();
    socket.close(1012, "restart");
    socket.noteRequest();
    await time.pass(limits.closing + 1);
    assert.deepEqual(ended, [WebSocket.CLOSED]);
  }));

interface PostOptions {
  query?: string;
  id?: string;
  bytes?: Uint8Array<ArrayBuffer> | null;
  headers?: Record<string, string>;
}

function post(
  who: Visitor,
  path: string,
  { id, bytes, headers, query }: PostOptions,
) {
  return fetch(`${who.place.url}/sync/${path}${query}`, {
    method: "POST",
    body: bytes,
    headers: {
      ...who.headers(),
      ...id && { "homeroom-socket": id },
      ...headers,
    },
  });
}

const opening = (way: string) => `?v=2&over=${way}`;

async function open(who: Visitor, session: string): Promise<string> {
  const answer = await post(who, session, { query: opening("poll") });
  assert.equal(answer.status, 200);
  const [, id] = /data: (\S+)/.exec(await answer.text()) ?? [];
  assert.ok(id);
  return id;
}

async function statusOf(asked: Promise<Response>): Promise<number> {
  const { status, body } = await asked;
  await body?.cancel();
  return status;
}

testClass(
  "a request socket opens only with a valid cookie and our own origin (ACCESS-4, O-8)",
  async ({ server, session, teacher }) => {
    const { visitor: amy } = await joinClass(server, session.code, "Amy");
    const { visitor: ben } = await joinClass(server, session.code, "Ben");
    const nobody = new Visitor(server);
    const query = opening("stream");
    assert.equal(await statusOf(post(nobody, session.id, { query })), 401);
    for (const origin of ["http://evil.example", "null"]) {
      const headers = { origin };
      const options = { query, headers };
      assert.equal(await statusOf(post(amy, session.id, options)), 403, origin);
    }
    const id = await open(amy, session.id);
    for (const query of ["?up=1", "?down=2", "?end=1"]) {
      for (const who of [ben, teacher, nobody]) {
        assert.equal(await statusOf(post(who, session.id, { query, id })), 404);
      }
      const headers = { origin: "http://evil.example" };
      const options = { query, id, headers };
      assert.equal(await statusOf(post(amy, session.id, options)), 403);
    }
    const status = (query: string) =>
      statusOf(post(amy, session.id, { query, id, bytes: body() }));
    for (const query of ["?up=0", "?up=x", "?up=1&down=2", "", "?down=7"]) {
      assert.equal(await status(query), 400, query);
    }
    assert.equal(await status("?up=1"), 204);
    assert.equal(await status("?end=2"), 204);
    assert.equal(await status("?up=3"), 404);
    // Neither GET nor a single document has such a socket.
    const plain = fetch(`${server.url}/sync/${session.id}${query}`);
    assert.equal(await statusOf(plain), 426);
    const document = `${session.id}/session`;
    assert.equal(await statusOf(post(amy, document, { query })), 426);
  },
);

testClass(
  "a poll response has its length, and of two parallel polls the later one is answered (O-8)",
  async ({ server, session }) => {
    const { visitor: amy } = await joinClass(server, session.code, "Amy");
    const opened = await post(amy, session.id, { query: opening("poll") });
    const text = await opened.text();
    assert.equal(opened.headers.get("content-length"), `${text.length}`);
    const [, id] = /data: (\S+)/.exec(text) ?? [];
    const polls = [1, 2].map(() =>
      statusOf(post(amy, session.id, { query: "?down=2", id }))
    );
    assert.equal(await Promise.race(polls), 400);
    const ended = post(amy, session.id, { query: "?end=1", id, bytes: body() });
    assert.equal(await statusOf(ended), 204);
    assert.deepEqual((await Promise.all(polls)).sort(), [400, 404]);
  },
);

testClassAlone(
  "at shutdown a stream and a waiting poll get 1012, and do not delay it (SYNC-15, O-8)",
  async ({ server, session }) => {
    const { visitor } = await joinClass(server, session.code, "Amy");
    const query = opening("stream");
    const stream = await post(visitor, session.id, { query });
    const id = await open(visitor, session.id);
    const poll = post(visitor, session.id, { query: "?down=2", id });
    server.signal("SIGTERM");
    const texts = [stream.text(), poll.then((answer) => answer.text())];
    for (const text of await Promise.all(texts)) {
      assert.match(text, /event: close\ndata: 1012 restart\n\n$/);
    }
    assert.equal(await server.ended(), 0);
  },
);

testClass(
  "a person without access gets the same close code as on a WebSocket (ACCESS-5, O-8)",
  async ({ server, session }) => {
    const { visitor: amy } = await joinClass(server, session.code, "Amy");
    const cases = [
      ["MW6UyqM4wahYYU7c", "stream", "4404 not-found"],
      ["MW6UyqM4wahYYU7c", "poll", "4404 not-found"],
      [session.id, "stream&as=king", "4400 malformed"],
    ];
    for (const [path, way, close] of cases) {
      const answer = await post(amy, path, { query: opening(way) });
      const text = await answer.text();
      assert.equal(text.split("event: close\ndata: ")[1], `${close}\n\n`);
    }
  },
);

testClass(
  "a request socket counts as a socket, and its end frees a place (SYNC-12, O-8)",
  async ({ server, session }) => {
    const { visitor } = await joinClass(server, session.code, "Mallory");
    const most = 32;
    const query = opening("stream");
    const streams = await Promise.all(
      Array.from({ length: most }, () => post(visitor, session.id, { query })),
    );
    const [first, ...others] = streams.map(({ body }) => body!.getReader());
    await Promise.all([first, ...others].map((it) => it.read()));
    const more = async () => {
      const answer = await post(visitor, session.id, {
        query: opening("poll"),
      });
      return /event: close\ndata: (.*)/.exec(await answer.text())?.[1];
    };
    assert.equal(await more(), "4429 too-often");
    const url = `${server.wsUrl}/sync/${session.id}?v=2`;
    const socket = await RawSocket.open(url, visitor.headers());
    const told = await socket.readFrame();
    assert.equal(told.kind === "close" && told.code, 4429);
    socket.connection.close();
    await first.cancel();
    await eventually(more, (told) => told === undefined, "there was room");
    await Promise.all(others.map((it) => it.cancel()));
  },
);

/** A request with its first byte, and its announced length. */
function begun(id: string, size: number): Request {
  const first = new ReadableStream({
    start: (controller) => controller.enqueue(frame(0)),
  });
  return new Request("http://localhost/sync/s?up=1", {
    method: "POST",
    headers: { "homeroom-socket": id, "content-length": `${size}` },
    body: first,
  });
}

Deno.test("a started body counts in full, and the oldest of the largest user ends (SYNC-12, O-8)", () =>
  timed(async (time) => {
    const requests = new RequestSockets(
      { settings: {}, arriving: new ArrivingBytes() } as App,
    );
    const holder = { session: "s", tokens: {} } as CookieHolder;
    const most = Math.floor(limits.unfinished / limits.message);
    const ended: string[] = [];
    const answers: Promise<Response>[] = [];
    const begin = async (who: string, name: string, size: number) => {
      const { socket } = opened("poll");
      socket.holder = who;
      socket.onclosing = (code) => ended.push(`${name} ${code}`);
      await requests.begin(socket, holder);
      answers.push(requests.answer(begun(socket.id, size), holder));
      await time.pass(0);
      return socket;
    };
    const sockets = [await begin("Amy", "Amy's", limits.message)];
    for (let n = 1; n < most; n++) {
      sockets.push(await begin("Mallory", `${n}`, limits.message));
    }
    sockets.push(await begin("Ben", "Ben's", limits.unfinishedCounts - 1));
    assert.deepEqual(ended, []);
    // A missing or excessive length reserves no more than the bound.
    sockets.push(await begin("Mallory", "longest", Number.MAX_SAFE_INTEGER));
    assert.deepEqual(ended, ["1 4429"]);
    assert.equal((await answers[1]).status, 429);
    for (const socket of sockets) socket.end();
    await Promise.all(answers);
    const later = await begin("Amy", "later", limits.message);
    assert.deepEqual(ended, ["1 4429"]);
    later.end();
  }));

Deno.test("a third parallel body of a socket is not read (SYNC-12, O-8)", async () => {
  const requests = new RequestSockets(
    { settings: {}, arriving: new ArrivingBytes() } as App,
  );
  const { socket } = opened("poll");
  const holder = holderOf("s", {});
  await requests.begin(socket, holder);
  const ask = () => requests.answer(begun(socket.id, 1_000), holder);
  const asked = [ask(), ask(), ask()];
  // Otherwise the third would wait for ever.
  socket.end();
  const answers = await Promise.all(asked);
  assert.deepEqual(answers.map(({ status }) => status), [400, 400, 429]);
});

Deno.test("the response that opens a polling socket has its length (O-8)", async () => {
  const requests = new RequestSockets(
    { settings: {}, arriving: new ArrivingBytes() } as App,
  );
  const { socket } = opened("poll");
  const { headers, body } = await requests.begin(socket, holderOf("s", {}));
  const text = await new Response(body).text();
  assert.equal(headers.get("content-length"), `${text.length}`);
  socket.end();
});

const holderOf = (
  session: string,
  tokens: { teacher?: string; member?: string },
) => ({ session, tokens }) as CookieHolder;

Deno.test("a socket accepts requests only with the cookies that opened it, in its class (ACCESS-4, O-8)", async () => {
  const requests = new RequestSockets(
    { settings: {}, arriving: new ArrivingBytes() } as App,
  );
  const { socket, came } = opened("stream");
  const both = { teacher: "t", member: "m" };
  await requests.begin(socket, holderOf("s", both));
  const ask = async (session: string, held: typeof both | object) => {
    const request = new Request("http://localhost/sync/s?up=1", {
      method: "POST",
      headers: { "homeroom-socket": socket.id },
      body: body(frame(1)),
    });
    return (await requests.answer(request, holderOf(session, held))).status;
  };
  const others = [
    ["other", both],
    ["s", { ...both, member: "another" }],
    ["s", { ...both, teacher: "another" }],
    ["s", { member: "m" }],
    ["s", { teacher: "t" }],
    ["s", {}],
  ] as const;
  for (const [session, held] of others) {
    assert.equal(await ask(session, held), 404, JSON.stringify(held));
  }
  assert.deepEqual(came, []);
  assert.equal(await ask("s", both), 204);
  assert.deepEqual(came, [[1]]);
  socket.end();
});

Deno.test("an oversized body is read up to its limit, and ends the socket (SYNC-12, O-8)", async () => {
  const requests = new RequestSockets(
    { settings: {}, arriving: new ArrivingBytes() } as App,
  );
  const { socket, came } = opened("stream");
  const codes: unknown[] = [];
  socket.onclosing = (it) => codes.push(it);
  const holder = holderOf("s", {});
  await requests.begin(socket, holder);
  const chunk = body(frame(...Array(1_000).fill(1)));
  let given = 0;
  const request = new Request("http://localhost/sync/s?up=1", {
    method: "POST",
    headers: { "homeroom-socket": socket.id },
    body: new ReadableStream({
      pull(controller) {
        given += chunk.length;
        if (given > 10 * limits.message) controller.close();
        else controller.enqueue(chunk);
      },
    }),
  });
  await requests.answer(request, holder);
  assert.deepEqual([came, codes], [[], [4413]]);
  assert.ok(given < 2 * limits.message, `${given} bytes were read`);
  socket.end();
});

testClassAlone(
  "incomplete bodies are few per socket, and affect nobody else (SYNC-12, O-8)",
  async (it) => {
    const { server, session, keep } = it;
    const { visitor } = await joinClass(server, session.code, "Mallory");
    const amy = await it.enter("Amy");
    const id = await open(visitor, session.id);
    const held: Deno.Conn[] = [];
    keep({ close: () => held.forEach((it) => it.close()) });
    for (let n = 0; n < 2; n++) {
      held.push(
        await halfSent(server, visitor, `/sync/${session.id}?up=1`, id),
      );
    }
    const third = () =>
      statusOf(
        post(visitor, session.id, { query: "?up=1", id, bytes: body() }),
      );
    await eventually(third, (status) => status === 429, "two are being read");
    await amy.sayAndSee("hello");
  },
);

async function halfSent(
  { url }: ServerAddress,
  who: Visitor,
  path: string,
  id: string,
): Promise<Deno.Conn> {
  const { hostname, port } = new URL(url);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  const headers = {
    host: `${hostname}:${port}`,
    ...who.headers(),
    "homeroom-socket": id,
    "content-length": String(limits.message),
  };
  const lines = Object.entries(headers).map((pair) => pair.join(": "));
  const head = [`POST ${path} HTTP/1.1`, ...lines, "", "x"].join("\r\n");
  await connection.write(new TextEncoder().encode(head));
  return connection;
}

testClass(
  "a close for abuse counts over requests as over sockets (O-8)",
  async ({ server, session }) => {
    const { visitor } = await joinClass(server, session.code, "Mallory");
    const id = await open(visitor, session.id);
    const bytes = body(
      makeOpenFrame({
        channel: 1,
        document: `${session.id}/session`,
        role: "",
        epoch: "",
        stateVector: frame(0),
      }),
      frame(),
    );
    const sent = post(visitor, session.id, { query: "?up=1", id, bytes });
    assert.equal(await statusOf(sent), 204);
    const answer = await post(visitor, session.id, { query: "?down=2", id });
    assert.match(
      await answer.text(),
      /event: close\ndata: 4400 malformed\n\n$/,
    );
  },
);

/** A wire over requests, which tries a WebSocket after a delay (ms). */
function wireOf(
  visitor: Visitor,
  session: string,
  way: RequestMode,
  wait: number,
) {
  const carriers: (ClientRequestSocket | WebSocket)[] = [];
  class Requests extends ClientRequestSocket {
    constructor(url: string, way: RequestMode) {
      super(url, way, (address, how) => {
        const headers = { ...visitor.headers(), ...how?.headers };
        return fetch(address, { ...how, headers });
      });
      carriers.push(this);
    }
  }
  class Socket extends WebSocket {
    constructor(url: string) {
      super(url, { headers: visitor.headers() } as unknown as string[]);
      carriers.push(this);
    }
  }
  const tries = new class extends WebSocketAttempts {
    override get msUntilNext() {
      return wait;
    }
  }();
  const parts = { Socket, Requests, tries } as unknown as ConstructorParameters<
    typeof ReturningSocket
  >[2];
  class Returning extends ReturningSocket {
    constructor(url: string) {
      super(url, way, parts);
    }
  }
  const url = `${visitor.place.wsUrl}/sync/${session}?v=2&pack=1`;
  const wire = new ClientWire(url, Returning as unknown as typeof WebSocket);
  return { wire, carriers };
}

const until = (is: () => boolean, what: string) =>
  eventually(() => Promise.resolve(is()), (it) => it, what);

for (const way of ["stream", "poll"] as const) {
  test(`a wire that moves from requests (${way}) to a socket loses and duplicates nothing (O-8)`, async ({ session, teacher, enter }) => {
    const ben = await enter("Ben");
    for (const wait of [0, 150]) {
      const { wire, carriers } = wireOf(teacher, session.id, way, wait);
      const its = { role: "teacher", holder: newId(), epoch: "" } as const;
      const rest = { ...its, isCached: false, wire };
      const [facts, room, own] = [
        openDocument({ ...rest, document: documentNames.session(session.id) }),
        openDocument({
          ...rest,
          document: documentNames.room(session.id, "main"),
        }),
        openDocument({
          ...rest,
          document: documentNames.member(session.id, session.member),
          isOwn: true,
        }),
      ];
      const all = [facts, room, own];
      const isIn = () => all.every((it) => it.status.value.state === "online");
      await until(isIn, "the page was in the class");
      const isHere = () => ben.onlineMembers().includes(session.member);
      await until(isHere, "Ben saw the teacher");
      const seen: boolean[] = [];
      for (const { status } of all) {
        status.subscribe(({ state }) => seen.push(state === "online"));
      }
      const { awareness } = ben.sessionDocument.provider;
      awareness.on("change", () => seen.push(isHere()));

      const texts = (doc = room.doc) =>
        doc.getArray<Message>("messages").toArray()
          .flatMap((it) => it.kind === "text" ? it.text : []);
      const before = texts();
      const said: string[] = [];
      const hasReturned = () =>
        carriers[1]?.readyState === WebSocket.OPEN &&
        carriers[0].readyState === WebSocket.CLOSED;
      for (let after = 0; after < 5; after += hasReturned() ? 1 : 0) {
        for (let n = 0; n < 5; n++) {
          const text = `${way} ${wait} ${said.length}`;
          said.push(text);
          own.doc.getArray("outbox").push([
            { id: newId(), kind: "say", room: "main", text },
          ]);
        }
        await until(() => texts().includes(said.at(-1)!), "it was said");
      }
      assert.deepEqual(texts(), [...before, ...said]);
      const hisTexts = () => texts(ben.room.doc);
      await until(() => hisTexts().includes(said.at(-1)!), "Ben had all");
      assert.deepEqual(hisTexts(), [...before, ...said]);
      assert.deepEqual(seen.filter((is) => !is), []);
      assert.equal(carriers.length, 2);
      for (const it of all) it.close();
      await until(() => !isHere(), "the teacher was gone");
    }
  });
}
