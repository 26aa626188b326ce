import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { newId } from "../../../classroom/model/ids.ts";
import { SocketGate } from "../../../server/http/socket_gate.ts";
import { makeOpenFrame } from "../../../sync/wire_format.ts";
import { testClassAlone as test } from "../../class.ts";
import { School } from "../../classroom/school.ts";
import { DocumentSocket } from "../../document_socket.ts";
import { sendRequest, withServer } from "../../http.ts";
import {
  createSession,
  eventually,
  joinClass,
  type ServerAddress,
  signUp,
} from "../../people.ts";
import { withSharedServer } from "../../shared_server.ts";
import { RawSocket } from "../../sync/raw_socket.ts";

async function newClass(server: ServerAddress) {
  const lin = await signUp(server);
  const { id: session, code } = await createSession(lin);
  return { lin, session, code, teacher: lin.headers().cookie };
}

async function joinByCode(server: ServerAddress, code: string, name: string) {
  const { visitor, member } = await joinClass(server, code, name);
  return { cookie: visitor.headers().cookie, member };
}

async function knock(
  server: ServerAddress,
  path: string,
  headers: Record<string, string>,
): Promise<{ code: number; reason: string } | "open"> {
  const socket = new WebSocket(
    `${server.wsUrl}/sync/${path}`,
    { headers } as unknown as string[],
  );
  const { promise, resolve } = Promise.withResolvers<
    { code: number; reason: string } | "open"
  >();
  socket.onmessage = () => resolve("open");
  socket.onerror = (event) => event.preventDefault();
  socket.onclose = ({ code, reason }) => resolve({ code, reason });
  const outcome = await promise;
  if (outcome === "open") {
    const closed = new Promise((done) => socket.onclose = done);
    socket.close();
    await closed;
  }
  return outcome;
}

