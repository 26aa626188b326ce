/** Sockets whose clients do not answer a close: the server can only wait for them. */
import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { newId } from "../../../classroom/model/ids.ts";
import { SocketGate } from "../../../server/http/socket_gate.ts";
import { testClassAlone as test } from "../../class.ts";
import { School } from "../../classroom/school.ts";
import { eventually, join } from "../../people.ts";
import { RawSocket } from "../../sync/raw_socket.ts";

Deno.test("a member has at most twice the allowed sockets, including closing ones (SYNC-12)", async () => {
  await using school = await School.open();
  const session = await school.session();
  const gate = new SocketGate(school.app);
  const who = await school.owner(session.id);
  const { most } = school.app.authority.socketLimit(who);
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
  for (let i = 0; i < 2 * most; i++) assert.equal(await open(), 101);
  assert.equal(await open(), 429);
  sockets[0].emit("close");
  assert.equal(await open(), 101);
  assert.equal(await open(), 429);
});

test("a client that never answers a close runs out of sockets, and affects nobody else (SYNC-12)", async ({ server, session, keep, enter }) => {
  const { visitor } = await join(server, session.code, "Mallory");
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
  /** Asks until one is refused: the server gives closed sockets up after 3 s, so a slow one has room for more. */
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
