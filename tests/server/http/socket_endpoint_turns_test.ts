/** The endpoint by itself, with sockets of the real runtime. */
import assert from "node:assert/strict";
import type { App } from "../../../classroom/app.ts";
import { Listener } from "../../../server/http/listener.ts";
import { SocketEndpoint } from "../../../server/http/socket_endpoint.ts";

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
