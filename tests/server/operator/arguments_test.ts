/** The operator's commands: help, refusals, and questions before they replace data. */
import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import config from "../../../deno.json" with { type: "json" };
import { askToConfirm } from "../../../server/operator/confirm.ts";
import { operate } from "./operating.ts";

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
        assert.ok(said.startsWith(`Usage: deno task ${task} `), said);
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
