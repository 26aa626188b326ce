/**
 * Time until a student sees the first word, with a guard and without (T-3): a made-up model and a guard that takes
 * a fixed time for each text, over HTTP on this machine. Prints a table: `deno run -A bench/guard.ts`.
 */
import { makeGuard } from "../classroom/assistant/guard/guard.ts";
import type { Model } from "../classroom/assistant/model.ts";
import { ModelQueue } from "../classroom/assistant/model_queue.ts";
import { readSettings } from "../classroom/settings.ts";

/** From the question to the model's first word (ms). */
const modelWaitMs = 500;
const words = 300;
const rounds = 5;

interface Result {
  readonly firstMs: number;
  readonly wholeMs: number;
  /** The longest time without a new word after the first. */
  readonly pauseMs: number;
}

const sleep = (ms: number) =>
  new Promise<void>((go) => setTimeout(go, Math.max(0, ms)));

function makeModel(perSecond: number): Model {
  return {
    name: "made up",
    async *answer() {
      const begins = performance.now() + modelWaitMs;
      for (let n = 0; n < words; n++) {
        const due = begins + n * 1000 / perSecond;
        const wait = due - performance.now();
        if (wait > 0) await sleep(wait);
        yield "words ";
      }
    },
  };
}

async function ask(queue: ModelQueue): Promise<Result> {
  const began = performance.now();
  let firstMs = 0, last = 0, pauseMs = 0;
  const answer = queue.answer({
    system: "",
    words: [{ role: "user", text: "Why is the sky blue?" }],
    maxTokens: 1000,
    signal: new AbortController().signal,
  }, { turn: { group: "class", member: "member" } });
  for await (const _ of answer) {
    const now = performance.now() - began;
    if (firstMs === 0) firstMs = now;
    else pauseMs = Math.max(pauseMs, now - last);
    last = now;
  }
  return { firstMs, wholeMs: last, pauseMs };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function measure(queue: ModelQueue): Promise<Result> {
  const results = await Promise.all(
    Array.from({ length: rounds }, () => ask(queue)),
  );
  return {
    firstMs: median(results.map((it) => it.firstMs)),
    wholeMs: median(results.map((it) => it.wholeMs)),
    pauseMs: median(results.map((it) => it.pauseMs)),
  };
}

let guardMs = 0, checks = 0;
const server = Deno.serve(
  { port: 0, hostname: "127.0.0.1", onListen() {} },
  async (req) => {
    await req.json();
    checks++;
    await sleep(guardMs);
    const categories = { violence: false };
    return Response.json({ results: [{ flagged: false, categories }] });
  },
);
const guard = makeGuard(readSettings({
  GUARD_MODEL: "made up",
  GUARD_BASE_URL: `http://127.0.0.1:${server.addr.port}/v1`,
}));
console.log(
  "| words a second | guard takes | first word | in ratio | whole answer | in ratio | longest pause | texts read |\n" +
    "| -: | -: | -: | -: | -: | -: | -: | -: |",
);
const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
for (const perSecond of [10, 50, 100]) {
  const options = { patienceMs: 1000 };
  const model = makeModel(perSecond);
  const without = await measure(new ModelQueue(model, null, options));
  for (const takes of [null, 20, 100, 300, 1000]) {
    guardMs = takes ?? 0;
    checks = 0;
    const { firstMs, wholeMs, pauseMs } = takes === null
      ? without
      : await measure(new ModelQueue(model, guard, options));
    const cells = [
      perSecond,
      takes === null ? "no guard" : `${takes} ms`,
      seconds(firstMs),
      (firstMs / without.firstMs).toFixed(2),
      seconds(wholeMs),
      (wholeMs / without.wholeMs).toFixed(2),
      seconds(pauseMs),
      checks / rounds,
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}
await server.shutdown();
