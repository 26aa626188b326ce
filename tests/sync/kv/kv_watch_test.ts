/** Watches of a KV that instances share. */
import assert from "node:assert/strict";
import { KvWatch } from "../../../sync/kv/kv_watch.ts";

function watchedKv() {
  const watches: {
    keys: readonly Deno.KvKey[];
    say: (...versions: (string | null)[]) => void;
    isOver: boolean;
  }[] = [];
  const kv = {
    watch(keys: readonly Deno.KvKey[]) {
      return new ReadableStream({
        start(to) {
          const say = (...versions: (string | null)[]) =>
            to.enqueue(versions.map((versionstamp, i) => (
              { key: keys[i], value: versionstamp, versionstamp }
            )));
          watches.push({ keys, say, isOver: false });
        },
        cancel() {
          const over = watches.find((it) => it.keys === keys);
          if (over) over.isOver = true;
        },
      });
    },
  } as unknown as Deno.Kv;
  return { kv, watches };
}

const turn = () => new Promise((next) => setTimeout(next));

Deno.test("each watched key reports its own changes, also after a restart", async () => {
  const { kv, watches } = watchedKv();
  const watch = new KvWatch(kv, assert.fail);
  const told: string[] = [];
  for (const name of ["a", "b"]) {
    watch.watchKey([name], (value) => told.push(`${name} ${value}`));
  }
  watches[1].say("1", null);
  await turn();
  assert.deepEqual(told.splice(0), ["a 1", "b null"]);
  watches[1].say("1", "2");
  watches[1].say("3", "2");
  await turn();
  assert.deepEqual(told.splice(0), ["b 2", "a 3"]);
  watch.watchKey(["c"], (value) => told.push(`c ${value}`));
  watches[2].say("3", "4", null);
  await turn();
  assert.deepEqual(told, ["b 4", "c null"]);
  watch.stop();
});

Deno.test("ending a watch after all have ended starts none", () => {
  const { kv, watches } = watchedKv();
  const watch = new KvWatch(kv, assert.fail);
  const [end] = ["a", "b"].map((name) => watch.watchKey([name], () => {}));
  watch.stop();
  end();
  assert.equal(watches.length, 2);
});

Deno.test("a key without listeners is no longer watched", async () => {
  const { kv, watches } = watchedKv();
  const watch = new KvWatch(kv, assert.fail);
  const end = watch.watchKey(["a"], () => {});
  watch.watchKey(["b"], () => {});
  end();
  await turn();
  assert.deepEqual(watches.map(({ isOver }) => isOver), [true, true, false]);
  assert.deepEqual(watches[2].keys, [["b"]]);
  watch.stop();
});
