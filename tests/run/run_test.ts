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

/** Runs files that fail the given numbers of times. Returns exit code and output. */
async function runFiles(
  failing: readonly number[],
  { isForeign, secondTries }: { isForeign: boolean; secondTries: boolean },
): Promise<{ code: number; said: string }> {
  const folder = await Deno.makeTempDir({ prefix: "homeroom-run-" });
  try {
    const files = await Promise.all(
      failing.map((times, n) => testFile(folder, `file${n}`, times)),
    );
    const jobs: Job[] = files.map((file) => ({
      name: file,
      files: [file],
      isForeign,
    }));
    const said: string[] = [];
    const say = (line: string) => void said.push(line);
    const code = await runAll(jobs, { secondTries, say });
    return { code, said: said.join("\n") };
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
