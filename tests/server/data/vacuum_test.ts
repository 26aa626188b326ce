import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { readSettings } from "../../../classroom/settings.ts";
import { isDatabaseWhole } from "../../../server/data/database.ts";
import {
  deletionMarkerPath,
  makeWaitMarkerWriter,
  writeDeletionMarker,
} from "../../../server/data/vacuum_markers.ts";
import { vacuumFile } from "../../../server/data/vacuum_file.ts";
import {
  checkEveryMs,
  quietForMs,
  vacuumIfQuiet,
} from "../../../server/data/vacuum.ts";
import { KvBusyRetry, makeRetryingKv } from "../../../sync/kv/busy_retry.ts";
import { probeEveryMs } from "../../../sync/kv/storage_health.ts";
import { makeFullClass } from "../../full_class.ts";
import { startEchoModel } from "../../model_server.ts";
import { eventually } from "../../people.ts";
import { startServer, swiftStudents } from "../../server.ts";
import { findTracesInKv, findTracesOnDisk } from "../../traces.ts";
import { randomBytesOf } from "../../uploading.ts";

/** Returns a time as if a minute had passed without a write. */
const later = () => Date.now() + 61_000;

Deno.test("only a local database file is vacuumed (O-3)", () => {
  const mark = (env: Record<string, string>) =>
    deletionMarkerPath(readSettings(env));
  assert.equal(mark({ DATA_DIR: "/d" }), "/d/deleted");
  assert.equal(mark({ DATA_DIR: "/d", KV_URL: "/e/kv" }), "/d/deleted");
  assert.equal(mark({ KV_URL: "postgres://db.example.org/homeroom" }), null);
  assert.equal(mark({ KV_URL: ":memory:" }), null);
});

Deno.test("a server that is asked for its health has quiet minutes, too (O-3)", () => {
  assert.ok(probeEveryMs > quietForMs + 2 * checkEveryMs);
});

