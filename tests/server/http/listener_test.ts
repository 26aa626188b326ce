import assert from "node:assert/strict";
import http from "node:http";
import { FairTurns } from "../../../server/http/fair_turns.ts";
import { Listener } from "../../../server/http/listener.ts";
import { limits } from "../../../sync/limits.ts";
import { testClassAlone } from "../../class.ts";
import { eventually, joinClass } from "../../people.ts";
import { RawSocket } from "../../sync/raw_socket.ts";

/** Registers a test whose timers or connections may outlast it. */
const test = (name: string, fn: () => unknown) =>
  Deno.test({
    name,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => void await fn(),
  });

const piece = new Uint8Array(64 * 1024);

/** Writes until the server stops reading, at most `most` times; returns the number of writes. */
async function pour(
  send: (n: number) => Promise<void>,
  most: number,
): Promise<number> {
  for (let sent = 0; sent < most; sent++) {
    try {
      await send(sent);
    } catch {
      return sent;
    }
  }
  return most;
}

const nothing = new Uint8Array(0), one = new Uint8Array(1);
const pong = new Uint8Array([0x8a, 0x80, 0, 0, 0, 0]);
const pongs = new Uint8Array(60_000).map((_, n) => pong[n % pong.length]);

/** Endless messages: up to 64 MiB on one socket, or 3,000 tiny pieces. */
const endless: Record<string, (socket: RawSocket) => Promise<number>> = {
  "fragments that never end": (socket) =>
    pour((n) => socket.sendPart(n ? 0x00 : 0x02, piece), 1000),
  "one huge frame": async (socket) => {
    await socket.sendPart(0x02, piece, 60 * 1024 * 1024);
    return await pour(() => socket.sendRaw(piece), 1000);
  },
  "fragments of one byte": (socket) =>
    pour((n) => socket.sendPart(n ? 0x00 : 0x02, one), 3000),
  "fragments of nothing": (socket) =>
    pour((n) => socket.sendPart(n ? 0x00 : 0x02, nothing), 3000),
  "control frames between fragments": async (socket) => {
    await socket.sendPart(0x02, one);
    return await pour(() => socket.sendRaw(pongs), 1000);
  },
};

testClassAlone(
  "an endless message is bounded on each kind of socket",
  async ({ server, session, keep, enter }) => {
    const { visitor } = await joinClass(server, session.code, "Mallory");
    const amy = await enter("Amy");
    const paths = [`${session.id}?v=2`, `${session.id}/session?v=1`];
    const check = async (path: string, name: string) => {
      const socket = await RawSocket.open(
        `${server.wsUrl}/sync/${path}`,
        visitor.headers(),
      );
      keep({ close: () => socket.connection.close() });
      const over = socket.waitForEnd();
      const sent = await endless[name](socket);
      // Unread bytes fill the system's buffers, and then the sender waits.
      const isWhole = sent === 1000;
      assert.ok(!isWhole, `all ${sent} pieces of ${name} were read`);
      const last = await over;
      // With too much under way the connection is reset before the frame is read.
      if (last?.kind === "close") {
        assert.equal(`${last.code} ${last.reason}`, "4413 too-large", name);
      }
    };
    const names = Object.keys(endless);
    await Promise.all(
      paths.flatMap((path) => names.map((name) => check(path, name))),
    );
    await amy.sayAndSee("hello");
  },
);

testClassAlone(
  "a frame without a mask, with reserved bits or deflated ends the socket",
  async ({ server, session, keep }) => {
    const { visitor } = await joinClass(server, session.code, "Mallory");
    const bad = [[0x82, 0x01, 0], [0xc2, 0x81, 0, 0, 0, 0, 0], [0x83, 0x80]];
    for (const bytes of bad) {
      const socket = await RawSocket.open(
        `${server.wsUrl}/sync/${session.id}?v=2`,
        visitor.headers(),
      );
      keep({ close: () => socket.connection.close() });
      await socket.sendRaw(new Uint8Array(bytes));
      const last = await socket.waitForEnd();
      assert.equal(last?.kind === "close" && last.code, 1002);
    }
  },
);

