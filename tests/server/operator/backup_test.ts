/** Backup while the server runs, restore while it does not (SYNC-17). */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { testClassAlone as test } from "../../class.ts";
import { join, teachersSeat } from "../../people.ts";
import { begin, noise, read, tus, upload } from "../../uploading.ts";
import { operate } from "./operating.ts";

test("a backup is one moment, and clients beyond it start afresh after a restore (SYNC-17)", async ({ server, teacher, teaching, session, enter, keep }) => {
  const backup = `${server.dataDir}/../${session.id}.backup`;
  try {
    await teaching.enter();
    const amy = await enter("Amy");
    await amy.sayAndSee("before");
    const bytes = noise(300_000);
    const file = await upload(amy, { bytes });
    const half = await begin(amy.visitor, session.id, 500);
    const begun = half.headers.get("location")!.split("/").at(-1)!;
    await tus(amy.visitor, "PATCH", begun, {}, bytes.slice(0, 200));
    const made = await operate("backup", server.dataDir, backup);
    assert.equal(made.code, 0, made.said);
    await amy.sayAndSee("after");
    const late = await upload(amy, { bytes });
    const ben = await enter("Ben");
    await ben.sayAndSee("hello");
    amy.own.provider.params.e = amy.info().epoch;

    const refused = await operate("restore", server.dataDir, [backup, "--yes"]);
    assert.equal(refused.code, 1);
    assert.match(refused.said, /Stop it first/);
    await server.kill();
    const restored = await operate("restore", server.dataDir, [
      backup,
      "--yes",
    ]);
    assert.equal(restored.code, 0, restored.said);
    assert.match(restored.said, /Classes in it: 1\./);
    await server.restart();

    const there = await read(amy.visitor, file);
    assert.ok(Buffer.from(await there.bytes()).equals(Buffer.from(bytes)));
    const rest = await tus(amy.visitor, "PATCH", begun, {
      "upload-offset": "200",
    }, bytes.slice(200, 500));
    assert.equal(rest.status, 204);
    const gone = await read(amy.visitor, late);
    assert.equal(gone.status, 404);
    await gone.body?.cancel();

    await amy.own.until(() => amy.own.permanent !== null, "amy was told");
    assert.deepEqual(amy.own.permanent, { code: 4409, reason: "conflict" });
    // A client without an epoch shows its old state, as `docs/deploy/data.md` says; nobody else gets it.
    await teaching.sayAndSee("on we go");
    assert.ok(teaching.heard().includes("Amy: after"));
    const again = keep(teachersSeat(teacher, session));
    await again.enter();
    assert.deepEqual(again.heard(), ["Amy: before", "Ms Lin: on we go"]);
    amy.close();
    await amy.enter();
    assert.deepEqual(amy.heard(), ["Amy: before", "Ms Lin: on we go"]);
    ben.close();
    const back = keep(await join(server, session.code, "Ben"));
    await back.enter();
    assert.deepEqual(back.heard(), ["Amy: before", "Ms Lin: on we go"]);
  } finally {
    await Deno.remove(backup, { recursive: true }).catch(() => {});
  }
});

Deno.test("a backup never overwrites, and only a backup can be restored", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const missing = await operate("backup", dir, `${dir}/a`);
    assert.equal(missing.code, 1);
    assert.match(missing.said, /There is no file/);
    const data = "no database".repeat(100);
    await Deno.writeTextFile(`${dir}/homeroom.kv`, data);
    await Deno.writeTextFile(`${dir}/a`, "mine");
    const taken = await operate("backup", dir, `${dir}/a`);
    assert.match(taken.said, /already exists/);
    const wrong = await operate("restore", dir, `${dir}/a`);
    assert.equal(wrong.code, 1);
    assert.match(wrong.said, /not a backup/);
    assert.equal(await Deno.readTextFile(`${dir}/homeroom.kv`), data);
    const nowhere = await operate("backup", dir, "/proc/nowhere");
    assert.match(nowhere.said, /^No backup was made: .+mkdir '\/proc\/nowhere/);
    const none = await operate("backup", dir, `${dir}/b`);
    assert.equal(none.code, 1);
    assert.match(none.said, /^No backup was made: .+not a database/);
    const left = await Array.fromAsync(Deno.readDir(dir));
    // A partial copy could fill the disk of the running class.
    assert.deepEqual(left.map(({ name }) => name).sort(), ["a", "homeroom.kv"]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("a backup ends while the class keeps writing, and is one moment", async () => {
  const dir = await Deno.makeTempDir();
  const kv = await Deno.openKv(`${dir}/homeroom.kv`);
  let going = true;
  const writing = async () => {
    for (let n = 0; going; n++) {
      await kv.atomic().set(["a"], n).set(["b"], n).commit();
    }
  };
  try {
    for (let n = 0; n < 1500; n++) await kv.set(["c", n], noise(60_000, n + 1));
    const written = writing();
    const made = operate("backup", dir, `${dir}/backup`);
    const [{ code, said }] = await Promise.all([
      made.finally(() => going = false),
      written,
    ]);
    assert.equal(code, 0, said);
    using copy = await Deno.openKv(`${dir}/backup/homeroom.kv`);
    const [a, b] = await copy.getMany<number[]>([["a"], ["b"]]);
    assert.ok(a.value !== null);
    assert.equal(a.value, b.value);
    assert.equal(a.versionstamp, b.versionstamp);
  } finally {
    going = false;
    kv.close();
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("damaged data cannot be backed up", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const file = `${dir}/homeroom.kv`;
    const kv = await Deno.openKv(file);
    for (let n = 0; n < 60; n++) {
      await kv.set(["row", n], `${n} `.repeat(1000));
    }
    kv.close();
    const bytes = await Deno.readFile(file);
    bytes.fill(7, bytes.length >> 1, (bytes.length >> 1) + 8192);
    await Deno.writeFile(file, bytes);
    const { code, said } = await operate("backup", dir, `${dir}/backup`);
    assert.equal(code, 1, said);
    assert.match(said, /^No backup was made: .+ damaged\. .+ restore/);
    const left = await Array.fromAsync(Deno.readDir(dir));
    assert.ok(!left.some(({ name }) => name.startsWith("backup")));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("a restore on another machine has nothing to keep, and does not mention it", async () => {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${dir}/old`);
    (await Deno.openKv(`${dir}/old/homeroom.kv`)).close();
    const made = await operate("backup", `${dir}/old`, `${dir}/backup/`);
    assert.equal(made.code, 0, made.said);
    const first = await operate("restore", `${dir}/new`, `${dir}/backup`);
    assert.match(first.said, /^Restored\. Classes in it: 0\. Start the server/);
    const again = await operate("restore", `${dir}/new`, [
      `${dir}/backup`,
      "--yes",
    ]);
    const kept = /is kept as (\S+)\. Start the server/.exec(again.said)?.[1] ??
      "";
    assert.ok((await Deno.stat(kept)).isFile, again.said);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
