/** O-3: what was deleted is not in the database's file any more, byte for byte, and all else is. */
import assert from "node:assert/strict";
import { readSettings } from "../../classroom/settings.ts";
import { markDeleted, markOf } from "../../server/mark.ts";
import { isTime, look, scrub } from "../../server/scrub.ts";
import { fillClass } from "../full_class.ts";
import { eventually } from "../people.ts";
import { startServer, swiftStudents } from "../server.ts";
import { tracesInKv, tracesOnDisk } from "../traces.ts";

const MiB = 1024 * 1024;
const hour = 60 * 60_000;

Deno.test("O-3: a small file is rewritten at once, a large one at night or after a day", () => {
  const noon = new Date(2026, 10, 20, 12), night = new Date(2026, 10, 20, 3);
  const cases = [
    [MiB, 0, noon, true],
    [100 * MiB, hour, noon, false],
    [100 * MiB, 24 * hour, noon, true],
    [100 * MiB, hour, night, true],
  ] as const;
  for (const [size, ago, now, due] of cases) {
    assert.equal(isTime(size, now.getTime() - ago, now), due, `${size} ${now}`);
  }
});

Deno.test("O-3: only a database that is a file of ours is looked after", () => {
  const mark = (env: Record<string, string>) => markOf(readSettings(env));
  assert.equal(mark({ DATA_DIR: "/d" }), "/d/deleted");
  assert.equal(mark({ DATA_DIR: "/d", KV_URL: "/e/kv" }), "/d/deleted");
  assert.equal(mark({ KV_URL: "https://kv.example.org" }), null);
  assert.equal(mark({ KV_URL: ":memory:" }), null);
});

Deno.test("O-3: word of a deletion is kept until the file was rewritten, and for what is deleted meanwhile", async () => {
  const dir = await Deno.makeTempDir({ prefix: "homeroom-" });
  const file = `${dir}/kv`, mark = `${dir}/deleted`;
  const kv = await Deno.openKv(file);
  const is = (path: string) => Deno.stat(path).then(() => true, () => false);
  try {
    await kv.set(["a"], "zqmarker".repeat(1000));
    await kv.delete(["a"]);
    assert.equal(await look(file, mark), false, "nothing was deleted");
    await markDeleted(mark);
    await markDeleted(mark);
    assert.equal(await look(file, mark), true);
    assert.equal(await is(mark), false);
    assert.deepEqual(await tracesOnDisk(dir, ["zqmarker"]), []);
    // Somebody else writes, and goes on writing: it is not done, and the word stays.
    await markDeleted(mark);
    const { DatabaseSync } = await import("node:sqlite");
    const other = new DatabaseSync(file);
    other.exec("BEGIN IMMEDIATE");
    assert.equal(await look(file, mark), false);
    other.exec("COMMIT");
    other.close();
    assert.equal(await look(file, mark), true);
    assert.equal(await look(file, mark), false);
  } finally {
    kv.close();
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("O-3: a rewriting that fails, as on a full disk, or is broken off is done again", async () => {
  const dir = await Deno.makeTempDir({ prefix: "homeroom-" });
  const file = `${dir}/kv`, mark = `${dir}/deleted`;
  try {
    await Deno.writeTextFile(file, "SQLite fails at this. ".repeat(100));
    const noon = new Date(2026, 10, 20, 12);
    const at = (hours: number) => new Date(noon.getTime() + hours * hour);
    const leaveWord = async (when: Date) => {
      await markDeleted(mark);
      await Deno.utime(mark, when, when);
    };
    await leaveWord(at(-23));
    for (let time = 0; time < 2; time++) {
      await assert.rejects(look(file, mark, noon), /not a database/);
    }
    // What is deleted meanwhile does not put off what was deleted first.
    await leaveWord(noon);
    await Deno.truncate(file, 40 * MiB);
    assert.equal(await look(file, mark, noon), false);
    await assert.rejects(look(file, mark, at(1)), /not a database/);
    await Deno.remove(file);
    (await Deno.openKv(file)).close();
    assert.equal(await look(file, mark), true);
    assert.equal(await look(file, mark), false);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test({
  name:
    "O-3: deleted beside a class that goes on, a session and a student leave no byte in any file of the server",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const server = await startServer(swiftStudents);
    try {
      const other = await fillClass(server, "other");
      const one = await fillClass(server, "one");
      const { words, session, teacher } = one;
      const all = [...Object.values(words), session.id];
      for (const word of all) {
        const found = await tracesOnDisk(server.dataDir, [word]);
        assert.ok(found.length > 0, `${word} was there`);
      }
      const erase =
        `/api/sessions/${other.session.id}/members/${other.amy.member}`;
      await other.teacher.get(204, "POST", `${erase}/erase`, {});
      await teacher.get(204, "DELETE", "/api/me", {
        password: "correct horse",
      });
      one.close();
      const mark = `${server.dataDir}/deleted`;
      await eventually(
        () => Deno.stat(mark).then(() => true, () => false),
        (there) => there,
        "the server had left word",
      );
      // Members write while the file is rewritten.
      const writing = setInterval(() => other.ben.say("we go on"), 5);
      try {
        assert.equal(await look(`${server.dataDir}/homeroom.kv`, mark), true);
      } finally {
        clearInterval(writing);
      }
      const gone = [...all, other.words.amy];
      assert.deepEqual(await tracesInKv(server.dataDir, gone), []);
      assert.deepEqual(await tracesOnDisk(server.dataDir, gone), []);
      for (const word of [other.words.ben, other.words.class]) {
        const found = await tracesOnDisk(server.dataDir, [word]);
        assert.ok(found.length > 0, `${word} is there`);
      }
      await other.teaching.sayAndSee("still here");
      other.close();
      await server.restart();
      const { body } = await other.teacher.get(
        200,
        "GET",
        `/api/sessions/${other.session.id}/history`,
      );
      assert.ok(JSON.stringify(body).includes("still here"));
      assert.ok(await scrub(`${server.dataDir}/homeroom.kv`));
      assert.ok(!/"level":"error"/.test(server.output()), server.output());
    } finally {
      await server.stop();
    }
  },
});
