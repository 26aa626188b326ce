import assert from "node:assert/strict";
import { documentNames } from "../../classroom/model/documents.ts";
import { testClassAlone as test } from "../class.ts";
import type { Seat } from "../people.ts";
import { DocumentSocket } from "../document_socket.ts";
import type { TestServer } from "../server.ts";

const students = 40, socketsEach = 25, writers = 10;

function listen(seat: Seat, wsUrl: string) {
  const url = `${wsUrl}/sync/${documentNames.session(seat.session)}?v=1`;
  const headers = seat.visitor.headers();
  const socket = new DocumentSocket(url, { headers } as unknown as string[]);
  const opened = new Promise((resolve) => socket.onopen = resolve);
  const closed = new Promise<number>((resolve) =>
    socket.onclose = ({ code }) => resolve(code)
  );
  return { opened, closed };
}

/** The exit code of a server that was told to end; a killed one has another. */
async function endsByItself(server: TestServer): Promise<number> {
  const patience = setTimeout(() => server.signal("SIGKILL"), 60_000);
  try {
    return await server.ended();
  } finally {
    clearTimeout(patience);
  }
}

test("at SIGTERM commits in flight are stored, a thousand sockets get 1012, and it ends (SYNC-15)", async ({ server, teacher, teaching, session, enter }) => {
  await teaching.openPage();
  const names = Array.from({ length: students }, (_, n) => `Student ${n}`);
  await teacher.askExpecting(
    200,
    "PUT",
    `/api/sessions/${session.id}/class-list`,
    {
      names: names.map((name) => ({ name })),
    },
  );
  const seats: Seat[] = [];
  for (const name of names) seats.push(await enter(name));
  const idle = seats.flatMap((seat) =>
    Array.from({ length: socketsEach }, () => listen(seat, server.wsUrl))
  );
  await Promise.all(idle.map(({ opened }) => opened));

  const writer = setInterval(() => {
    for (const seat of seats.slice(0, writers)) {
      seat.queueMessage(`${seat.readOutbox().length}`);
    }
  }, 20);
  let seen: Set<string>;
  try {
    await teaching.room.waitUntil(
      () => teaching.readMessages().length >= 3 * writers,
      "they talked",
    );
    server.signal("SIGTERM");
    const [code, closes] = await Promise.all([
      endsByItself(server),
      Promise.all(idle.map(({ closed }) => closed)),
    ]);
    assert.equal(code, 0);
    assert.deepEqual(new Set(closes), new Set([1012]));
    assert.equal(closes.length, students * socketsEach);
  } finally {
    clearInterval(writer);
    seen = new Set(
      [teaching, ...seats].flatMap((seat) =>
        seat.readMessages().map(({ id }) => id)
      ),
    );
  }

  for (const seat of [teaching, ...seats]) {
    const { closes } = seat.sessionDocument;
    assert.equal(closes[0]?.code, 1012, "the stock client was told, too");
  }
  for (const seat of [teaching, ...seats]) seat.close();
  await server.restart();
  const path = `/api/sessions/${session.id}/history?format=json&part=chat`;
  const history = await teacher.askExpecting(200, "GET", path);
  const stored: string[] = history.body.messages
    .map(({ id }: { id: string }) => id);
  assert.equal(new Set(stored).size, stored.length, "nothing twice (SYNC-3)");
  for (const id of seen) assert.ok(stored.includes(id), "what was seen");
});

test("while stopping the server accepts nobody, and a silent socket does not delay it (SYNC-15)", async ({ server, teacher, teaching }) => {
  await teaching.openPage();
  // A socket whose client never answers the close.
  const { hostname, port } = new URL(server.url);
  using dead = await Deno.connect({ hostname, port: Number(port) });
  const document = documentNames.session(teaching.session);
  const lines = [
    `GET /sync/${document}?v=1 HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    `Cookie: ${teacher.headers().cookie}`,
  ];
  await dead.write(new TextEncoder().encode(lines.join("\r\n") + "\r\n\r\n"));
  await dead.read(new Uint8Array(4096));

  server.signal("SIGTERM");
  await teaching.room.waitUntil(
    () => teaching.room.closes.length > 0,
    "it began",
  );
  for (const path of ["/api/health", "/api/ready"]) {
    const answer = await teacher.askExpecting(503, "GET", path);
    assert.equal(answer.body.type, "storage-unavailable");
  }
  const late = await fetch(`${server.url}/sync/${document}`, {
    headers: { ...teacher.headers(), upgrade: "websocket" },
  });
  await late.body?.cancel();
  assert.ok(late.status === 503 || late.status === 426, `${late.status}`);
  assert.equal(await endsByItself(server), 0);
});

test("an arrival just before a stop is stored (M-3, SYNC-15)", async ({ server, teaching, enter, session }) => {
  const amy = await enter("Amy");
  // She does not come back, which would record her.
  for (const { provider } of [amy.sessionDocument, amy.room, amy.own]) {
    provider.shouldConnect = false;
  }
  await server.restart();
  await teaching.openPage();
  const staff = teaching.open(documentNames.staff(session.id));
  await staff.waitUntil(
    () => staff.doc.getMap("attendance").has(amy.member),
    "she was written down",
  );
});
