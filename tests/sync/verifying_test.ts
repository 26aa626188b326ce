/** A connection whose cookie is void is asked for again (A1). */
import assert from "node:assert/strict";
import { eventually } from "../people.ts";
import { MemoryStore } from "./memory_store.ts";
import { connect as open } from "./connect.ts";
import { FakeSocket } from "./fake_socket.ts";
import { serve, space, type Who } from "./world.ts";

function connect(
  { engine }: Awaited<ReturnType<typeof serve>>,
  who: Who,
  later: () => Promise<boolean>,
): { closed: Promise<number>; socket: FakeSocket } {
  const { promise: closed, resolve } = Promise.withResolvers<number>();
  const socket = new FakeSocket(undefined, resolve);
  const document = `${space}/room/main`;
  let asked = 0;
  const isValid = () => asked++ === 0 ? Promise.resolve(true) : later();
  open(engine, socket, who, document, isValid);
  return { closed, socket };
}

Deno.test("where nobody can tell whether a cookie is void, its connections come back and are asked again (A1)", async () => {
  const reported: string[] = [];
  const world = await serve({
    store: new MemoryStore(),
    report: (what) => reported.push(what),
  });
  const amy = { member: "amy" }, ben = { member: "ben" };
  const gone = connect(world, amy, () => Promise.resolve(false));
  const unknown = connect(world, amy, () => Promise.reject(new Error("disk")));
  const other = connect(world, ben, () => Promise.resolve(false));
  const connections = () => Promise.resolve(world.engine.figures().connections);
  await eventually(connections, (count) => count === 3, "all are in");
  world.engine.verify(space, ({ member }) => member === "amy");
  assert.equal(await gone.closed, 4401);
  assert.equal(await unknown.closed, 1013);
  assert.equal(other.socket.closed, null);
  assert.deepEqual(reported, ["a connection could not be verified"]);
  await world.stop();
});
