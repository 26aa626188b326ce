import assert from "node:assert/strict";
import * as Y from "yjs";
import type { App } from "../../../classroom/app.ts";
import { documentNames } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { costOfFrame, hasToken } from "../../../server/http/call_frames.ts";
import { Listener } from "../../../server/http/listener.ts";
import { SocketEndpoint } from "../../../server/http/socket_endpoint.ts";
import {
  controlNumber,
  makeOpenFrame,
  readServerControl,
  type ServerControl,
  splitFrame,
} from "../../../sync/wire_format.ts";
import { testClass as test } from "../../class.ts";
import { type ServerAddress, upgradeStatus, Visitor } from "../../people.ts";

// The way onto a wire (`/sync/<session>?v=2`): before the upgrade, then by channel.

class Wire {
  readonly #socket: WebSocket;
  readonly news: ServerControl[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly opened: Promise<unknown>;
  readonly #waiting: (() => void)[] = [];
  #count = 0;

  constructor(place: ServerAddress, visitor: Visitor, path: string) {
    const options = { headers: visitor.headers() };
    const url = `${place.wsUrl}/sync/${path}`;
    this.#socket = new WebSocket(url, options as unknown as string[]);
    this.#socket.binaryType = "arraybuffer";
    this.opened = new Promise((resolve) => this.#socket.onopen = resolve);
    this.closed = new Promise((resolve) => this.#socket.onclose = resolve);
    this.#socket.onmessage = ({ data }) => {
      const { number, body } = splitFrame(new Uint8Array(data));
      if (number === controlNumber) this.news.push(readServerControl(body));
      for (const look of this.#waiting.splice(0)) look();
    };
  }

  async open(document: string, role = ""): Promise<string> {
    const channel = ++this.#count;
    const stateVector = Y.encodeStateVector(new Y.Doc());
    const asked = { channel, document, role, epoch: "", stateVector };
    this.#socket.send(makeOpenFrame(asked));
    return await this.said(channel, ["opened", "closed"]);
  }

  async said(channel: number, kinds: string[]): Promise<string> {
    for (;;) {
      for (const news of this.news) {
        if (!("channel" in news) || news.channel !== channel) continue;
        if (!kinds.includes(news.kind)) continue;
        return news.kind === "closed"
          ? `${news.code} ${news.reason}`
          : news.kind;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  close() {
    this.#socket.close();
  }
}

test("a wire without a cookie, with a foreign origin or malformed is refused (ACCESS-4)", async ({ server, session, teacher, keep }) => {
  const path = `/sync/${session.id}?v=2`;
  const nobody = new Visitor(server);
  assert.equal(await upgradeStatus(server, path), 401);
  assert.equal(await upgradeStatus(server, path, nobody.headers()), 401);
  for (const origin of ["https://elsewhere.example", "null"]) {
    const headers = { ...teacher.headers(), origin };
    assert.equal(await upgradeStatus(server, path, headers), 403);
  }
  const whole = documentNames.session(session.id);
  for (const not of [`${session.id}?v=1`, `${whole}?v=2`, `${whole}?v=3`]) {
    const { code } = await keep(new Wire(server, teacher, not)).closed;
    assert.equal(code, 4409, not);
  }
  const wire = keep(new Wire(server, teacher, session.id));
  await wire.opened;
  assert.equal(await wire.open(whole), "opened");
});

test("a cookie for another class opens a wire that closes with 4404 (ACCESS-5)", async ({ server, session, enter, keep }) => {
  const amy = await enter("Amy"), ben = await enter("Ben");
  const elsewhere = new Wire(server, amy.visitor, `${newId()}?v=2`);
  assert.equal((await keep(elsewhere).closed).code, 4404);
  const wire = keep(new Wire(server, amy.visitor, `${session.id}?v=2`));
  await wire.opened;
  const found = await Promise.all([
    wire.open(documentNames.session(session.id)),
    wire.open(documentNames.member(session.id, amy.member)),
    wire.open(documentNames.member(session.id, ben.member)),
    wire.open(documentNames.staff(session.id)),
    wire.open(documentNames.session(newId())),
    wire.open(documentNames.room(session.id, "main"), "teacher"),
    wire.open(documentNames.room(session.id, "main"), "everybody"),
    wire.open(documentNames.room(session.id, "main"), "member"),
  ]);
  assert.deepEqual(found, [
    "opened",
    "opened",
    "4404 not-found",
    "4404 not-found",
    "4404 not-found",
    "4404 not-found",
    "4400 malformed",
    "opened",
  ]);
});

test("a removal ends a wire's channels, and a sign-out those that it ends (ACCESS-1)", async ({ server, session, teacher, teaching, enter, keep }) => {
  const amy = await enter("Amy");
  const room = documentNames.room(session.id, "main");
  const hers = keep(new Wire(server, amy.visitor, `${session.id}?v=2`));
  const theirs = keep(new Wire(server, teacher, `${session.id}?v=2`));
  await Promise.all([hers.opened, theirs.opened]);
  assert.equal(await hers.open(room), "opened");
  assert.equal(await theirs.open(room), "opened");
  assert.equal(
    await theirs.open(documentNames.member(session.id, teaching.member)),
    "opened",
  );
  const removed = `/api/sessions/${session.id}/members/${amy.member}`;
  await teacher.askExpecting(204, "DELETE", removed, {});
  assert.equal(await hers.said(1, ["closed"]), "4403 removed");
  assert.equal(await hers.open(room), "4403 removed");
  await teacher.askExpecting(204, "POST", "/api/logout", {});
  for (const channel of [1, 2]) {
    assert.equal(await theirs.said(channel, ["closed"]), "4401 not-signed-in");
  }
  assert.equal(await theirs.open(room), "4401 not-signed-in");
});

// The endpoint by itself, with sockets of the real runtime.

async function knock(port: number): Promise<Deno.TcpConn> {
  const connection = await Deno.connect({ port });
  const lines = [
    "GET /sync/s/session HTTP/1.1",
    `Host: localhost:${port}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  ];
  await connection.write(
    new TextEncoder().encode(lines.join("\r\n") + "\r\n\r\n"),
  );
  return connection;
}

Deno.test({
  name:
    "a socket whose client left during identification ends by itself (SYNC-12, SYNC-15)",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const sockets: WebSocket[] = [];
    const gone = Promise.withResolvers<void>();
    const upgrades = 11;
    let asked = 0;
    let look = () => {};
    const until = (holds: () => boolean) =>
      new Promise<void>((resolve) => {
        look = () => holds() && resolve();
        look();
      });
    const app = {
      settings: {},
      identities: {
        async identify() {
          if (asked++ > 0) {
            look();
            await gone.promise;
          }
          return { role: "teacher" };
        },
      },
      spending: { noteAddress() {} } satisfies Partial<App["spending"]>,
      authority: { socketLimit: () => ({ key: "one", most: 200 }) },
      sync: { connect: (socket: WebSocket) => sockets.push(socket) },
    } as unknown as App;
    const endpoint = new SocketEndpoint(app);
    const statuses: number[] = [];
    const listener = new Listener(async (request) => {
      const response = await endpoint.answer(request, "here");
      statuses.push(response.status);
      look();
      return response;
    }, (_, error) => {
      throw error;
    });
    const { port } = await listener.listen(0, "127.0.0.1");

    const opened = Promise.withResolvers<void>();
    const client = new WebSocket(`ws://127.0.0.1:${port}/sync/s/session`);
    client.onopen = () => opened.resolve();
    await opened.promise;
    assert.equal(sockets[0].readyState, WebSocket.OPEN);

    const knocks = Array.from({ length: upgrades - 1 }, () => knock(port));
    const connections = await Promise.all(knocks);
    await until(() => asked === upgrades);
    for (const connection of connections) connection.close();
    gone.resolve();
    await until(() => statuses.length === upgrades);
    await Promise.all(
      sockets.slice(1).map((socket) =>
        socket.readyState === WebSocket.CLOSED ||
        new Promise((resolve) => socket.onclose = resolve)
      ),
    );

    let isEmpty = false;
    endpoint.gate.whenAllClosed().then(() => isEmpty = true);
    await new Promise((resolve) => setTimeout(resolve));
    assert.equal(isEmpty, false, "one is open");
    const closed = new Promise((resolve) => sockets[0].onclose = resolve);
    client.close();
    await closed;
    await new Promise((resolve) => setTimeout(resolve));
    assert.equal(isEmpty, true);
    await listener.stop();
  },
});

/** A message of fields of `size` bytes each, below 16,384. */
function message(...fields: [number: number, size: number][]): Uint8Array {
  const varint = (value: number) =>
    value < 128 ? [value] : [value % 128 + 128, Math.floor(value / 128)];
  return Uint8Array.from(fields.flatMap(([number, size]) => [
    ...varint(number * 8 + 2),
    ...varint(size),
    ...new Array<number>(size).fill(1),
  ]));
}

Deno.test("a page sends only call messages, long ones only where needed, and broadcasts cost more (K-2)", () => {
  const cases: [Uint8Array, number | null][] = [
    [message([1, 9_000]), 0],
    [message([12, 9_000]), 0],
    [message([16, 4]), 0],
    [Uint8Array.of(14 * 8, 5), 0],
    [message([4, 400]), 5],
    [message([5, 10]), 5],
    [message([17, 10]), 5],
    [message([4, 4_000]), null],
    [message([13, 4]), null],
    [message([15, 4]), null],
    [message([1, 4], [4, 4_000]), null],
    [message([1, 4], [5, 4]), null],
    [message([1, 4]).subarray(0, 3), null],
    [new Uint8Array(0), null],
    [new Uint8Array(40).fill(255), null],
  ];
  for (const [bytes, cost] of cases) assert.equal(costOfFrame(bytes), cost);
});

Deno.test("a message with a LiveKit token does not reach a page (K-2, ACCESS-4)", () => {
  const numbers = Array.from({ length: 30 }, (_, at) => at + 1);
  assert.deepEqual(
    numbers.filter((it) => hasToken(message([it, 8]))),
    [16, 24],
  );
  assert.equal(hasToken(new Uint8Array(0)), false);
});
