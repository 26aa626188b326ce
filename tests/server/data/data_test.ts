/** The data folder, its privacy, and connections to a KV over a network. */
import assert from "node:assert/strict";
import { readSettings } from "../../../classroom/settings.ts";
import { isDatabaseWhole, isKv } from "../../../server/data/database.ts";
import { openSeveralHandles } from "../../../server/data/open_kv.ts";
import { makePrivate } from "../../../server/data/private_files.ts";
import { KvBusyRetry, makeRetryingKv } from "../../../sync/kv/busy_retry.ts";
import { startServer } from "../../server.ts";

/** Handles that answer when told to, and what each was asked. */
function handles() {
  const all: { underway: number; most: number; watches: number }[] = [];
  const answers: (() => void)[] = [];
  const open = () => {
    const handle = { underway: 0, most: 0, watches: 0 };
    all.push(handle);
    const ask = () => {
      handle.most = Math.max(handle.most, ++handle.underway);
      const { promise, resolve } = Promise.withResolvers<void>();
      answers.push(resolve);
      return promise.then(() => handle.underway--);
    };
    const list = { next: ask, [Symbol.asyncIterator]: () => list };
    const atomic = { check: () => atomic, set: () => atomic, commit: ask };
    const watch = () => handle.watches++;
    const kv = { get: ask, set: ask, list: () => list, atomic: () => atomic };
    return Promise.resolve({ ...kv, watch } as unknown as Deno.Kv);
  };
  return { all, open, answer: () => answers.splice(0).forEach((it) => it()) };
}

Deno.test("parallel reads of a remote KV use separate connections", async () => {
  const { all, answer, open } = handles();
  const kv = await openSeveralHandles(open);
  for (let round = 0; round < 3; round++) {
    const asked = [
      kv.get(["a"]),
      kv.set(["a"], 1),
      kv.list({ prefix: [] }).next(),
      kv.atomic().set(["a"], 2).commit(),
      kv.get(["b"]),
    ];
    assert.equal(all.filter(({ underway }) => underway > 0).length, 5);
    answer();
    await Promise.all(asked);
  }
  assert.ok(all.every(({ most }) => most <= 1));
});

Deno.test("watches of a remote KV use other connections than reads", async () => {
  const { all, answer, open } = handles();
  const kv = await openSeveralHandles(open);
  for (let n = 0; n < 20; n++) kv.watch([["a"]]);
  const asked = Array.from({ length: 40 }, () => kv.get(["a"]));
  assert.ok(all.some(({ watches }) => watches > 0));
  assert.ok(all.every((it) => it.watches === 0 || it.underway === 0));
  answer();
  await Promise.all(asked);
});

Deno.test("a KV over several connections behaves like one, and closes all of them", async () => {
  const folder = await Deno.makeTempDir();
  const opened: Deno.Kv[] = [];
  const several = await openSeveralHandles(async () => {
    const one = await Deno.openKv(`${folder}/kv`);
    opened.push(one);
    return one;
  });
  // One file allows one write at a time.
  const kv = makeRetryingKv(several, new KvBusyRetry());
  try {
    await kv.set(["a", 1], "one");
    const { versionstamp } = await kv.get(["a", 1]);
    const check = { key: ["a", 1], versionstamp };
    const write = () =>
      kv.atomic().check(check).set(["a", 1], "two").set(["a", 2], "three")
        .commit();
    assert.ok((await write()).ok);
    assert.ok(!(await write()).ok);
    const listed = await Array.fromAsync(kv.list<string>({ prefix: ["a"] }));
    assert.deepEqual(listed.map(({ value }) => value), ["two", "three"]);
    const found = await kv.getMany([["a", 1], ["a", 3]]);
    assert.deepEqual(found.map(({ value }) => value), ["two", null]);
    const reader = kv.watch([["a", 2]]).getReader();
    assert.equal((await reader.read()).value?.[0].value, "three");
    await reader.cancel();
  } finally {
    kv.close();
  }
  for (const one of opened) {
    await assert.rejects(async () => await one.get(["a", 1]));
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a remote KV with one failed connection leaves none open", async () => {
  let count = 0, closed = 0;
  const open = () =>
    ++count === 3
      ? Promise.reject(new Error("refused"))
      : Promise.resolve({ close: () => closed++ } as unknown as Deno.Kv);
  await assert.rejects(() => openSeveralHandles(open), /refused/);
  assert.equal(closed, count - 1);
});

Deno.test("a damaged database is distinguished from an unreadable one", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const file = `${dir}/kv`;
    const kv = await Deno.openKv(file);
    for (let n = 0; n < 60; n++) {
      await kv.set(["row", n], `${n} `.repeat(1000));
    }
    kv.close();
    assert.ok(isKv(file) && isDatabaseWhole(file));
    const bytes = await Deno.readFile(file);
    for (const from of [bytes.length >> 1, 200]) {
      // Damages a middle page, then the first.
      bytes.fill(7, from, from + 8192);
      await Deno.writeFile(file, bytes);
      assert.equal(isDatabaseWhole(file), false, `from ${from}`);
    }
    await Deno.writeTextFile(file, "no database".repeat(1000));
    assert.equal(isDatabaseWhole(file), false);
    assert.equal(isKv(file), false);
    assert.throws(() => isDatabaseWhole(`${dir}/nowhere/kv`), /unable to open/);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

// Other users of the machine cannot read the data (Y12).

const mode = async (path: string) => (await Deno.stat(path)).mode! & 0o7777;

async function withFolder(test: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "homeroom-" });
  try {
    await test(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("an existing data folder and its database become private at the start (Y12)", () =>
  withFolder(async (DATA_DIR) => {
    await Deno.chmod(DATA_DIR, 0o755);
    const file = `${DATA_DIR}/homeroom.kv`;
    (await Deno.openKv(file)).close();
    await Deno.chmod(file, 0o644);
    const server = await startServer({ DATA_DIR });
    try {
      assert.equal(await mode(DATA_DIR), 0o700);
      for (const name of ["", "-wal", "-shm"]) {
        assert.equal(await mode(file + name), 0o600, name);
      }
      assert.doesNotMatch(server.output(), /other users can read/);
    } finally {
      await server.stop();
    }
  }));

Deno.test("a database elsewhere becomes private, and its folder does not (Y12)", () =>
  withFolder(async (dir) => {
    await Deno.mkdir(`${dir}/data`);
    await Deno.chmod(dir, 0o755);
    const KV_URL = `${dir}/a.kv`;
    await Deno.writeTextFile(KV_URL, "");
    await Deno.chmod(KV_URL, 0o644);
    const settings = readSettings({ DATA_DIR: `${dir}/data`, KV_URL });
    assert.deepEqual(await makePrivate(settings), []);
    assert.equal(await mode(KV_URL), 0o600);
    assert.equal(await mode(dir), 0o755);
  }));

Deno.test("the server warns of data that other users can still read (Y12)", () =>
  withFolder(async (DATA_DIR) => {
    // As `/tmp` is: without write permission other programs would fail.
    await Deno.chmod(DATA_DIR, 0o1777);
    const server = await startServer({ DATA_DIR });
    try {
      assert.match(
        server.output(),
        /"level":"warn".*"other users can read the data".*chmod go=/,
      );
      assert.equal(await mode(DATA_DIR), 0o1777);
    } finally {
      await server.stop();
    }
    const settings = readSettings({
      DATA_DIR: "/proc/self",
      KV_URL: ":memory:",
    });
    const [{ path, why }] = await makePrivate(settings);
    assert.equal(path, "/proc/self");
    assert.match(why, /not permitted|read-only/i);
  }));
