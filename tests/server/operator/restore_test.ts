/** A restore that is interrupted or gets damaged data loses nothing (SYNC-2). */
import assert from "node:assert/strict";
import { startServer } from "../../server.ts";
import { operate } from "./operating.ts";

const rows = 60;
const text = (mark: string) => `${mark} `.repeat(200);

/** Writes a KV in a process that is killed, so that its log stays. */
async function write(file: string, mark: string): Promise<void> {
  const script = `
    const kv = await Deno.openKv(${JSON.stringify(file)});
    for (let n = 0; n < ${rows}; n++) {
      const head = { seq: 1, epoch: "${mark}" };
      await kv.set(["space", "s" + n, "head"], head);
      await kv.set(["row", n], ${JSON.stringify(text(mark))});
    }
    Deno.kill(Deno.pid, "SIGKILL");`;
  await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--unstable-kv", script],
  }).output();
}

async function marks(file: string): Promise<string[]> {
  const kv = await Deno.openKv(file);
  try {
    const all = await Array.fromAsync(kv.list<string>({ prefix: ["row"] }));
    assert.equal(all.length, rows, file);
    return [...new Set(all.map(({ value }) => value.split(" ")[0]))];
  } finally {
    kv.close();
  }
}

const names = async (folder: string) =>
  (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();

/** A folder with a backup of "old" in `backup`, and data of "new" with its log. */
async function testRestore(
  name: string,
  test: (dir: string, backup: string, file: string) => Promise<void>,
) {
  await Deno.test(name, async () => {
    const outer = await Deno.makeTempDir({ prefix: "homeroom-" });
    const dir = `${outer}/data`, file = `${dir}/homeroom.kv`;
    try {
      await Deno.mkdir(`${outer}/first`);
      await write(`${outer}/first/homeroom.kv`, "old");
      const backup = `${outer}/backup`;
      const made = await operate("backup", `${outer}/first`, backup);
      assert.equal(made.code, 0, made.said);
      await Deno.mkdir(`${dir}/uploads`, { recursive: true });
      await Deno.writeTextFile(`${dir}/uploads/picture`, "new");
      await write(file, "new");
      assert.ok((await Deno.stat(`${file}-wal`)).size > 0, "it has a log");
      await test(dir, backup, file);
    } finally {
      await Deno.remove(outer, { recursive: true });
    }
  });
}

testRestore(
  "the remains of a broken-off restore get into no other restore (SYNC-2)",
  async (dir, backup, file) => {
    await Deno.copyFile(file, `${file}.new`);
    await Deno.copyFile(`${file}-wal`, `${file}.new-wal`);
    const { code, said } = await operate("restore", dir, [backup, "--yes"]);
    assert.equal(code, 0, said);
    assert.deepEqual(await names(backup), ["homeroom.kv", "uploads"]);
    assert.deepEqual(await marks(file), ["old"]);
    assert.deepEqual(
      (await names(dir)).filter((name) => name.includes(".new")),
      [],
    );
  },
);

testRestore(
  "a damaged backup is not restored, and nothing is changed (SYNC-2)",
  async (dir, backup, file) => {
    const bytes = await Deno.readFile(`${backup}/homeroom.kv`);
    bytes.fill(7, bytes.length >> 1, (bytes.length >> 1) + 8192);
    await Deno.writeFile(`${backup}/homeroom.kv`, bytes);
    const { code, said } = await operate("restore", dir, [backup, "--yes"]);
    assert.equal(code, 1);
    assert.match(said, /is damaged\. Nothing was changed/);
    assert.deepEqual(await marks(file), ["new"]);
    assert.deepEqual(
      (await names(dir)).filter((it) => it.includes(".new")),
      [],
    );
  },
);

testRestore(
  "a backup that cannot be copied whole leaves nothing, and nothing is changed (SYNC-2)",
  async (dir, backup, file) => {
    const nowhere = await operate("restore", dir, [backup, "--yes"], [], {
      KV_URL: ":memory:",
    });
    assert.match(nowhere.said, /^There is no file :memory:/);
    await Deno.remove(`${backup}/uploads`);
    await Deno.writeTextFile(`${backup}/uploads`, "no folder");
    const { code, said } = await operate("restore", dir, [backup, "--yes"]);
    assert.equal(code, 1);
    assert.match(said, /^Nothing was changed: the backup couldn’t be copied/);
    assert.deepEqual(await marks(file), ["new"]);
    assert.deepEqual(await names(`${dir}/uploads`), ["picture"]);
    assert.deepEqual(
      (await names(dir)).filter((it) => it.includes(".new")),
      [],
    );
  },
);

Deno.test("an operator's command reports a wrong setting with its sentence", async () => {
  for (const command of ["backup", "restore", "grant", "reset_link"]) {
    const env = { TRUST_PROXY: "x" };
    const { code, said } = await operate(command, "/nowhere", "a", [], env);
    assert.equal(code, 1, command);
    assert.match(said, /^The setting TRUST_PROXY must be .+\.\n$/, command);
  }
});

testRestore(
  "a killed restore leaves the old data, the new, or a stopped server (SYNC-2)",
  async (dir, backup, file) => {
    const before = `${dir}-before`;
    await copy(dir, before);
    let refused = 0;
    for (let at = 0;; at++) {
      await Deno.remove(dir, { recursive: true });
      await copy(before, dir);
      const { code, said } = await operate("restore", dir, [backup, "--yes"], [
        "--preload=tests/server/killed_at.ts",
      ], { KILL_AT: String(at) });
      if (code === 0) {
        assert.deepEqual(await marks(file), ["old"]);
        break;
      }
      assert.equal(said, "", `step ${at}`);
      const start = startServer({ DATA_DIR: dir });
      const why = await start.then(() => null, String);
      if (why === null) {
        await (await start).stop();
        assert.deepEqual(await marks(file), ["new"], `step ${at}`);
        assert.deepEqual(await names(`${dir}/uploads`), ["picture"]);
      } else {
        assert.match(why, /restore of .* was interrupted.*deno task restore/);
        // Each of the operator's commands does so: one per step.
        const [command, given] = [
          ["backup", `${dir}-${at}`],
          ["grant", "lin@example.org"],
          ["reset_link", "lin@example.org"],
        ][refused++ % 3];
        const done = await operate(command, dir, given);
        assert.match(done.said, /was interrupted/, command);
      }
      const again = await operate("restore", dir, [backup, "--yes"]);
      assert.equal(again.code, 0, again.said);
      assert.deepEqual(await marks(file), ["old"], `step ${at}`);
      assert.deepEqual(await names(`${dir}/uploads`), [], `step ${at}`);
      const kept = /kept as (\S+)\. /.exec(again.said)![1];
      assert.deepEqual(await marks(kept), ["new"], `step ${at}: it is kept`);
      const aside = kept.slice(file.length);
      const pictures = await names(`${dir}/uploads${aside}`);
      assert.deepEqual(pictures, ["picture"], `step ${at}: uploads, too`);
    }
    assert.ok(refused >= 5, `${refused} steps leave it half done`);
  },
);

async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  for (const name of await names(from)) {
    const [source, target] = [`${from}/${name}`, `${to}/${name}`];
    if ((await Deno.stat(source)).isDirectory) await copy(source, target);
    else await Deno.copyFile(source, target);
  }
}
