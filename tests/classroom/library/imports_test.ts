import assert from "node:assert/strict";
import {
  importLimits,
  type ImportReply,
  type ImportRequest,
  Imports,
  type ReadInWorker,
} from "../../../classroom/library/imports.ts";
import { rateLimits } from "../../../classroom/limits/rate_limiter.ts";
import { runInWorker } from "../../../server/imports/worker_jobs.ts";
import { isRefusal, type Refusal } from "../../../sync/refusal.ts";

const nothing: ImportReply = { format: "text", keep: false, names: [] };
const brought = (what = ""): ImportRequest => ({
  what: "quiz",
  bytes: new TextEncoder().encode(what),
  type: "application/json",
  words: { yes: "True", no: "False" },
});
const whole = new AbortController().signal;

/** Imports whose reading a test ends one by one. */
function held() {
  const begun: { text: string; end: () => void }[] = [];
  const readInWorker: ReadInWorker = ({ bytes }) =>
    new Promise((resolve) =>
      begun.push({
        text: new TextDecoder().decode(bytes),
        end: () => resolve({ said: nothing }),
      })
    );
  const imports = new Imports({
    readInWorker,
    report: () => {},
    clock: () => 0,
  });
  const read = (teacher: string, text: string, gone = whole) =>
    imports.read(teacher, () => Promise.resolve(brought(text)), gone);
  return { begun, read, imports };
}

async function settled() {
  for (let n = 0; n < 20; n++) await Promise.resolve();
}

function isRefused(kind: string, reason?: string) {
  return (thrown: unknown) =>
    isRefusal(thrown) && thrown.kind === kind &&
    (!reason || (thrown as Refusal).reason === reason);
}

Deno.test("one import at a time is read, and teachers come in turn, however much one of them has brought (H2)", async () => {
  const { begun, read } = held();
  const all = ["a1", "a2", "a3", "b1"].map((text) => read(text[0], text));
  const order: string[] = [];
  for (let n = 0; n < 4; n++) {
    await settled();
    assert.equal(begun.length, n + 1, "one at a time");
    order.push(begun[n].text);
    begun[n].end();
  }
  await Promise.all(all);
  assert.deepEqual(order, ["a1", "a2", "b1", "a3"]);
});

Deno.test("an import is dropped when its reader leaves, and a teacher has few (H2)", async () => {
  const { begun, read } = held();
  const first = read("a", "1");
  const gone = new AbortController();
  const left = read("a", "2", gone.signal);
  const others = [read("a", "3"), read("a", "4")];
  await assert.rejects(read("a", "5"), isRefused("too-often"));
  gone.abort();
  await assert.rejects(left, isRefused("malformed", "body-too-slow"));
  for (let n = 0; n < 3; n++) {
    await settled();
    begun[n].end();
  }
  await Promise.all([first, ...others]);
  assert.deepEqual(begun.map(({ text }) => text), ["1", "3", "4"]);
});

Deno.test("the bytes of large imports are limited, small bodies always pass (H2)", async () => {
  const { imports, begun, read } = held();
  const stop = Promise.withResolvers<ImportRequest>();
  const large = (teacher: string, size: number) =>
    imports.read(
      teacher,
      (holds) => {
        holds(size);
        return stop.promise;
      },
      whole,
    );
  const eight = 8 * 1024 * 1024;
  const coming = ["a", "b", "c"].map((teacher) => large(teacher, eight));
  await assert.rejects(large("d", eight), isRefused("too-often"));
  const small = read("d", "small");
  await settled();
  assert.deepEqual(begun.map(({ text }) => text), ["small"]);
  begun[0].end();
  await small;
  stop.reject(new Error("gone"));
  await Promise.allSettled(coming);
  const again = large("d", importLimits.held);
  await assert.rejects(again, /gone/);
});

Deno.test("a teacher's imports are slowed down (R-3)", async () => {
  const imports = new Imports({
    readInWorker: () => Promise.resolve({ said: nothing }),
    report: () => {},
    clock: () => at,
  });
  let at = 0;
  const read = (now: number) => {
    at = now;
    return imports.read("ruth", () => Promise.resolve(brought()), whole);
  };
  for (let n = 0; n < rateLimits.importOfTeacher.free; n++) await read(0);
  await assert.rejects(read(1), isRefused("too-often"));
  await read(6000);
});

/** A program for the reading process. */
function program(work: string): URL {
  const apart = new URL(
    "../../../server/imports/worker_jobs.ts",
    import.meta.url,
  );
  const text =
    `import { checkedSteps as steps, runWithinTime as withinTime, serveJobs } from ${
      JSON.stringify(apart.href)
    };
    serveJobs(async ({ job, ceiling }) => ({ said: await (async () => { ${work} })() }));`;
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`);
}
const ceiling = { time: 300, patience: 60_000, memory: 64 * 1024 * 1024 };
const run = (work: string, over = {}) =>
  runInWorker<string>(program(work), brought(), { ...ceiling, ...over });

Deno.test("an import that never ends is ended, and the next is read (H1, H2)", async () => {
  for (
    const work of [
      "return withinTime(ceiling, () => { for (;;); })",
      "return withinTime(ceiling, () => { for (;;) try { for (;;); } catch {} })",
      "return withinTime(ceiling, () => /^(a|a)*b$/.test('a'.repeat(60)))",
    ]
  ) {
    const ended = await run(work);
    assert("ended" in ended && /timed out/.test(ended.ended), work);
  }
  const grown = await run(
    `function* grow() { for (const all = [];;) { all.push({ it: [1] }); yield; } }
    return withinTime({ time: 60_000 }, () => [...steps(ceiling, grow())].length)`,
  );
  assert("ended" in grown && /heap/.test(grown.ended));
  const thrown = await run("throw new Error('broken')");
  assert("ended" in thrown && /broken/.test(thrown.ended));
  const never = await run("await new Promise(() => {})", { patience: 500 });
  assert.deepEqual(never, { ended: "late" });
  assert.deepEqual(await run("return 'read'"), { said: "read" });
});

Deno.test("while a program computes, the thread of the classes does not wait (H1)", async () => {
  let turns = 0, isOver = false;
  const ended = run("return withinTime(ceiling, () => { for (;;); })")
    .finally(() => isOver = true);
  while (!isOver) {
    await new Promise((go) => setTimeout(go));
    turns++;
  }
  assert("ended" in await ended);
  // On one thread there would be two turns.
  assert(turns > 2, `${turns} turns`);
});

Deno.test("the reading process has no permission, and its end is a refusal (H2)", async () => {
  const tried = await run(
    `const tries = {
      read: () => Deno.readTextFileSync("deno.json"),
      env: () => Deno.env.get("HOME"),
      run: () => new Deno.Command("true").outputSync(),
      write: () => Deno.writeTextFileSync("x", ""),
      sys: () => Deno.hostname(),
    };
    return Object.entries(tries).map(([name, it]) => {
      try { it(); return name; } catch (error) { return error.name; }
    }).join();`,
  );
  assert.deepEqual(tried, { said: Array(5).fill("NotCapable").join() });
  const reports: unknown[] = [];
  const imports = new Imports({
    readInWorker: () => Promise.resolve({ ended: "late" }),
    report: (_, error) => reports.push(error),
    clock: () => 0,
  });
  await assert.rejects(
    imports.read("a", () => Promise.resolve(brought()), whole),
    isRefused("too-large", "import-too-heavy"),
  );
  assert.equal(reports.length, 1);
});
