import assert from "node:assert/strict";
import { allJobs, type Job } from "./jobs.ts";
import { runAll, runOnLanes } from "./run.ts";

async function testFile(folder: string, name: string, failing: number) {
  const file = `${folder}/${name}_test.ts`;
  await Deno.writeTextFile(
    file,
    `Deno.test("${name} (it is)", async () => {
      const path = "${folder}/${name}.runs";
      const runs = await Deno.readTextFile(path).then(Number, () => 0);
      await Deno.writeTextFile(path, String(runs + 1));
      if (runs < ${failing}) throw new Error("${name} failed");
    });`,
  );
  return file;
}

/** A file of two tests; a step of the first one fails the given number of times, and writes down each start. */
async function stepsFile(folder: string, name: string, failing: number) {
  const file = `${folder}/${name}_test.ts`;
  const steps = new URL("../steps.ts", import.meta.url);
  await Deno.writeTextFile(
    file,
    `import { makeStepRunner } from "${steps}";
    let starts = "";
    const start = async (what) => {
      const path = "${folder}/${name}.starts";
      starts = await Deno.readTextFile(path).catch(() => "") + what + "\\n";
      await Deno.writeTextFile(path, starts);
    };
    Deno.test("a lesson (R-2), 1/2", async (context) => {
      const step = makeStepRunner(context);
      await step("Amy joins", () => start("joins"));
      await step("Amy answers (offline)", async () => {
        await start("answers");
        const answers = starts.split("\\n").filter((it) => it === "answers");
        if (answers.length <= ${failing}) throw new Error("no answer");
      });
      await step("Amy leaves", () => start("leaves"));
    });
    Deno.test("Amy answers (offline)", () => start("another test"));
    Deno.test("a lesson (R-2), 1/2 again", () => start("a third test"));`,
  );
  return file;
}

/** Runs files that fail the given numbers of times. Returns exit code, output, and what tests with steps started. */
async function runFiles(
  failing: readonly number[],
  { isForeign, secondTries, makeFile = testFile }: {
    isForeign: boolean;
    secondTries: boolean;
    makeFile?: typeof testFile;
  },
): Promise<{ code: number; said: string; starts: string[] }> {
  const folder = await Deno.makeTempDir({ prefix: "homeroom-run-" });
  try {
    const files = await Promise.all(
      failing.map((times, n) => makeFile(folder, `file${n}`, times)),
    );
    const jobs: Job[] = files.map((file) => ({
      name: file,
      files: [file],
      isForeign,
    }));
    const said: string[] = [];
    const say = (line: string) => void said.push(line);
    const code = await runAll(jobs, { secondTries, say });
    const starts = await Deno.readTextFile(`${folder}/file0.starts`)
      .catch(() => "");
    return { code, said: said.join("\n"), starts: starts.trim().split("\n") };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a foreign test that passes at its second try is named, and fails no run", async () => {
  const foreign = { isForeign: true, secondTries: true };
  const { code, said } = await runFiles([0, 1], foreign);
  assert.equal(code, 0, said);
  assert.match(said, /^unstable: file1 \(it is\): Error: file1 failed$/m);
  assert.match(said, /\n2 passed, 0 failed$/);
});

Deno.test("a test that fails twice fails the run", async () => {
  const foreign = { isForeign: true, secondTries: true };
  const { code, said } = await runFiles([2], foreign);
  assert.equal(code, 1, said);
  assert.match(said, /\n0 passed, 1 failed$/);
});

const foreignWithSteps = {
  isForeign: true,
  secondTries: true,
  makeFile: stepsFile,
};

Deno.test("a test of which a step failed is tried again from its first step, alone", async () => {
  const { code, said, starts } = await runFiles([1], foreignWithSteps);
  assert.equal(code, 0, said);
  const name = "a lesson (R-2), 1/2";
  const failure = `${name}: Amy answers (offline): Error: no answer`;
  const lines = said.split("\n");
  for (const line of ["FAILED ", "unstable: "]) {
    assert(lines.includes(line + failure), said);
  }
  assert(lines.includes(`once more: ${name}`), said);
  assert.match(said, /_test\.ts: 3 tests, .*\n/);
  assert.match(said, /\n3 passed, 0 failed$/);
  assert.deepEqual(starts, [
    ...["joins", "answers", "another test", "a third test"],
    ...["joins", "answers", "leaves"],
  ]);
});

Deno.test("a test of which a step fails twice fails the run, and the report names the step", async () => {
  const { code, said } = await runFiles([2], foreignWithSteps);
  assert.equal(code, 1, said);
  assert.match(
    said,
    /== what failed\n\na lesson \(R-2\), 1\/2 \.\.\. Amy answers \(offline\) => /,
  );
  assert.doesNotMatch(said, /unstable/);
  assert.match(said, /\n2 passed, 1 failed$/);
});

Deno.test("four unstable tests fail the run", async () => {
  const foreign = { isForeign: true, secondTries: true };
  const { code, said } = await runFiles([1, 1, 1, 1], foreign);
  assert.equal(code, 1, said);
});

Deno.test("a test of our own has no second try", async () => {
  const own = { isForeign: false, secondTries: true };
  const { code, said } = await runFiles([1], own);
  assert.equal(code, 1, said);
  assert.doesNotMatch(said, /unstable/);
});

Deno.test("without second tries a foreign test has none either", async () => {
  const { code } = await runFiles([1], { isForeign: true, secondTries: false });
  assert.equal(code, 1);
});

Deno.test("no more foreign jobs run at once than may", async () => {
  const jobs: Job[] = Array.from({ length: 9 }, (_, n) => ({
    name: `${n}`,
    isForeign: n % 3 > 0,
  }));
  let running = 0, most = 0, ran = 0;
  await runOnLanes(jobs, 4, 2, async ({ isForeign }) => {
    if (isForeign) most = Math.max(most, ++running);
    await new Promise((done) => setTimeout(done));
    if (isForeign) running--;
    ran++;
  });
  assert.deepEqual({ most, ran }, { most: 2, ran: 9 });
});

Deno.test("one lane prefers foreign jobs, the other ones our own", async () => {
  const job = (name: string, isForeign: boolean): Job => ({ name, isForeign });
  const jobs = [
    job("own 1", false),
    job("foreign 1", true),
    job("foreign 2", true),
    job("own 2", false),
    job("foreign 3", true),
  ];
  const begun: string[] = [];
  await runOnLanes(jobs, 2, 2, async ({ name }) => {
    begun.push(name);
    await Promise.resolve();
  });
  assert.deepEqual(begun, [
    "foreign 1",
    "own 1",
    "foreign 2",
    "own 2",
    "foreign 3",
  ]);
});

Deno.test("as many lanes prefer foreign jobs as those are of the work", async () => {
  const of = (length: number, isForeign: boolean): Job[] =>
    Array.from({ length }, () => ({ name: "", isForeign }));
  const firstOf = async (foreign: number, own: number) => {
    const begun: boolean[] = [];
    const jobs = [...of(own, false), ...of(foreign, true)];
    await runOnLanes(jobs, 3, 2, async ({ isForeign }) => {
      begun.push(isForeign === true);
      await Promise.resolve();
    });
    return begun.slice(0, 3);
  };
  assert.deepEqual(await firstOf(30, 240), [true, false, false]);
  assert.deepEqual(await firstOf(160, 320), [true, true, false]);
});

Deno.test("every file that a job names is there", async () => {
  const files = (await allJobs()).flatMap(({ files = [] }) => files);
  assert(files.length > 100, `${files.length} files`);
  for (const file of new Set(files)) await Deno.stat(file);
});
