import assert from "node:assert/strict";
import { startPostgres, testPostgres } from "../../postgres.ts";
import {
  createSession,
  joinClass,
  makeTeacherSeat,
  signUp,
  Visitor,
} from "../../people.ts";
import { startServer } from "../../server.ts";
import { runOperatorCommand } from "./operating.ts";

Deno.test("what cannot be moved is refused in words, and nothing is written", async () => {
  const dir = await Deno.makeTempDir({ prefix: "homeroom-" });
  try {
    const empty = await runOperatorCommand("move", dir, `${dir}/new.kv`);
    assert.equal(empty.code, 1);
    assert.match(empty.said, /There is no file/);
    const kv = await Deno.openKv(`${dir}/homeroom.kv`);
    await kv.set(["row"], 1);
    kv.close();
    const cases: [string, RegExp][] = [
      ["https://kv.example.org", /begins with postgres:/],
      [`${dir}/homeroom.kv`, /already exists/],
      ["postgres://127.0.0.1:9/none", /ECONNREFUSED/],
    ];
    for (const [target, why] of cases) {
      const { code, said } = await runOperatorCommand("move", dir, target);
      assert.equal(code, 1, said);
      assert.match(said, why);
    }
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

testPostgres(
  "a class moves from a file to PostgreSQL and back, and goes on",
  async () => {
    await using postgres = await startPostgres();
    const address = await postgres.makeSchema();
    const DATA_DIR = await Deno.makeTempDir({ prefix: "homeroom-" });
    const back = `${DATA_DIR}/back.kv`;
    const move = (target: string, env: Record<string, string> = {}) =>
      runOperatorCommand("move", DATA_DIR, target, [], env);

    const first = await startServer({ DATA_DIR });
    const teacher = await signUp(first);
    const session = await createSession(teacher);
    const amy = await (await joinClass(first, session.code, "Amy")).openPage();
    await amy.sayAndSee("in the file");
    const running = await move(address);
    assert.equal(running.code, 1);
    assert.match(running.said, /Stop it first/);
    amy.close();
    // `stop` would delete the data.
    await first.kill();

    const there = await move(address);
    assert.equal(there.code, 0, there.said);
    assert.match(there.said, /entries are in postgres:\/\/\S+, and equal/);
    const twice = await move(address);
    assert.match(twice.said, /There is data in|there is data in/);

    /** Goes on with the class at a server over `KV_URL`, and returns what has been said. */
    const goOn = async (KV_URL: string, message: string) => {
      const server = await startServer({ DATA_DIR, KV_URL });
      const again = new Visitor(server);
      teacher.cookies.forEach((value, name) => again.cookies.set(name, value));
      const seat = makeTeacherSeat(again, session);
      await seat.openPage();
      await seat.sayAndSee(message);
      const heard = seat.visibleLines();
      seat.close();
      await server.kill();
      return heard;
    };
    assert.deepEqual(await goOn(address, "in PostgreSQL"), [
      "Amy: in the file",
      "Ms Lin: in PostgreSQL",
    ]);
    const returned = await move(back, { KV_URL: address });
    assert.equal(returned.code, 0, returned.said);
    assert.deepEqual(await goOn(back, "back again"), [
      "Amy: in the file",
      "Ms Lin: in PostgreSQL",
      "Ms Lin: back again",
    ]);
    await Deno.remove(DATA_DIR, { recursive: true });
  },
);

testPostgres(
  "a moved entry expires when it would have",
  async () => {
    await using postgres = await startPostgres();
    const dir = await Deno.makeTempDir({ prefix: "homeroom-" });
    const kv = await Deno.openKv(`${dir}/homeroom.kv`);
    const expireIn = 3_600_000;
    const before = Date.now();
    await kv.set(["short"], 1, { expireIn });
    await kv.set(["long"], 2);
    kv.close();
    const address = await postgres.makeSchema();
    const there = await runOperatorCommand("move", dir, address);
    assert.equal(there.code, 0, there.said);
    const back = await runOperatorCommand("move", dir, `${dir}/back.kv`, [], {
      KV_URL: address,
    });
    assert.equal(back.code, 0, back.said);
    const { DatabaseSync } = await import("node:sqlite");
    const database = new DatabaseSync(`${dir}/back.kv`, { readOnly: true });
    const [long, short] = database.prepare(
      "select expiration_ms from kv order by k",
    ).all().map((row) => Number(row.expiration_ms));
    database.close();
    assert.equal(long, -1);
    const late = short - before - expireIn;
    assert.ok(late >= 0 && late < 60_000, `${late} ms later`);
    await Deno.remove(dir, { recursive: true });
  },
);
