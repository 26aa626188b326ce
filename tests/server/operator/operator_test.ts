/** The operator's commands and `deno task reset-link`. */
import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { readSettings } from "../../../classroom/settings.ts";
import config from "../../../deno.json" with { type: "json" };
import { findServerAddress } from "../../../server/data/address_file.ts";
import { askToConfirm } from "../../../server/operator/confirm.ts";
import { Visitor } from "../../people.ts";
import { startServer, type TestServer } from "../../server.ts";
import { operate } from "./operating.ts";

// The operator's commands: help, refusals, and questions before they replace data.

const commands = Object.entries(config.tasks).flatMap(([task, { command }]) => {
  const program = /server\/operator\/(\w+)\.ts$/.exec(command)?.[1];
  return program ? [{ task, program }] : [];
});

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

Deno.test("--help prints the usage of a command, and does nothing else", () =>
  withData(async (dir, file) => {
    assert.ok(commands.length >= 5);
    for (const { task, program } of commands) {
      for (const given of [["--help"], ["-h"], [`${dir}/new`, "--help"]]) {
        const { code, said } = await operate(program, dir, given);
        assert.equal(code, 0, task);
        assert.match(said, new RegExp(`^Usage: deno task ${task}\\b`));
      }
    }
    await assert.rejects(Deno.stat("--help"), Deno.errors.NotFound);
    await assert.rejects(Deno.stat(`${dir}/new`), Deno.errors.NotFound);
    assert.equal(await row(file), "before");
  }));

Deno.test("unknown options, missing and extra arguments are refused with the usage", () =>
  withData(async (dir) => {
    const wrong: [string[], RegExp][] = [
      [["a", "--overwrite"], /--overwrite/],
      [["--take=yes", "a"], /--take/],
      [[], /missing/],
      [[""], /missing/],
      [["a", "b", "c"], /Unexpected argument: [bc]/],
    ];
    for (const { task, program } of commands) {
      // It takes no arguments.
      if (task === "doctor") continue;
      for (const [given, why] of wrong) {
        const { code, said } = await operate(program, dir, given);
        assert.equal(code, 1, `${task} ${given}`);
        const [first, usage] = said.split("\n");
        assert.match(first, why, task);
        assert.ok(usage.startsWith(`Usage: deno task ${task} `), said);
      }
    }
    await assert.rejects(Deno.stat("a"), Deno.errors.NotFound);
  }));

Deno.test("without a terminal, a restore replaces data only with --yes", () =>
  withData(async (dir, file) => {
    const backup = `${dir}/backup`;
    const made = await operate("backup", dir, backup);
    assert.equal(made.code, 0, made.said);
    {
      using kv = await Deno.openKv(file);
      await kv.set(["row"], "after");
    }
    const refused = await operate("restore", dir, backup);
    assert.equal(refused.code, 1);
    const [replaces, why] = refused.said.split("\n");
    assert.ok(replaces.includes(file) && replaces.includes(backup), replaces);
    assert.match(why, /^Nothing was changed: .+ --yes/);
    assert.equal(await row(file), "after");
    const restored = await operate("restore", dir, ["--yes", backup]);
    assert.equal(restored.code, 0, restored.said);
    assert.equal(await row(file), "before");
    const first = await operate("restore", `${dir}/new`, backup);
    assert.equal(first.code, 0, first.said);
  }));

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

// `deno task reset-link` finds the server, running or not, also among instances.

const account = {
  email: "lin@school.example",
  name: "Ms Lin",
  password: "correct horse",
};
const unknown = /The server’s address is not known/;
const pathAlone = /^\/teacher\/reset\?token=\S+$/m;

function resetLink(dataDir: string, env: Record<string, string> = {}) {
  const plain = { PORT: "", HOST: "", BASE_URL: "", KV_URL: "", ...env };
  return operate("reset_link", dataDir, account.email, [], plain);
}

async function withServer(
  env: Record<string, string>,
  test: (server: TestServer, dataDir: string) => Promise<void>,
): Promise<void> {
  const dataDir = await Deno.makeTempDir({ prefix: "homeroom-" });
  const server = await startServer({ DATA_DIR: dataDir, ...env });
  try {
    await new Visitor(server).get(201, "POST", "/api/teachers", account);
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