testClassAlone(
  "a client that does not answer a close is disconnected and frees its place",
  async ({ server, session, keep }) => {
    const { visitor } = await joinClass(server, session.code, "Mallory");
    const socket = await RawSocket.open(
      `${server.wsUrl}/sync/${session.id}?v=2&as=nobody`,
      visitor.headers(),
    );
    keep({ close: () => socket.connection.close() });
    const last = await socket.waitForEnd();
    assert.deepEqual(last, { kind: "close", code: 4400, reason: "malformed" });
  },
);

testClassAlone(
  "a repeated abuser gets no socket for a while, and affects nobody else",
  async ({ server, session, enter }) => {
    const { visitor } = await joinClass(server, session.code, "Mallory");
    const amy = await enter("Amy");
    const open = () =>
      RawSocket.open(
        `${server.wsUrl}/sync/${session.id}?v=2`,
        visitor.headers(),
      );
    let refusal = "", times = 0;
    for (; times < 200; times++) {
      let socket: RawSocket;
      try {
        socket = await open();
      } catch (answer) {
        refusal = (answer as Error).message;
        break;
      }
      await socket.sendPart(0x82, new Uint8Array([0, 9, 9]));
      let last = await socket.readFrame();
      while (last.kind === "data") last = await socket.readFrame();
      const malformed = { kind: "close", code: 4400, reason: "malformed" };
      assert.deepEqual(last, malformed);
      socket.connection.close();
    }
    assert.match(refusal, /^HTTP\/1.1 429 [^]*retry-after/i);
    assert.ok(times > 32, "whoever loses all they may have once is let in");
    await amy.sayAndSee("hello");
  },
);

testClassAlone(
  "a client's own close code is answered as it is, and does not count as abuse",
  async ({ server, session }) => {
    const { visitor } = await joinClass(server, session.code, "Mallory");
    for (let times = 0; times < 200; times++) {
      const code = [1009, 4400, 4413, 4429][times % 4];
      const socket = await RawSocket.open(
        `${server.wsUrl}/sync/${session.id}?v=2`,
        visitor.headers(),
      );
      const close = [0x88, 0x82, 0, 0, 0, 0, code >> 8, code & 0xff];
      await socket.sendRaw(new Uint8Array(close));
      const last = await socket.waitForEnd();
      assert.equal(last?.kind === "close" && last.code, code);
      socket.connection.close();
    }
  },
);

test("an incomplete request is ended", async () => {
  const fail = (_: unknown, error?: unknown) => assert.fail(String(error));
  const listener = new Listener(fail, fail, { requestHead: 200 });
  const { port } = await listener.listen(0, "127.0.0.1");
  const began = performance.now();
  const connection = await Deno.connect({ port });
  const half = "GET / HTTP/1.1\r\nHo";
  await connection.write(new TextEncoder().encode(half));
  const answer = await new Response(connection.readable).text()
    .catch(() => "");
  assert.match(answer, /^$|^HTTP\/1.1 408 /);
  const took = performance.now() - began;
  assert(took >= 200 && took < limits.requestHead, `${took} ms`);
  await listener.stop();
});

testClassAlone(
  "silent connections of one address above the limit are ended",
  async ({ server, keep, enter }) => {
    const { hostname, port } = new URL(server.url);
    const amy = await enter("Amy");
    const connect = async () => {
      const connection = await Deno.connect({ hostname, port: Number(port) });
      keep({
        close() {
          try {
            connection.close();
          } catch {
            // The server has ended it.
          }
        },
      });
      const over = connection.read(new Uint8Array(100)).catch(() => null);
      return { over };
    };
    const silent = [];
    for (let n = 0; n < limits.silent; n++) silent.push(await connect());
    let isOver = false;
    void silent[0].over.then(() => isOver = true);
    for (let n = 0; n < 20; n++) await connect();
    await silent[0].over;
    assert.ok(isOver);
    await amy.sayAndSee("hello");
  },
);