async function upgrade(
  server: ServerAddress,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(server.url);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  const lines = [
    `GET /sync/${path} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    "Connection: Upgrade, close",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  await connection.write(
    new TextEncoder().encode(lines.join("\r\n") + "\r\n\r\n"),
  );
  const buffer = new Uint8Array(4096);
  const read = await connection.read(buffer) ?? 0;
  connection.close();
  const text = new TextDecoder().decode(buffer.subarray(0, read));
  return { status: Number(text.split(" ")[1]), text };
}

Deno.test("a missing or invalid cookie or foreign Origin is refused before the upgrade (ACCESS-4)", () =>
  withSharedServer({}, async (server) => {
    const { session, teacher } = await newClass(server);
    const path = `${session}/session`;
    assert.equal((await upgrade(server, path)).status, 401);
    const wrong = `teacher=${"x".repeat(43)}; member_${session}=${
      "y".repeat(43)
    }`;
    assert.equal((await upgrade(server, path, { cookie: wrong })).status, 401);
    for (const origin of ["http://evil.example", "null"]) {
      const { status } = await upgrade(server, path, {
        cookie: teacher,
        origin,
      });
      assert.equal(status, 403, origin);
    }
    const origin = server.url;
    assert.equal(
      (await upgrade(server, path, { cookie: teacher, origin })).status,
      101,
    );
    assert.equal(
      (await upgrade(server, path, { cookie: teacher })).status,
      101,
    );
    const plain = await fetch(`${server.url}/sync/${path}`);
    assert.equal(plain.status, 426);
    await plain.body?.cancel();
  }));

Deno.test("after 200 refused upgrades an address gets 429, and a valid cookie still gets in (SYNC-12)", () =>
  withServer({ TRUST_PROXY: "1" }, async (server) => {
    const { session, teacher } = await newClass(server);
    const path = `${session}/session`;
    const from = { "x-forwarded-for": "5.5.5.5" };
    for (let i = 0; i < 200; i++) {
      assert.equal((await upgrade(server, path, from)).status, 401);
    }
    const { status, text } = await upgrade(server, path, from);
    assert.equal(status, 429);
    assert.match(text.toLowerCase(), /retry-after: \d/);
    const good = await upgrade(server, path, { ...from, cookie: teacher });
    assert.equal(good.status, 101);
    const other = { "x-forwarded-for": "6.6.6.6" };
    assert.equal((await upgrade(server, path, other)).status, 401);
  }));

Deno.test("a valid cookie without access is accepted and closed with 4404 (ACCESS-5)", () =>
  withSharedServer({}, async (server) => {
    const mine = await newClass(server);
    const other = await newClass(server);
    const amy = await joinByCode(server, mine.code, "Amy");
    const ben = await joinByCode(server, mine.code, "Ben");
    const notFound = { code: 4404, reason: "not-found" };
    const cases: [path: string, cookie: string][] = [
      [`${other.session}/session`, mine.teacher],
      [`${other.session}/session`, amy.cookie],
      [`${mine.session}/staff`, amy.cookie],
      [`${mine.session}/member/${ben.member}`, amy.cookie],
      [`${mine.session}/room/nothing`, amy.cookie],
      [`${mine.session}/nothing`, mine.teacher],
      ["nothing/session", mine.teacher],
      ["%ff", mine.teacher],
      // Malformed, and still a document's address.
      ["%00/session?v=1", mine.teacher],
      ["%00/session?v=1", amy.cookie],
      ["%ff/session?v=1", mine.teacher],
      [`${mine.session}/session?as=teacher`, amy.cookie],
    ];
    for (const [path, cookie] of cases) {
      assert.deepEqual(await knock(server, path, { cookie }), notFound, path);
    }
    assert.equal(
      await knock(server, `${mine.session}/session`, { cookie: amy.cookie }),
      "open",
    );
    const both = { cookie: `${mine.teacher}; ${amy.cookie}` };
    for (const name of ["staff", `member/${amy.member}`]) {
      assert.equal(
        await knock(server, `${mine.session}/${name}`, both),
        "open",
        name,
      );
    }
  }));

Deno.test("another protocol version or epoch is told to reload", () =>
  withSharedServer({}, async (server) => {
    const { session, teacher: cookie } = await newClass(server);
    const path = `${session}/session`;
    for (const query of ["v=2", "v=", "v=1&e=other"]) {
      const closed = await knock(server, `${path}?${query}`, { cookie });
      assert.equal(typeof closed === "object" && closed.code, 4409, query);
    }
    assert.equal(await knock(server, `${path}?v=1`, { cookie }), "open");
    const closed = await knock(server, `${path}?as=nobody`, { cookie });
    assert.deepEqual(closed, { code: 4400, reason: "malformed" });
  }));

async function dial(
  server: ServerAddress,
  session: string,
  { cookie }: { cookie: string },
  page: string,
) {
  const socket = new WebSocket(
    `${server.wsUrl}/sync/${session}?v=2&page=${page}`,
    { headers: { cookie } } as unknown as string[],
  );
  const closed = new Promise<[number, string]>((go) =>
    socket.onclose = ({ code, reason }) => go([code, reason])
  );
  await new Promise((go) => socket.onopen = go);
  const answered = new Promise((go) => socket.onmessage = go);
  const document = `${session}/session`, stateVector = new Uint8Array([0]);
  const asked = { channel: 1, document, role: "", epoch: "", stateVector };
  socket.send(makeOpenFrame(asked));
  await answered;
  return { socket, closed };
}

Deno.test("a returning page ends its own earlier wire, and no other whatever name it claims (SYNC-12)", () =>
  withSharedServer({}, async (server) => {
    const { session, code, teacher } = await newClass(server);
    const [amy, ben] = [
      await joinByCode(server, code, "Amy"),
      await joinByCode(server, code, "Ben"),
    ];
    const before = await dial(server, session, amy, "page");
    const others = [
      await dial(server, session, amy, "another"),
      await dial(server, session, ben, "page"),
      await dial(server, session, { cookie: teacher }, "page"),
    ];
    const after = await dial(server, session, amy, "page");
    assert.deepEqual(await before.closed, [1012, "renewed"]);
    for (const { socket, closed } of [...others, after]) {
      assert.equal(socket.readyState, WebSocket.OPEN);
      socket.close();
      await closed;
    }
    for (const page of ["", "a%20b", "x".repeat(41)]) {
      const path = `${session}?v=2&page=${page}`;
      const refused = await knock(server, path, amy);
      assert.deepEqual(refused, { code: 4400, reason: "malformed" }, page);
    }
  }));

Deno.test("signing out and a new password close only the sockets of the ended sign-ins", () =>
  withSharedServer({}, async (server) => {
    const { lin, session, teacher: here } = await newClass(server);
    const me = await lin.askExpecting(200, "GET", "/api/me");
    const { email } = me.body.teacher;
    const signIn = async () => {
      const body = { email, password: "correct horse" };
      return (await sendRequest(server, "POST", "/api/login", { body })).cookie;
    };
    const [there, elsewhere] = [await signIn(), await signIn()];
    const open = async (cookie: string) => {
      const socket = new DocumentSocket(
        `${server.wsUrl}/sync/${session}/session`,
        { headers: { cookie } } as unknown as string[],
      );
      const closed = new Promise<[number, string]>((go) =>
        socket.onclose = ({ code, reason }) => go([code, reason])
      );
      await new Promise((go) => socket.onmessage = go);
      return { socket, closed };
    };
    const [mine, other, third] = [
      await open(here),
      await open(there),
      await open(elsewhere),
    ];
    await sendRequest(server, "POST", "/api/logout", { cookie: there });
    assert.deepEqual(await other.closed, [4401, "not-signed-in"]);
    assert.equal(mine.socket.readyState, WebSocket.OPEN);
    assert.equal(third.socket.readyState, WebSocket.OPEN);

    const body = { password: "battery staple", oldPassword: "correct horse" };
    const changed = await sendRequest(server, "PATCH", "/api/me", {
      cookie: here,
      body,
    });
    assert.deepEqual(await third.closed, [4401, "not-signed-in"]);
    assert.deepEqual(await mine.closed, [1012, "renewed"], "to come back");
    for (const cookie of [here, there, elsewhere]) {
      const refused = await upgrade(server, `${session}/session`, { cookie });
      assert.equal(refused.status, 401);
    }
    const back = await open(changed.cookie);
    back.socket.close();
    await back.closed;
  }));

Deno.test("SIGTERM closes sockets with 1012 (SYNC-15)", () =>
  withServer({}, async (server) => {
    const { session, teacher: cookie } = await newClass(server);
    const socket = new DocumentSocket(
      `${server.wsUrl}/sync/${session}/session`,
      { headers: { cookie } } as unknown as string[],
    );
    await new Promise((go) => socket.onmessage = go);
    const closed = new Promise<CloseEvent>((go) => socket.onclose = go);
    server.signal("SIGTERM");
    assert.equal((await closed).code, 1012);
    assert.equal(await server.ended(), 0);
  }));

Deno.test("a member has at most twice the allowed sockets, including closing ones (SYNC-12)", async () => {
  await using school = await School.open();
  const session = await school.createSession();
  const gate = new SocketGate(school.app);
  const who = await school.ownerIdentity(session.id);
  const { max } = school.app.authority.socketLimit(who);
  const sockets: EventEmitter[] = [];
  const open = async () => {
    const make = () => {
      const socket = new EventEmitter();
      sockets.push(socket);
      return Object.assign(socket, { holder: "", onclosing() {} });
    };
    const req = new Request("http://localhost/sync");
    const given = await gate.open({ req, address: "::1", make }, who);
    return given instanceof Response ? given.status : 101;
  };
  for (let i = 0; i < 2 * max; i++) assert.equal(await open(), 101);
  assert.equal(await open(), 429);
  sockets[0].emit("close");
  assert.equal(await open(), 101);
  assert.equal(await open(), 429);
});

test("a client that never answers a close runs out of sockets, and affects nobody else (SYNC-12)", async ({ server, session, keep, enter }) => {
  const { visitor } = await joinClass(server, session.code, "Mallory");
  const amy = await enter("Amy");
  const held: RawSocket[] = [];
  keep({ close: () => held.forEach((it) => it.connection.close()) });
  /** Asks for sockets at once; returns how many were given. */
  const hold = async (path: string, count: number) => {
    const before = held.length;
    const open = async () => {
      const url = `${server.wsUrl}/sync/${path}?v=2`;
      const socket = await RawSocket.open(url, visitor.headers()).catch(
        (answer: Error) => {
          assert.match(answer.message, /^HTTP\/1.1 429 [^]*retry-after/);
        },
      );
      if (socket) held.push(socket);
    };
    await Promise.all(Array.from({ length: count }, open));
    return held.length - before;
  };
  /**
   * Asks again until the server refuses: it gives up closed sockets after 3 s, so a slow test has room for
   * more.
   */
  const fill = async (path: string) => {
    for (let given = 0;;) {
      const now = await hold(path, 250);
      given += now;
      if (now < 250) return given;
    }
  };
  assert.ok(await fill(session.id) >= 64);
  assert.ok(await fill(newId()) >= 200, "for an unknown class, too");
  await amy.sayAndSee("hello");
  held.shift()?.connection.close();
  const again = await eventually(
    () => hold(session.id, 1),
    (given) => given === 1,
    "there was room again",
  );
  assert.equal(again, 1);
});
