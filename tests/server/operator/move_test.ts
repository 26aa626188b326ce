import assert from "node:assert/strict";
import { startPostgres, testPostgres } from "../../postgres.ts";
import { isSamePlace } from "../../../server/operator/move.ts";
import {
  createSession,
  eventually,
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
      [`${dir}/homeroom.kv`, /to itself/],
      [dir, /already exists/],
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

Deno.test("two names of one place are one place to move", () => {
  const file = "/srv/homeroom/homeroom.kv";
  const same: [string, string][] = [
    [file, "/srv/homeroom/../homeroom/homeroom.kv"],
    ["postgres://db/homeroom", "postgresql://db:5432/homeroom"],
    ["postgres://lin:x@DB.school/homeroom", "postgres://db.school/homeroom"],
    ["postgres://127.0.0.1/a?sslmode=require", "postgres://localhost/a"],
  ];
  const different: [string, string][] = [
    [file, "postgres://db/homeroom"],
    ["postgres://db/homeroom", "postgres://db/other"],
    ["postgres://db/homeroom", "postgres://db:5433/homeroom"],
    ["postgres://db/a?search_path=x", "postgres://db/a?search_path=y"],
  ];
  for (const [a, b] of same) assert(isSamePlace(a, b), `${a} ${b}`);
  for (const [a, b] of different) assert(!isSamePlace(a, b), `${a} ${b}`);
});

Deno.test("a password on the command line of a move is refused, and said nowhere", async () => {
  const dir = await Deno.makeTempDir({ prefix: "homeroom-" });
  const secret = "a-secret-that-no-line-shows";
  const addresses = [
    `postgres://lin:${secret}@db.example.org/homeroom`,
    `postgres://db.example.org/homeroom?password=${secret}`,
  ];
  const calls = addresses.flatMap((it) => [[it], [`${dir}/b`, "--from", it]]);
  for (const call of calls) {
    const { code, said } = await runOperatorCommand("move", dir, call);
    assert.equal(code, 1);
    assert.match(said, /MOVE_TO/);
    assert(!said.includes(secret), said);
  }
  const unknown = await runOperatorCommand("move", dir, []);
  assert.match(unknown.said, /name a new file, or .* MOVE_TO/);
  await Deno.remove(dir, { recursive: true });
});

testPostgres(
  "a move from an empty database, or to the same, is refused and names the data of before",
  async () => {
    await using postgres = await startPostgres();
    const [address, other] = [
      await postgres.makeSchema(),
      await postgres.makeSchema(),
    ];
    const dir = await Deno.makeTempDir({ prefix: "homeroom-" });
    const file = `${dir}/homeroom.kv`;
    const kv = await Deno.openKv(file);
    await kv.set(["row"], 1);
    kv.close();
    // The address is in the settings already, and nothing in the database.
    const settings = { KV_URL: address };
    const move = (given: string[], env: Record<string, string> = {}) =>
      runOperatorCommand("move", dir, given, [], { ...settings, ...env });
    for (const env of [{ MOVE_TO: address }, { MOVE_TO: other }]) {
      const refused = await move([], env);
      assert.equal(refused.code, 1, refused.said);
      assert.match(refused.said, /Nothing was moved/);
      assert(refused.said.includes(`--from ${file}`), refused.said);
    }
    const moved = await move(["--from", file], { MOVE_TO: address });
    assert.equal(moved.code, 0, moved.said);
    const { host } = new URL(address);
    assert(
      moved.said.includes(`From ${file} to postgres://${host}/postgres.`),
      moved.said,
    );
    assert.match(moved.said, /1 entries are in/);

    const server = await startServer({ DATA_DIR: dir, KV_URL: address });
    const running = await move([`${dir}/back.kv`]);
    assert.equal(running.code, 1, running.said);
    assert.match(running.said, /a server uses the data in postgres:/);
    // Another server's data in the same database is not in use.
    const free = await move([], { KV_URL: other, MOVE_TO: `${dir}/other.kv` });
    assert.match(free.said, /there is no data in/);
    await server.kill();
    await eventually(
      () => move([`${dir}/back.kv`]),
      ({ code }) => code === 0,
      "it moves once the server is gone",
    );
    await Deno.remove(dir, { recursive: true });
  },
);

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
