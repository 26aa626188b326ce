/** what a library reads of its quizzes: no more than is needed, and whole, also while another tab saves. */
import assert from "node:assert/strict";
import { Library } from "../../../classroom/library/library.ts";
import { quizBody } from "../../../classroom/library/resource_bodies.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { School } from "../school.ts";
import type {
  Kv,
  KvEntryMaybe,
  KvKey,
  KvListIterator,
  KvListSelector,
} from "../../../sync/kv/kv.ts";

const ask = (text: string, more: Record<string, unknown> = {}) => ({
  kind: "text",
  text,
  ...more,
});
const quiz = (name: string, ...questions: unknown[]) =>
  quizBody.parse({ name, questions });

/** A store that tells what it has read, and goes on when that is done. */
function reading(
  kv: Kv,
  read: (entries: readonly KvEntryMaybe<unknown>[]) => unknown,
): Kv {
  const reads: Partial<Kv> = {
    async get<T>(key: KvKey) {
      const entry = await kv.get<T>(key);
      await read([entry]);
      return entry;
    },
    async getMany<T extends readonly unknown[]>(
      wanted: readonly [...{ [K in keyof T]: KvKey }],
    ) {
      const entries = await kv.getMany<T>(wanted);
      await read(entries as readonly KvEntryMaybe<unknown>[]);
      return entries;
    },
    list<T>(selector: KvListSelector) {
      const found = (async function* () {
        const entries = await Array.fromAsync(kv.list<T>(selector));
        await read(entries);
        yield* entries;
      })();
      return found as unknown as KvListIterator<T>;
    },
    atomic: () => kv.atomic(),
  };
  return reads as Kv;
}

Deno.test("R-2: what is kept of long quizzes is read neither when more are added nor for a list", async () => {
  await using school = await School.open();
  const { id: me } = school.teacher;
  let bytes = 0;
  const library = new Library({
    clock: Date.now,
    kv: reading(school.app.kv, (entries) => {
      for (const { value } of entries) {
        if (value instanceof Uint8Array) bytes += value.length;
      }
    }),
  });
  const long = quiz("Long", ask("?".repeat(1000)), ask("!".repeat(1000)));
  await library.addAll("quiz", me, Array.from({ length: 20 }, () => long));
  const listed = await library.listed("quiz", me);
  assert.equal(listed.length, 20);
  const [{ name, count, left }] = listed;
  assert.deepEqual([name, count, left], ["Long", 2, 0]);
  assert.equal(bytes, 0);
});

Deno.test("R-2: a quiz that is saved while it is read is there, whole, with its pictures", async () => {
  await using school = await School.open();
  const { app } = school;
  const { id: me } = school.teacher;
  const image = newId();
  const short = quiz("Short", ask("?", { image }));
  const long = quiz(
    "Long",
    ask("?", { image }),
    ...Array.from({ length: 59 }, (_, n) => ask(`${n}`.repeat(1000))),
  );
  const { id } = await app.library.add("quiz", me, short);
  let saved = 0;
  const library = new Library({
    clock: Date.now,
    // After each read another tab saves it with more, or fewer, pieces.
    kv: reading(app.kv, async () => {
      const next = saved++ % 2 ? short : long;
      await app.library.put("quiz", me, id, next);
    }),
  });
  for (let n = 0; n < 4; n++) {
    const found = await library.get("quiz", me, id);
    const { questions } = found.name === "Long" ? long : short;
    assert.deepEqual(found.questions, questions);
    assert.deepEqual([...await library.pictures(me)], [image]);
    assert.equal((await library.list("quiz", me)).length, 1);
  }
});
