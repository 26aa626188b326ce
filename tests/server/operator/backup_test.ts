/** Backup while the server runs, restore while it does not (SYNC-2, O-2). */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { testClassAlone as test } from "../../class.ts";
import {
  createSession,
  joinClass,
  makeTeacherSeat,
  signUp,
} from "../../people.ts";
import { startPostgres, testPostgres } from "../../postgres.ts";
import { startServer } from "../../server.ts";
import {
  beginUpload,
  randomBytesOf,
  readFileBytes,
  sendTusRequest,
  uploadFile,
} from "../../uploading.ts";
import { runOperatorCommand } from "./operating.ts";

test("a backup is one moment, and clients beyond it start afresh after a restore (SYNC-17)", async ({ server, teacher, teaching, session, enter, keep }) => {
  const backup = `${server.dataDir}/../${session.id}.backup`;
  try {
    await teaching.openPage();
    const amy = await enter("Amy");
    await amy.sayAndSee("before");
    const bytes = randomBytesOf(300_000);
    const file = await uploadFile(amy, { bytes });
    const half = await beginUpload(amy.visitor, session.id, 500);
    const begun = half.headers.get("location")!.split("/").at(-1)!;
    await sendTusRequest(amy.visitor, "PATCH", begun, {}, bytes.slice(0, 200));
    const made = await runOperatorCommand("backup", server.dataDir, backup);
    assert.equal(made.code, 0, made.said);
    await amy.sayAndSee("after");
    const late = await uploadFile(amy, { bytes });
    const ben = await enter("Ben");
    await ben.sayAndSee("hello");
    amy.own.provider.params.e = amy.readInfo().epoch;

    const refused = await runOperatorCommand("restore", server.dataDir, [
      backup,
      "--yes",
    ]);
    assert.equal(refused.code, 1);
    assert.match(refused.said, /Stop it first/);
    await server.kill();
    const restored = await runOperatorCommand("restore", server.dataDir, [
      backup,
      "--yes",
    ]);
    assert.equal(restored.code, 0, restored.said);
    assert.match(restored.said, /Classes in it: 1\./);
    await server.restart();

    const there = await readFileBytes(amy.visitor, file);
    assert.ok(Buffer.from(await there.bytes()).equals(Buffer.from(bytes)));
    const rest = await sendTusRequest(amy.visitor, "PATCH", begun, {
      "upload-offset": "200",
    }, bytes.slice(200, 500));
    assert.equal(rest.status, 204);
    const gone = await readFileBytes(amy.visitor, late);
    assert.equal(gone.status, 404);
    await gone.body?.cancel();

    await amy.own.waitUntil(() => amy.own.permanent !== null, "amy was told");
    assert.deepEqual(amy.own.permanent, { code: 4409, reason: "conflict" });
    await teaching.sayAndSee("on we go");
    assert.ok(teaching.visibleLines().includes("Amy: after"));
    const again = keep(makeTeacherSeat(teacher, session));
    await again.openPage();
    assert.deepEqual(again.visibleLines(), ["Amy: before", "Ms Lin: on we go"]);
    amy.close();
    await amy.openPage();
    assert.deepEqual(amy.visibleLines(), ["Amy: before", "Ms Lin: on we go"]);
    ben.close();
    const back = keep(await joinClass(server, session.code, "Ben"));
    await back.openPage();
    assert.deepEqual(back.visibleLines(), ["Amy: before", "Ms Lin: on we go"]);
  } finally {
    await Deno.remove(backup, { recursive: true }).catch(() => {});
  }
});