Deno.test("the mark of a deletion stays until the file was rewritten, also for later deletions (O-3)", async () => {
  const dir = await Deno.makeTempDir({ prefix: "homeroom-" });
  const file = `${dir}/kv`, mark = `${dir}/deleted`;
  const kv = await Deno.openKv(file);
  const is = (path: string) => Deno.stat(path).then(() => true, () => false);
  try {
    await kv.set(["a"], "zqmarker".repeat(1000));
    await kv.delete(["a"]);
    assert.equal(await vacuumIfQuiet(file, mark, later()), "clean");
    await writeDeletionMarker(mark);
    await writeDeletionMarker(mark);
    assert.equal(await vacuumIfQuiet(file, mark), "not-quiet");
    assert.equal(await is(mark), true);
    assert.equal(await vacuumIfQuiet(file, mark, later()), "done");
    assert.equal(await is(mark), false);
    await writeDeletionMarker(mark);
    const other = new DatabaseSync(file);
    other.exec("BEGIN IMMEDIATE");
    assert.equal(await vacuumIfQuiet(file, mark, later()), "gave-way");
    other.exec("COMMIT");
    other.close();
    assert.equal(await vacuumIfQuiet(file, mark, later()), "done");
    assert.equal(await vacuumIfQuiet(file, mark, later()), "clean");
  } finally {
    kv.close();
    // Only now: closing a file releases the process's locks on it.
    assert.deepEqual(await findTracesOnDisk(dir, ["zqmarker"]), []);
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("a small database is rewritten on a busy server, and concurrent writes are kept (O-3)", async () => {
  const dir = await Deno.makeTempDir({ prefix: "homeroom-" });
  const file = `${dir}/kv`, mark = `${dir}/deleted`;
  const kv = await Deno.openKv(file);
  let isOver = false;
  try {
    await kv.set(["a"], "zqmarker".repeat(1000));
    for (let n = 0; n < 20; n++) {
      await kv.set(["n", n], randomBytesOf(60_000, n + 1));
    }
    await kv.delete(["a"]);
    await writeDeletionMarker(mark);
    const tell = makeWaitMarkerWriter(
      mark,
      (_, error) => assert.fail(String(error)),
    );
    const waiting = makeRetryingKv(kv, new KvBusyRetry(tell));
    const writing = (async () => {
      let written = 0;
      for (; !isOver; written++) await waiting.set(["w", written], written);
      return written;
    })();
    assert.equal(await vacuumIfQuiet(file, mark), "not-quiet");
    const long = new Date(Date.now() - 8 * 60_000);
    await Deno.utime(mark, long, long);
    const outcome = await vacuumIfQuiet(file, mark);
    await writeDeletionMarker(mark);
    const next = await vacuumIfQuiet(file, mark);
    isOver = true;
    const written = await writing;
    assert.deepEqual([outcome, next], ["done", "not-quiet"]);
    const kept = await Array.fromAsync(kv.list({ prefix: ["w"] }));
    assert.equal(kept.length, written);
  } finally {
    isOver = true;
    kv.close();
    assert.deepEqual(await findTracesOnDisk(dir, ["zqmarker"]), []);
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("a failed or broken-off rewrite is repeated (O-3)", async () => {
  const dir = await Deno.makeTempDir({ prefix: "homeroom-" });
  const file = `${dir}/kv`, mark = `${dir}/deleted`;
  try {
    await Deno.writeTextFile(file, "SQLite fails at this. ".repeat(100));
    await writeDeletionMarker(mark);
    for (let time = 0; time < 2; time++) {
      await assert.rejects(
        vacuumIfQuiet(file, mark, later()),
        /not a database/,
      );
    }
    await writeDeletionMarker(mark);
    await assert.rejects(vacuumIfQuiet(file, mark, later()), /not a database/);
    await Deno.remove(file);
    (await Deno.openKv(file)).close();
    assert.equal(await vacuumIfQuiet(file, mark, later()), "done");
    assert.equal(await vacuumIfQuiet(file, mark, later()), "clean");
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("a waiting writer or the launcher's end stops the rewrite at once (O-3)", async () => {
  const dir = await Deno.makeTempDir({ prefix: "homeroom-" });
  const file = `${dir}/kv`, mark = `${dir}/deleted`;
  const kv = await Deno.openKv(file);
  try {
    for (let n = 0; n < 300; n++) {
      await kv.set(["a", n], randomBytesOf(60_000, n + 1));
    }
    let told = 0;
    const tell = makeWaitMarkerWriter(
      mark,
      (_, error) => assert.fail(String(error)),
    );
    const waiting = makeRetryingKv(
      kv,
      new KvBusyRetry(() => {
        told++;
        tell();
      }),
    );
    let outcome: string | undefined;
    // A write that comes at the very end of a rewrite waits for it.
    for (let tries = 0; tries < 20 && outcome !== "gave-way"; tries++) {
      await writeDeletionMarker(mark);
      let isOver = false;
      const looking = vacuumIfQuiet(file, mark, later())
        .finally(() => isOver = true);
      // Checked writes, as commits are, until one interferes.
      for (let n = 0; !isOver; n++) {
        const key = ["b"];
        const { versionstamp } = await waiting.get(key);
        const atomic = waiting.atomic().check({ key, versionstamp });
        assert.ok((await atomic.set(key, n).commit()).ok);
      }
      outcome = await looking;
    }
    assert.equal(outcome, "gave-way");
    assert.ok(told > 0);
    assert.ok(isDatabaseWhole(file));
    const end = new AbortController();
    const another = vacuumIfQuiet(file, mark, later(), end.signal);
    end.abort();
    assert.equal(await another, "gave-way");
    assert.equal(await vacuumIfQuiet(file, mark, later()), "done");
    assert.ok(isDatabaseWhole(file));
  } finally {
    kv.close();
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test({
  name:
    "a deleted session or student leaves no byte in any file of the server (O-3)",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const model = startEchoModel();
    const server = await startServer({ ...swiftStudents, ...model.settings });
    try {
      const other = await makeFullClass(server, "other");
      const one = await makeFullClass(server, "one");
      const { words, session, teacher } = one;
      const all = [...Object.values(words), session.id];
      for (const word of all) {
        const found = await findTracesOnDisk(server.dataDir, [word]);
        assert.ok(found.length > 0, `${word} was there`);
      }
      const erase =
        `/api/sessions/${other.session.id}/members/${other.amy.member}`;
      await other.teacher.askExpecting(204, "POST", `${erase}/erase`, {});
      await teacher.askExpecting(204, "DELETE", "/api/me", {
        password: "correct horse",
      });
      one.close();
      const mark = `${server.dataDir}/deleted`;
      await eventually(
        () => Deno.stat(mark).then(() => true, () => false),
        (there) => there,
        "the server had left word",
      );
      const file = `${server.dataDir}/homeroom.kv`;
      while (await vacuumIfQuiet(file, mark, later()) === "gave-way");
      const gone = [...all, other.words.amy];
      assert.deepEqual(await findTracesInKv(server.dataDir, gone), []);
      assert.deepEqual(await findTracesOnDisk(server.dataDir, gone), []);
      for (const word of [other.words.ben, other.words.class]) {
        const found = await findTracesOnDisk(server.dataDir, [word]);
        assert.ok(found.length > 0, `${word} is there`);
      }
      await other.teaching.sayAndSee("still here");
      other.close();
      await server.restart();
      const { body } = await other.teacher.askExpecting(
        200,
        "GET",
        `/api/sessions/${other.session.id}/history`,
      );
      assert.ok(JSON.stringify(body).includes("still here"));
      assert.ok(await vacuumFile(`${server.dataDir}/homeroom.kv`));
      assert.ok(!/"level":"error"/.test(server.output()), server.output());
    } finally {
      await server.stop();
      await model.stop();
    }
  },
});
