import assert from "node:assert/strict";
import { userInfo } from "node:os";
import { PassThrough } from "node:stream";
import { readSettings } from "../../../classroom/settings.ts";
import { describeFailure } from "../../../server/command_line.ts";
import { AccountStore } from "../../../classroom/accounts/account_store.ts";
import config from "../../../deno.json" with { type: "json" };
import { findServerAddress } from "../../../server/data/address_file.ts";
import { recordFormat } from "../../../server/data/format.ts";
import { runCommandLine } from "../../../server/command_line.ts";
import { commands } from "../../../server/commands.ts";
import { readCommit } from "../../../server/commit.ts";
import { askToConfirm } from "../../../server/operator/confirm.ts";
import { Progress } from "../../../server/operator/progress.ts";
import { Visitor } from "../../people.ts";
import { startServer, type TestServer } from "../../server.ts";
import { runOperatorCommand } from "./operating.ts";

const named = Object.entries(commands);

/** Runs the command line in this process, where a command that did anything would do it here. */
async function runHere(
  ...argv: string[]
): Promise<{ code: number; said: string }> {
  const { log, error } = console;
  let said = "";
  console.log = console.error = (text: string) => void (said += `${text}\n`);
  try {
    return { code: await runCommandLine(argv), said };
  } finally {
    Object.assign(console, { log, error });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  const all = await Array.fromAsync(Deno.readDir(folder));
  return all.map(({ name }) => name).sort();
}

async function withData(
  test: (dir: string, file: string) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "homeroom-" });
  try {
    const file = `${dir}/homeroom.kv`;
    const kv = await Deno.openKv(file);
    await kv.set(["row"], "before");
    kv.close();
    await test(dir, file);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function row(file: string): Promise<unknown> {
  using kv = await Deno.openKv(file);
  return (await kv.get(["row"])).value;
}

Deno.test("help anywhere prints the usage of a command, and does nothing else", () =>
  withData(async (dir, file) => {
    const before = await namesIn(dir);
    for (const name of Object.keys(commands)) {
      const ways = [
        ["--help"],
        ["-h"],
        [`${dir}/new`, "--help"],
        ["--help", `${dir}/new`],
        ["--yes", "--help"],
        ["--", "--help"],
        ["--wrong", "--help"],
        ["a", "b", "c", "-h"],
      ];
      for (const given of ways) {
        const { code, said } = await runHere(name, ...given);
        assert.equal(code, 0, `${name} ${given}`);
        assert.ok(said.startsWith(`Usage: homeroom ${name}`), said);
      }
    }
    for (const given of [["--help"], ["help"], ["-h", "backup"]]) {
      const { code, said } = await runHere(...given);
      assert.equal(code, 0);
      for (const [name, { texts }] of Object.entries(commands)) {
        assert.match(said, new RegExp(`^  ${name}\\b.*`, "m"));
        assert.ok(said.includes(texts.about), name);
      }
    }
    // As it was once: a backup in a folder of that name, which a restore then took.
    for (const command of ["backup", "restore"]) {
      const { code, said } = await runOperatorCommand(command, dir, ["--help"]);
      assert.equal(code, 0, said);
    }
    await assert.rejects(Deno.stat("--help"), Deno.errors.NotFound);
    assert.deepEqual(await namesIn(dir), before);
    assert.equal(await row(file), "before");
  }));

Deno.test("a -- before the command has no effect, as npm puts one there", async () => {
  const help = await runHere("--", "doctor", "--help");
  assert.equal(help.code, 0, help.said);
  assert.match(help.said, /^Usage: homeroom doctor/);
  assert.deepEqual(
    await runHere("--", "--version"),
    await runHere("--version"),
  );
  const commit = await readCommit();
  assert.match(
    (await runHere("--version")).said,
    commit === null
      ? /^Homeroom \d+\.\d+\.\d+$/m
      : new RegExp(`^Homeroom \\d+\\.\\d+\\.\\d+ \\(${commit}\\)$`, "m"),
  );
  assert.deepEqual(await runHere("--"), await runHere());
  assert.deepEqual(await runHere("--", "bakcup"), await runHere("bakcup"));
});

Deno.test("a wrong command, option or argument ends with exit code 2 and says what to do", async () => {
  const wrong: [argv: string[], why: RegExp][] = [
    [[], /^A command is missing\.\nUsage: homeroom COMMAND/],
    [["bakcup", "a"], /^There is no command bakcup\.\nhomeroom --help/],
    [["toString"], /^There is no command toString\./],
    [["--yes", "restore", "a"], /^There is no option --yes\./],
  ];
  for (const [name, { argCounts: [min, max] = [0, 0] }] of named) {
    const usage = `\nUsage: homeroom ${name}\\b`;
    const args = Array<string>(max).fill("a");
    const refuses = (argv: string[], why: string) =>
      wrong.push([[name, ...argv], new RegExp(`^${why}.*${usage}`)]);
    refuses([...args, "b"], "Unexpected argument: b");
    refuses([...args, "--overwrite"], "There is no option --overwrite");
    refuses([...args, "-y"], "There is no option -y");
    refuses([...args, "--toString"], "There is no option --toString");
    if (max > 0) refuses([""], "Something is missing");
    if (min > 0) refuses([], "Something is missing");
  }
  for (const [name, { texts, argCounts: [min] = [0] }] of named) {
    for (const option of Object.keys(texts.options ?? {})) {
      const argv = [name, ...Array<string>(min).fill("a")];
      const takesValue = texts.optionValues?.[option] !== undefined;
      wrong.push(
        takesValue
          ? [[...argv, `--${option}`], new RegExp(`^--${option} needs a value`)]
          : [
            [...argv, `--${option}=no`],
            new RegExp(`^--${option} takes no value`),
          ],
      );
    }
  }
  for (const [argv, why] of wrong) {
    const { code, said } = await runHere(...argv);
    assert.equal(code, 2, `${argv}: ${said}`);
    assert.match(said, why);
  }
  await assert.rejects(Deno.stat("a"), Deno.errors.NotFound);
});

Deno.test("each command is a task with a description, and a task's command exists", () => {
  const tasks = Object.entries(config.tasks).flatMap(
    ([task, { command, description }]) => {
      const [, name] = /server\/homeroom\.ts ?(\S*)$/.exec(command) ?? [];
      assert.ok(description.length > 10, task);
      return name ? [[task, name]] : [];
    },
  );
  const all = Object.keys(commands).toSorted();
  assert.deepEqual(tasks.map(([task]) => task).toSorted(), all);
  assert.deepEqual(tasks.map(([, name]) => name).toSorted(), all);
});

Deno.test("each command loads what it runs", async () => {
  for (const [name, { load }] of named) {
    assert.equal(typeof await load(), "function", name);
  }
});

Deno.test("accounts lists addresses, days and names, and finds a part of them", async () => {
  const dir = await Deno.makeTempDir({ prefix: "homeroom-" });
  try {
    const kv = await Deno.openKv(`${dir}/homeroom.kv`);
    const store = new AccountStore(kv);
    for (const [id, name] of [["wu", "Ms \x1b[2JWu"], ["lin", "Mr Lin"]]) {
      const account = { id, name, email: `${id}@school.example` };
      await store.add({
        ...account,
        password: null,
        signIns: 0,
        granted: id === "lin",
        createdAt: Date.UTC(2026, 1, 3),
      });
    }
    kv.close();
    const all = await runOperatorCommand("accounts", dir, []);
    assert.equal(all.code, 0, all.said);
    assert.deepEqual(all.said.split("\n"), [
      "lin@school.example\t2026-02-03\t\tTeacher plan\tMr Lin",
      "wu@school.example\t2026-02-03\t\tMs [2JWu",
      "2 accounts.",
      "",
    ]);
    const one = await runOperatorCommand("accounts", dir, "LIN");
    assert.match(one.said, /^lin@.*\n1 account\.\n$/);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("a command without data says so, and makes none", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const { code, said } = await runOperatorCommand("accounts", dir, []);
    assert.equal(code, 1);
    assert.match(said, /^There is no file /);
    assert.deepEqual([...Deno.readDirSync(dir)], []);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("a command that the system refuses says whom it refused which file", () => {
  const path = "/var/lib/homeroom/homeroom.kv";
  const refused = Object.assign(new Error("EACCES: stat"), {
    code: "EACCES",
    path,
  });
  const said = describeFailure(refused);
  assert.ok(said.includes(path) && said.includes(userInfo().username), said);
  assert.equal(describeFailure(new Error("no space")), "no space");
});

Deno.test("without a terminal, a restore replaces data only with --yes", () =>
  withData(async (dir, file) => {
    const backup = `${dir}/backup`;
    const made = await runOperatorCommand("backup", dir, backup);
    assert.equal(made.code, 0, made.said);
    {
      using kv = await Deno.openKv(file);
      await kv.set(["row"], "after");
    }
    const refused = await runOperatorCommand("restore", dir, backup);
    assert.equal(refused.code, 1);
    const [replaces, why] = refused.said.split("\n");
    assert.ok(replaces.includes(file) && replaces.includes(backup), replaces);
    assert.match(
      replaces,
      /\(0\.\d MB, of an unknown version, last changed \d+ seconds? ago\)/,
    );
    assert.match(replaces, /\(from \d+ (second|minute)s? ago\)/);
    assert.match(why, /^Nothing was changed: .+ --yes/);
    assert.equal(await row(file), "after");
    const restored = await runOperatorCommand("restore", dir, [
      "--yes",
      backup,
    ]);
    assert.equal(restored.code, 0, restored.said);
    assert.equal(await row(file), "before");
    assert.match(
      restored.said,
      /kept as \S+homeroom\.kv\.before-restore-\d+\./,
    );
    const { mode } = await Deno.stat(file);
    assert.equal(mode! & 0o077, 0, "others can read the restored data");
    const first = await runOperatorCommand("restore", `${dir}/new`, backup);
    assert.equal(first.code, 0, first.said);
  }));

Deno.test("the doctor says as a failure that a newer version has written the data", () =>
  withData(async (dir, file) => {
    {
      using kv = await Deno.openKv(file);
      await kv.set(["version"], "99.0.0");
    }
    const { code, said } = await runOperatorCommand("doctor", dir, []);
    assert.equal(code, 1);
    assert.match(said, /^FAILS +database +Homeroom 99\.0\.0 wrote the data/m);
  }));

Deno.test("a restore says which version last ran on the data, and when", () =>
  withData(async (dir, file) => {
    const made = await runOperatorCommand("backup", dir, `${dir}/backup`);
    assert.equal(made.code, 0, made.said);
    {
      using kv = await Deno.openKv(file);
      await recordFormat(kv, file, { NEWER_DATA: "refuse" });
    }
    const longAgo = new Date(Date.now() - 50 * 3_600_000);
    for (const suffix of ["", "-wal", "-shm"]) {
      await Deno.utime(file + suffix, longAgo, longAgo).catch(() => {});
    }
    await Deno.utime(`${dir}/backup/homeroom.kv`, longAgo, longAgo);
    const { code, said } = await runOperatorCommand(
      "restore",
      dir,
      `${dir}/backup`,
    );
    assert.equal(code, 1);
    const of = `of Homeroom ${config.version}, last changed 2 days ago`;
    assert.ok(said.includes(of), said);
    assert.match(said, /backup \(from 2 days ago\)/);

    // Damaged data is a reason to restore, and has no version to tell.
    await Deno.writeTextFile(file, "no database".repeat(1000));
    const damaged = await runOperatorCommand("restore", dir, `${dir}/backup`);
    assert.equal(damaged.code, 1);
    assert.match(damaged.said, /of an unknown version/);
    assert.match(damaged.said, /add --yes/);
  }));

Deno.test("progress is shown after a second, then every five, and never for short work", async () => {
  let now = 0;
  const printed: string[] = [];
  const progress = new Progress((line) => printed.push(line), () => now);
  for (; now < 12_000; now += 100) progress.show(() => `${now}`);
  assert.deepEqual(printed, ["1000", "6000", "11000"]);
  const short = new Progress((line) => printed.push(line), () => 0);
  short.show(() => "short");
  await short.showDuring(Promise.resolve(), () => Promise.resolve("short"));
  assert.equal(printed.length, 3);
});

Deno.test("only yes confirms, and ended input does not", async () => {
  const answers = {
    "y\n": true,
    "Yes\n": true,
    "n\n": false,
    "\n": false,
    "yesterday\n": false,
    "": false,
  };
  for (const [answer, expected] of Object.entries(answers)) {
    const input = new PassThrough(), output = new PassThrough();
    const confirmed = askToConfirm("Replace? ", input, output);
    input.end(answer);
    assert.equal(await confirmed, expected, JSON.stringify(answer));
    assert.equal(String(output.read()), "Replace? ");
  }
});

const account = {
  email: "lin@school.example",
  name: "Ms Lin",
  password: "correct horse",
};
const unknown = /The server’s address is not known/;
const pathAlone = /^\/teacher\/reset\?token=\S+$/m;

function resetLink(dataDir: string, env: Record<string, string> = {}) {
  const plain = { PORT: "", HOST: "", BASE_URL: "", KV_URL: "", ...env };
  return runOperatorCommand("reset-link", dataDir, account.email, [], plain);
}

async function withServer(
  env: Record<string, string>,
  test: (server: TestServer, dataDir: string) => Promise<void>,
): Promise<void> {
  const dataDir = await Deno.makeTempDir({ prefix: "homeroom-" });
  const server = await startServer({ DATA_DIR: dataDir, ...env });
  try {
    await new Visitor(server).askExpecting(
      201,
      "POST",
      "/api/teachers",
      account,
    );
    await test(server, dataDir);
  } finally {
    await server.stop();
    await Deno.remove(dataDir, { recursive: true });
  }
}

const mode = async (path: string) => (await Deno.stat(path)).mode! & 0o777;
const isThere = (path: string) => Deno.stat(path).then(() => true, () => false);

Deno.test("a reset link leads to the server that runs on this data, on any port", () =>
  withServer({}, async (server, dataDir) => {
    const { code, said } = await resetLink(dataDir);
    assert.equal(code, 0, said);
    const link = new URL(said.trim());
    assert.equal(link.origin, server.url);
    assert.equal(await mode(`${dataDir}/address`), 0o600);
    const opened = await fetch(link);
    assert.equal(opened.status, 200);
    await opened.body?.cancel();
    // The server's real port counts, not the setting.
    const other = await resetLink(dataDir, { PORT: "1" });
    assert.equal(new URL(other.said.trim()).origin, server.url);
    const given = await resetLink(dataDir, { BASE_URL: "https://b.example" });
    assert.match(given.said, /^https:\/\/b\.example\/teacher\/reset\?/);
  }));

Deno.test("a server behind a proxy writes its public address", () =>
  withServer(
    { BASE_URL: "https://class.example.org" },
    async (_, dataDir) => {
      const { said } = await resetLink(dataDir);
      assert.match(said, /^https:\/\/class\.example\.org\/teacher\/reset\?/);
    },
  ));

Deno.test("without a running server the settings give the address, or the path is printed alone", () =>
  withServer({}, async (server, dataDir) => {
    const file = `${dataDir}/address`;
    await server.kill();
    assert.ok(await isThere(file));
    const killed = await resetLink(dataDir);
    assert.equal(killed.code, 0);
    assert.match(killed.said, unknown);
    assert.match(killed.said, pathAlone);
    await server.restart();
    const back = await resetLink(dataDir);
    assert.equal(new URL(back.said.trim()).origin, server.url);
    server.signal("SIGTERM");
    await server.ended();
    assert.ok(!await isThere(file));
    assert.match((await resetLink(dataDir)).said, unknown);
    const env = { HOST: "127.0.0.1", PORT: "8123" };
    const { said } = await resetLink(dataDir, env);
    assert.match(said, /^http:\/\/127\.0\.0\.1:8123\/teacher\/reset\?/);
  }));

Deno.test("a server whose address file was deleted ends cleanly and releases its data (SYNC-15)", () =>
  withServer({}, async (server, dataDir) => {
    await Deno.remove(`${dataDir}/address`);
    server.signal("SIGTERM");
    assert.equal(await server.ended(), 0);
    const said = server.output();
    assert.match(said, /"event":"stopped"/);
    assert.doesNotMatch(said, /"level":"error"/);
  }));

Deno.test("a server on other data in the same folder does not give its address to reset links", () =>
  withServer({}, async (server, dataDir) => {
    const KV_URL = `${dataDir}/other.kv`;
    server.signal("SIGTERM");
    await server.ended();
    await Deno.copyFile(`${dataDir}/homeroom.kv`, KV_URL);
    await server.restart();
    const { said } = await resetLink(dataDir, { KV_URL });
    assert.match(said, unknown);
    assert.match(said, pathAlone);
  }));

Deno.test("with several servers over one KV the settings decide, whatever the folder has", async () => {
  const DATA_DIR = await Deno.makeTempDir({ prefix: "homeroom-" });
  try {
    const address = { origin: "http://10.0.0.9:8000", data: null };
    await Deno.writeTextFile(`${DATA_DIR}/address`, JSON.stringify(address));
    const of = (env: Record<string, string>) =>
      findServerAddress(
        readSettings({
          DATA_DIR,
          KV_URL: "postgres://db:5432/homeroom",
          ...env,
        }),
        env,
      );
    assert.equal(of({}), null);
    assert.equal(of({ PORT: "0" }), null);
    assert.equal(of({ HOST: "::1" }), "http://[::1]:8000");
    assert.equal(of({ BASE_URL: "https://a.example" }), "https://a.example");
  } finally {
    await Deno.remove(DATA_DIR, { recursive: true });
  }
});