test("a failed response is reported once, and a client that leaves is not", async () => {
  const reports: string[] = [];
  const seen: Record<string, PromiseWithResolvers<void>> = {};
  const done = (path: string) => seen[path] ??= Promise.withResolvers<void>();
  const endless = (path: string, fails: boolean) =>
    new Response(
      new ReadableStream({
        pull(controller) {
          controller.enqueue(piece);
          if (fails) throw new Error(path);
        },
        cancel: () => done(path).resolve(),
      }),
    );
  const answers: Record<string, (req: Request) => Promise<Response>> = {
    "/throws": () => Promise.reject(new Error("/throws")),
    "/breaks": (_) => Promise.resolve(endless("/breaks", true)),
    "/down": (_) => Promise.resolve(endless("/down", false)),
    "/up": async (req) => {
      try {
        return new Response(await req.text());
      } finally {
        done("/up").resolve();
      }
    },
    "/": () => Promise.resolve(new Response("fine")),
  };
  const listener = new Listener(
    (req) => answers[new URL(req.url).pathname](req),
    (_, error) => reports.push((error as Error).message),
  );
  const { port } = await listener.listen(0, "127.0.0.1");
  const ask = async (text: string, leaves?: string) => {
    const connection = await Deno.connect({ port });
    await connection.write(new TextEncoder().encode(text));
    if (leaves) {
      await connection.read(new Uint8Array(1));
      connection.close();
      await done(leaves).promise;
      return "";
    }
    const all = await new Response(connection.readable).text()
      .catch(() => "");
    return all;
  };
  const get = (path: string) =>
    `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
  assert.match(await ask(get("/throws")), /^HTTP\/1.1 500 /);
  assert.deepEqual(reports.splice(0), ["/throws"]);
  const half = await ask(get("/breaks"));
  assert.doesNotMatch(half, /\r\n0\r\n\r\n$/, "it is not whole");
  assert.deepEqual(reports.splice(0), ["/breaks"]);
  assert.match(await ask(get("/").replace("GET", "TRACE")), /^HTTP\/1.1 405 /);
  await ask(get("/down"), "/down");
  const connection = await Deno.connect({ port });
  const start = "POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf";
  await connection.write(new TextEncoder().encode(start));
  assert.match(await ask(get("/")), /fine/);
  connection.close();
  await done("/up").promise;
  assert.match(await ask(get("/")), /fine/);
  assert.deepEqual(reports, []);
  await listener.stop();
});

test("pipelined requests are answered in order, and too many are not", async () => {
  let running = 0, most = 0, answered = 0;
  const listener = new Listener(
    async (req) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve));
      running--;
      answered++;
      return new Response(new URL(req.url).pathname);
    },
    (_, error) => assert.fail(String(error)),
  );
  const { port } = await listener.listen(0, "127.0.0.1");
  const send = async (count: number) => {
    const connection = await Deno.connect({ port });
    const all = Array.from({ length: count }, (_, n) => {
      const end = n === count - 1 ? "Connection: close\r\n" : "";
      return `GET /${n} HTTP/1.1\r\nHost: a\r\n${end}\r\n`;
    });
    await connection.write(new TextEncoder().encode(all.join("")));
    return await new Response(connection.readable).text().catch(() => "");
  };
  const few = await send(limits.pipelined);
  assert.deepEqual(
    few.match(/^\/\d+/gm),
    Array.from({ length: limits.pipelined }, (_, n) => `/${n}`),
  );
  assert.equal(most, 1);
  answered = 0;
  await send(2000);
  assert(answered <= limits.pipelined, `${answered} were answered`);
  assert.match(await send(1), /^\/0/m);
  await listener.stop();
});

test("a body in tiny pieces ends its connection, and too many headers are refused", async () => {
  let pieces = 0;
  const listener = new Listener(
    async ({ body }) => {
      let size = 0;
      pieces = 0;
      for await (const piece of body ?? []) {
        pieces++;
        size += piece.length;
      }
      return new Response(`read ${size}`);
    },
    (_, error) => assert.fail(String(error)),
  );
  const { port } = await listener.listen(0, "127.0.0.1");
  const send = async (text: string) => {
    const connection = await Deno.connect({ port });
    // The connection may end before all is sent.
    const bytes = new TextEncoder().encode(text);
    for (let sent = 0; sent < bytes.length;) {
      sent += await connection.write(bytes.subarray(sent))
        .catch(() => bytes.length);
    }
    return await new Response(connection.readable).text().catch(() => "");
  };
  const chunked = (chunk: string, count: number) =>
    "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" +
    "Transfer-Encoding: chunked\r\n\r\n" +
    `${chunk.length.toString(16)}\r\n${chunk}\r\n`.repeat(count) +
    "0\r\n\r\n";
  const large = "a".repeat(limits.bodyPiece);
  const honest: [chunk: string, count: number][] = [
    ["a", limits.bodyPieces],
    [large, 3 * limits.bodyPieces],
  ];
  for (const [chunk, count] of honest) {
    const answer = await send(chunked(chunk, count));
    assert.match(answer, new RegExp(`read ${chunk.length * count}`));
  }
  pieces = 0;
  assert.equal(await send(chunked("a", 50_000)), "");
  assert.ok(pieces <= limits.bodyPieces + 1000, `${pieces} came through`);

  const asking = (headers: number) => {
    const all = Array.from({ length: headers - 2 }, (_, n) => `a${n}: b\r\n`);
    return "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" +
      `${all.join("")}\r\n`;
  };
  assert.match(await send(asking(limits.headers)), /^HTTP\/1.1 200 /);
  assert.match(await send(asking(limits.headers + 1)), /^HTTP\/1.1 431 /);
  await listener.stop();
});

async function withListener(
  answer: (req: Request) => Promise<Response>,
  run: (
    send: (head: string[], body?: Uint8Array<ArrayBuffer>) => Promise<string>,
    port: number,
  ) => Promise<void>,
  options?: ConstructorParameters<typeof Listener>[2],
): Promise<void> {
  const listener = new Listener(
    answer,
    (_, error) => assert.fail(String(error)),
    options,
  );
  const { port } = await listener.listen(0, "127.0.0.1");
  const send = async (head: string[], body = nothing) => {
    const connection = await Deno.connect({ port });
    const text = [...head, "", ""].join("\r\n");
    await connection.write(new TextEncoder().encode(text));
    // The connection may end before all is sent.
    for (let sent = 0; sent < body.length;) {
      sent += await connection.write(body.subarray(sent))
        .catch(() => body.length);
    }
    return await new Response(connection.readable).text()
      .catch((error) => `lost: ${error.message}`);
  };
  try {
    await run(send, port);
  } finally {
    await listener.stop();
  }
}

test("a request with two Host headers, or with none, is refused", async () => {
  let asked = 0;
  const answer = () => {
    asked++;
    return Promise.resolve(new Response("fine"));
  };
  await withListener(answer, async (send) => {
    const get = "GET / HTTP/1.1", close = "Connection: close";
    for (const hosts of [["a", "b"], ["a", "a"], ["", "a"], []]) {
      const all = hosts.map((it) => `Host: ${it}`);
      const answer = await send([get, ...all, close]);
      assert.match(answer, /^HTTP\/1.1 400 /, String(hosts));
    }
    assert.equal(asked, 0);
    assert.match(await send([get, "Host: a", close]), /fine/);
    const upgrade = ["Connection: Upgrade", "Upgrade: websocket"];
    const two = ["Host: a", "Host: b"];
    const refused = await send([get, ...two, ...upgrade]);
    assert.match(refused, /^HTTP\/1.1 400 /);
  });
});

const length = 12 * 1024 * 1024;

const early: Record<string, (req: Request) => Promise<unknown>> = {
  "unread": () => Promise.resolve(),
  "cancelled": async ({ body }) => await body?.cancel(),
  "read in part, then left": async ({ body }) => {
    for await (const _ of body ?? []) break;
  },
  "read in part, then cancelled": async ({ body }) => {
    const reader = body!.getReader();
    await reader.read();
    void reader.read();
    await reader.cancel();
  },
};

for (const [how, read] of Object.entries(early)) {
  Deno.test({
    name: `a refusal arrives while its body is ${how}`,
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      const answer = async (req: Request) => {
        await read(req);
        return new Response("too large", { status: 413 });
      };
      await withListener(answer, async (send) => {
        const head = [
          "POST / HTTP/1.1",
          "Host: a",
          `Content-Length: ${length}`,
        ];
        const all = await Promise.all(
          Array.from({ length: 12 }, () => send(head, new Uint8Array(length))),
        );
        for (const it of all) assert.match(it, /^HTTP\/1.1 413 [^]*too large/);
      });
    },
  });
}

test("a response that breaks off while its client reads nothing ends its connection (O-8)", async () => {
  let isOver = false;
  const answer = ({ signal }: Request) => {
    signal.addEventListener("abort", () => isOver = true);
    const body = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(3 * length));
        const error = new DOMException("", "AbortError");
        setTimeout(() => controller.error(error));
      },
    }, { highWaterMark: 0 });
    return Promise.resolve(new Response(body));
  };
  await withListener(answer, async (_, port) => {
    using connection = await Deno.connect({ port });
    const head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    await connection.write(new TextEncoder().encode(head));
    const looked = () => Promise.resolve(isOver);
    await eventually(looked, (it) => it, "the connection was ended");
  });
});

test("a refused body is read only up to its limit", async () => {
  const answer = () => Promise.resolve(new Response("no", { status: 413 }));
  await withListener(answer, async (_, port) => {
    const connection = await Deno.connect({ port });
    const head =
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\n\r\n";
    await connection.write(new TextEncoder().encode(head));
    const most = 4 * limits.droppedBytes / piece.length;
    const sent = await pour(async () => {
      for (let at = 0; at < piece.length;) {
        at += await connection.write(piece.subarray(at));
      }
    }, most);
    assert.ok(sent < most, `${sent} pieces were read`);
    assert.ok(sent * piece.length >= limits.droppedBytes);
    connection.close();
  });
});

test("a refused body that stalls ends with its connection", async () => {
  const answer = () => Promise.resolve(new Response("no", { status: 413 }));
  await withListener(answer, async (_, port) => {
    const connection = await Deno.connect({ port });
    const head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999\r\n\r\n";
    await connection.write(new TextEncoder().encode(head));
    while (await connection.read(new Uint8Array(999)) !== null);
    const sent = await pour(async () => {
      await connection.write(one);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }, 200);
    assert.ok(sent < 200);
    connection.close();
  }, { droppedWithin: 50 });
});

const manyConnections = 30;

async function sendUnread(port: number, each: number, lines: string[] = []) {
  const all = await Promise.all(
    Array.from({ length: manyConnections }, () => Deno.connect({ port })),
  );
  const head = ["GET / HTTP/1.1", "Host: a", ...lines, "", ""].join("\r\n");
  const bytes = new TextEncoder().encode(head.repeat(each));
  await Promise.all(all.map((it) => it.write(bytes)));
  return all;
}

test("requests of many connections start one per event-loop turn, and none is refused", async () => {
  let inTurn = 0, most = 0, begun = 0;
  const all = Promise.withResolvers<void>();
  const answer = () => {
    most = Math.max(most, ++inTurn);
    if (inTurn === 1) setImmediate(() => inTurn = 0);
    if (++begun === manyConnections) all.resolve();
    return new Promise<Response>(() => {});
  };
  await withListener(answer, async (_, port) => {
    const connections = await sendUnread(port, 1);
    await all.promise;
    assert.equal(most, 1);
    for (const it of connections) it.close();
  });
});

test("a third pipelined request does not start while two are unread", async () => {
  let begun = 0;
  const answer = () => {
    begun++;
    return Promise.resolve(new Response("fine"));
  };
  await withListener(answer, async (send, port) => {
    const connections = await sendUnread(port, 16);
    await Promise.all(
      connections.map((it) => new Response(it.readable).text().catch(() => "")),
    );
    assert.ok(begun <= 2 * manyConnections, `${begun} were begun`);
    assert.match(
      await send(["GET / HTTP/1.1", "Host: a", "Connection: close"]),
      /fine/,
    );
  });
});

test("no stack trace is logged for requests whose client has gone", async () => {
  let aborted = 0, written = 0;
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = (error) => {
    if ("code" in error && error.code === "ECONNRESET") written++;
    return "";
  };
  const { destroy } = http.IncomingMessage.prototype;
  http.IncomingMessage.prototype.destroy = function (error) {
    if (error) aborted++;
    return destroy.call(this, error);
  };
  try {
    const answer = () => Promise.resolve(new Response("fine"));
    await withListener(answer, async (_, port) => {
      const connections = await sendUnread(port, 16);
      await Promise.all(
        connections.map((it) =>
          new Response(it.readable).text().catch(() => "")
        ),
      );
    });
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    http.IncomingMessage.prototype.destroy = destroy;
  }
  assert.ok(aborted > manyConnections, `${aborted} were aborted`);
  assert.equal(written, 0);
});

Deno.test("sockets are read between requests that go on after they have begun (SYNC-18)", async () => {
  const turns = new FairTurns();
  const { promise, resolve } = Promise.withResolvers<void>();
  const { setTimeout: setReal } = globalThis;
  const count = 12;
  let begun = 0, timers = 0;
  const goOn = async () => {
    await Promise.resolve();
    for (
      const until = performance.now() + limits.workPerTurn / 2;
      performance.now() < until;
    );
    if (begun === count) resolve();
  };
  const begin = () => {
    begun++;
    void goOn();
  };
  try {
    globalThis.setTimeout = ((...given: Parameters<typeof setReal>) => {
      timers++;
      return setReal(...given);
    }) as typeof setReal;
    for (let n = 0; n < count; n++) turns.enqueue("a", begin);
    await promise;
  } finally {
    globalThis.setTimeout = setReal;
  }
  assert.ok(timers >= count / 4, `${timers} timers`);
});

test("a request waits for at most one request of each other address, behind a proxy too", async () => {
  const order: string[] = [];
  const from = (headers: Pick<Headers, "get">) =>
    headers.get("x-forwarded-for")!;
  const answer = ({ headers }: Request) => {
    order.push(from(headers));
    return Promise.resolve(new Response("fine"));
  };
  await withListener(answer, async (send, port) => {
    const turns = new FairTurns();
    const begun: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    for (let n = 0; n < 100; n++) turns.enqueue("a", () => begun.push("a"));
    for (let n = 0; n < 3; n++) turns.enqueue("b", () => begun.push("b"));
    turns.enqueue("c", () => resolve(void begun.push("c")));
    await promise;
    assert.deepEqual(begun, ["a", "b", "c"]);

    const connections = await sendUnread(port, 1, ["X-Forwarded-For: a"]);
    const close = ["Host: a", "Connection: close"];
    await send(["GET / HTTP/1.1", "X-Forwarded-For: b", ...close]);
    assert.equal(order.filter((it) => it === "b").length, 1);
    for (const it of connections) it.close();
  }, { addressOf: (headers) => from(headers) });
});
