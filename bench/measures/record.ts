/**
 * What it costs to take a long record along: 50,000 messages, one in fifty edited, in each format, and how much the
 * heap grows meanwhile. In one process, with the garbage collected before each look.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { layRecord } from "./record_lesson.ts";
import { searchHistory } from "../../classroom/record/history_search.ts";
import { formats, partOf, written } from "../../exports/record.ts";
import { streamed } from "../../exports/streamed.ts";

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

const count = 50_000;
const nothing = { read: () => Promise.resolve(null), href: () => null };
const MB = 1024 * 1024;

function heap(): number {
  collect();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

const { school, who, view } = await layRecord(count);
const reader = { app: school.app, who, view, zone: "Asia/Taipei" };
for (const format of formats) {
  const before = heap();
  const began = performance.now();
  const part = await partOf(reader, "chat");
  const text = written(part, "chat", format, reader, nothing, "http://x");
  let size = 0, chunks = 0, most = before, looking = 0;
  for await (const bytes of streamed(text)) {
    size += bytes.length;
    if (chunks++ % 150 !== 5) continue;
    const look = performance.now();
    most = Math.max(most, heap());
    looking += performance.now() - look;
  }
  const took = performance.now() - began - looking;
  console.log(
    `${format.padEnd(4)} ${(size / MB).toFixed(1)} MB in ${
      (took / 1000).toFixed(1)
    } s, the heap grew by at most ${((most - before) / MB).toFixed(1)} MB`,
  );
}
const began = performance.now();
const found = await searchHistory(school.app, who, { words: "49999" });
console.log(
  `search: ${found.count} of ${count} found in ${
    (performance.now() - began).toFixed(0)
  } ms`,
);
await school[Symbol.asyncDispose]();
