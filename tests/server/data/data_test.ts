import assert from "node:assert/strict";
import { readSettings } from "../../../classroom/settings.ts";
import {
  isDatabaseWhole,
  isKvDatabase,
} from "../../../server/data/database.ts";
import { makePrivate } from "../../../server/data/private_files.ts";
import { startServer } from "../../server.ts";

Deno.test("a damaged database is distinguished from an unreadable one", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const file = `${dir}/kv`;
    const kv = await Deno.openKv(file);
    for (let n = 0; n < 60; n++) {
      await kv.set(["row", n], `${n} `.repeat(1000));
    }
    kv.close();
    assert.ok(isKvDatabase(file) && isDatabaseWhole(file));
    const bytes = await Deno.readFile(file);
    for (const from of [bytes.length >> 1, 200]) {
      // Damages a middle page, then the first.
      bytes.fill(7, from, from + 8192);
      await Deno.writeFile(file, bytes);
      assert.equal(isDatabaseWhole(file), false, `from ${from}`);
    }
    await Deno.writeTextFile(file, "no database".repeat(1000));
    assert.equal(isDatabaseWhole(file), false);
    assert.equal(isKvDatabase(file), false);
    assert.throws(() => isDatabaseWhole(`${dir}/nowhere/kv`), /unable to open/);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

// Other users of the machine cannot read the data.

const mode = async (path: string) => (await Deno.stat(path)).mode! & 0o7777;

async function withFolder(test: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "homeroom-" });
  try {
    await test(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("an existing data folder and its database become private at the start", () =>
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

Deno.test("a database elsewhere becomes private, and its folder does not", () =>
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

Deno.test("the server warns of data that other users can still read", () =>
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
    const [{ path, reason }] = await makePrivate(settings);
    assert.equal(path, "/proc/self");
    assert.match(reason, /not permitted|read-only/i);
  }));
