/** nginx as `docs/deploy/several.md` configures it sends all of a class to one server. The servers only say who they are. */
import assert from "node:assert/strict";
import { newId } from "../../classroom/model/ids.ts";
import type { RunningProxy } from "./front.ts";
import { startNginx } from "./nginx.ts";
import { freePorts } from "./programs.ts";

interface NamedServer {
  readonly port: number;
  start(): void;
  stop(): Promise<void>;
}

/** Answers requests and sockets with its port. */
function makeServer(port: number): NamedServer {
  let server: Deno.HttpServer | undefined;
  const answer = (request: Request) => {
    if (request.headers.get("upgrade") !== "websocket") {
      return new Response(String(port));
    }
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onopen = () => socket.send(String(port));
    return response;
  };
  return {
    port,
    start() {
      const options = { hostname: "127.0.0.1", port, onListen: () => {} };
      server = Deno.serve(options, answer);
    },
    async stop() {
      await server?.shutdown();
    },
  };
}

const [port, ...ports] = freePorts(4);
const servers = ports.map(makeServer);
let front: RunningProxy;

Deno.test.beforeAll(async () => {
  for (const server of servers) server.start();
  front = await startNginx({ port, servers: ports });
});
Deno.test.afterAll(async () => {
  await front?.stop();
  await Promise.all(servers.map((it) => it.stop()));
});

/** Requests by pages of a class: documents, groups, files, calls, pages in each language, acts. */
function requestsOf(session: string): [path: string, from?: string][] {
  const page = `${front.url}/class/${session}`;
  const desk = `${front.url}/zh/teacher/sessions/${session}?at=chat`;
  return [
    [`/class/${session}`],
    [`/zh/class/${session}?as=pupil`],
    [`/teacher/sessions/${session}`],
    [`/zh/teacher/sessions/${session}/present`],
    [`/api/sessions/${session}`],
    [`/api/sessions/${session}/groups/${newId()}/open`],
    [`/sync/${session}?v=2`, page],
    [`/sync/${session}/room/${newId()}?v=1`],
    [`/calls/${session}/main/${newId()}/rtc`, page],
    [`/api/files/${newId()}`, page],
    [`/api/files/${newId()}`, desk],
    ["/api/files?as=teacher", desk],
  ];
}

async function serverOf([path, from]: [string, string?]): Promise<string> {
  const headers = { ...from !== undefined && { referer: from } };
  return await (await fetch(front.url + path, { headers })).text();
}

async function serverOfSocket(path: string): Promise<string> {
  const socket = new WebSocket(front.wsUrl + path);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  socket.onmessage = ({ data }) => resolve(data);
  socket.onerror = () => reject(new Error("the socket broke"));
  const name = await promise;
  const closed = new Promise((resolve) => socket.onclose = resolve);
  socket.close();
  await closed;
  return name;
}

/** The one server of all requests and sockets of a class. */
async function onlyServerOf(session: string): Promise<string> {
  const names = new Set(
    await Promise.all([
      ...requestsOf(session).map(serverOf),
      ...[`/sync/${session}?v=2`, `/sync/${session}/session?v=1`]
        .map(serverOfSocket),
    ]),
  );
  assert.equal(names.size, 1, `${session}: ${[...names]}`);
  return [...names][0];
}

const classes = Array.from({ length: 60 }, newId);

Deno.test("all of a class goes to one server, and classes to all (nginx)", async () => {
  const counts = new Map<string, number>();
  for (const session of classes) {
    const name = await onlyServerOf(session);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  assert.equal(counts.size, servers.length, JSON.stringify([...counts]));
});

Deno.test("requests that name no class go to all servers (nginx)", async () => {
  const names = new Set<string>();
  for (let n = 0; n < 60; n++) names.add(await serverOf(["/api/join"]));
  assert.equal(names.size, servers.length);
});

Deno.test("classes of a stopped server go each to one other, and come back with it (nginx)", async () => {
  const before = new Map<string, string>();
  for (const session of classes) {
    before.set(session, await onlyServerOf(session));
  }
  const [stopped] = servers, name = String(stopped.port);
  await stopped.stop();
  for (const session of classes) {
    const now = await onlyServerOf(session), then = before.get(session);
    if (then === name) assert.notEqual(now, name);
    else assert.equal(now, then, "the others' classes stay");
  }
  stopped.start();
  for (const session of classes) {
    assert.equal(await onlyServerOf(session), before.get(session));
  }
});