Deno.test("a backup never overwrites, and only a backup can be restored", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const missing = await runOperatorCommand("backup", dir, `${dir}/a`);
    assert.equal(missing.code, 1);
    assert.match(missing.said, /There is no file/);
    const data = "no database".repeat(100);
    await Deno.writeTextFile(`${dir}/homeroom.kv`, data);
    await Deno.writeTextFile(`${dir}/a`, "mine");
    const taken = await runOperatorCommand("backup", dir, `${dir}/a`);
    assert.match(taken.said, /already exists/);
    const wrong = await runOperatorCommand("restore", dir, `${dir}/a`);
    assert.equal(wrong.code, 1);
    assert.match(wrong.said, /not a backup/);
    assert.equal(await Deno.readTextFile(`${dir}/homeroom.kv`), data);
    const nowhere = await runOperatorCommand("backup", dir, "/proc/nowhere");
    assert.match(nowhere.said, /^No backup was made: .+mkdir '\/proc\/nowhere/);
    const none = await runOperatorCommand("backup", dir, `${dir}/b`);
    assert.equal(none.code, 1);
    assert.match(none.said, /^No backup was made: .+not a database/);
    const left = await Array.fromAsync(Deno.readDir(dir));
    assert.deepEqual(left.map(({ name }) => name).sort(), ["a", "homeroom.kv"]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("a backup that /operator can't show is a backup all the same (O-5)", async () => {
  const dir = await Deno.makeTempDir();
  try {
    (await Deno.openKv(`${dir}/homeroom.kv`)).close();
    // In the place of the file that would be written.
    await Deno.mkdir(`${dir}/last-backup.json`);
    const made = await runOperatorCommand("backup", dir, `${dir}/a`);
    assert.equal(made.code, 0, made.said);
    assert.match(
      made.said,
      /The backup is in .+\n.*\/operator will not show it/,
    );
    await Deno.stat(`${dir}/a/homeroom.kv`);
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
    for (let n = 0; n < 1500; n++) {
      await kv.set(["c", n], randomBytesOf(60_000, n + 1));
    }
    const written = writing();
    const made = runOperatorCommand("backup", dir, `${dir}/backup`);
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
    const { code, said } = await runOperatorCommand(
      "backup",
      dir,
      `${dir}/backup`,
    );
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
    const made = await runOperatorCommand(
      "backup",
      `${dir}/old`,
      `${dir}/backup/`,
    );
    assert.equal(made.code, 0, made.said);
    const first = await runOperatorCommand(
      "restore",
      `${dir}/new`,
      `${dir}/backup`,
    );
    assert.match(first.said, /^Restored\. Classes in it: 0\. Start the server/);
    const again = await runOperatorCommand("restore", `${dir}/new`, [
      `${dir}/backup`,
      "--yes",
    ]);
    const kept =
      /is kept as (\S+?)(?: and \S+)?\. Start the server/.exec(again.said)
        ?.[1] ??
        "";
    assert.ok((await Deno.stat(kept)).isFile, again.said);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

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
      const made = await runOperatorCommand("backup", `${outer}/first`, backup);
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
    const { code, said } = await runOperatorCommand("restore", dir, [
      backup,
      "--yes",
    ]);
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
    const { code, said } = await runOperatorCommand("restore", dir, [
      backup,
      "--yes",
    ]);
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
    const nowhere = await runOperatorCommand(
      "restore",
      dir,
      [backup, "--yes"],
      [],
      {
        KV_URL: ":memory:",
      },
    );
    assert.match(nowhere.said, /^There is no file :memory:/);
    await Deno.remove(`${backup}/uploads`);
    await Deno.writeTextFile(`${backup}/uploads`, "no folder");
    const { code, said } = await runOperatorCommand("restore", dir, [
      backup,
      "--yes",
    ]);
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
  for (const command of ["backup", "restore", "grant", "reset-link"]) {
    const env = { TRUST_PROXY: "x" };
    const { code, said } = await runOperatorCommand(
      command,
      "/nowhere",
      "a",
      [],
      env,
    );
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
      const { code, said } = await runOperatorCommand("restore", dir, [
        backup,
        "--yes",
      ], [
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
          ["reset-link", "lin@example.org"],
        ][refused++ % 3];
        const done = await runOperatorCommand(command, dir, given);
        assert.match(done.said, /was interrupted/, command);
      }
      const again = await runOperatorCommand("restore", dir, [backup, "--yes"]);
      assert.equal(again.code, 0, again.said);
      assert.deepEqual(await marks(file), ["old"], `step ${at}`);
      assert.deepEqual(await names(`${dir}/uploads`), [], `step ${at}`);
      const kept = /kept as (\S+?)(?: and \S+)?\. /.exec(again.said)![1];
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

testPostgres(
  "with a database in PostgreSQL, pg_dump and a backup of the uploads bring all back (SYNC-17)",
  async () => {
    await using postgres = await startPostgres();
    const dir = await Deno.makeTempDir({ prefix: "homeroom-" });
    const DATA_DIR = `${dir}/data`, backup = `${dir}/backup`;
    const KV_URL = await postgres.makeSchema();
    const run = (command: string, given: readonly string[]) =>
      runOperatorCommand(command, DATA_DIR, given, [], { KV_URL });
    const server = await startServer({ DATA_DIR, KV_URL });
    const session = await createSession(await signUp(server));
    const amy = await joinClass(server, session.code, "Amy");
    await amy.openPage();
    await amy.sayAndSee("before");
    const bytes = randomBytesOf(300_000);
    const file = await uploadFile(amy, { bytes });
    const dump = await postgres.dump(KV_URL);
    const made = await run("backup", [backup]);
    assert.equal(made.code, 0, made.said);
    assert.match(made.said, /The uploaded files are in .+ \(1\)\. .+ pg_dump/);
    await amy.sayAndSee("after");
    const { epoch } = amy.readInfo();
    const late = await uploadFile(amy, { bytes: bytes.slice(0, 100_000) });
    const running = await run("restore", [backup, "--yes"]);
    assert.match(running.said, /a server uses the data/);
    amy.close();
    await server.kill();

    await postgres.load(KV_URL, dump);
    const unasked = await run("restore", [backup]);
    assert.match(unasked.said, /will be replaced .+\n.*add --yes/);
    const restored = await run("restore", [backup, "--yes"]);
    assert.equal(restored.code, 0, restored.said);
    assert.match(
      restored.said,
      /Classes in it: 1\..+ kept as .+uploads\.before/,
    );
    await server.restart();
    const there = await readFileBytes(amy.visitor, file);
    assert.ok(Buffer.from(await there.bytes()).equals(Buffer.from(bytes)));
    const gone = await readFileBytes(amy.visitor, late);
    assert.equal(gone.status, 404);
    await gone.body?.cancel();
    await amy.openPage();
    assert.deepEqual(amy.visibleLines(), ["Amy: before"]);
    assert.notEqual(
      amy.readInfo().epoch,
      epoch,
      "devices know that it is older",
    );
    amy.close();
    await server.kill();

    // With a bucket there is nothing to copy, and only the epochs to renew.
    const renewed = await run("restore", ["--yes"]);
    assert.equal(renewed.code, 0, renewed.said);
    await Deno.remove(dir, { recursive: true });
  },
);
