/** Sockets whose clients do not answer a close. */
import assert from "node:assert/strict";
import { newId } from "../../../classroom/model/ids.ts";
import { testClassAlone as test } from "../../class.ts";
import { eventually, join } from "../../people.ts";
import { RawSocket } from "../../sync/raw_socket.ts";

test("closing sockets count until they are gone, and twice too many get no upgrade (S12)", async ({ server, session, keep, enter }) => {
  const { visitor } = await join(server, session.code, "Mallory");
  const amy = await enter("Amy");
  const held: RawSocket[] = [];
  keep({ close: () => held.forEach((it) => it.connection.close()) });
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
  // The limit is 32: sockets above it are closed, and stay.
  assert.equal(await hold(session.id, 150), 64);
  assert.equal(await hold(newId(), 250), 200, "what is turned away, too");
  assert.equal(await hold(session.id, 1), 0);
  await amy.sayAndSee("hello");
  held.shift()?.connection.close();
  const again = await eventually(
    () => hold(session.id, 1),
    (given) => given === 1,
    "there was room again",
  );
  assert.equal(again, 1);
});
