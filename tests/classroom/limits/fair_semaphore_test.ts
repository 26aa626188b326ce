/** Who gets a place when there are not enough. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { FairSemaphore } from "../../../classroom/limits/fair_semaphore.ts";
import { property } from "../../random.ts";

/** Lets what has been resolved go on. */
async function settled() {
  for (let i = 0; i < 5; i++) await Promise.resolve();
}

Deno.test("One class takes its share and no more; who has less of it is next", async () => {
  const semaphore = new FairSemaphore(4, 3);
  const got: string[] = [];
  const take = (kind: string) => {
    void semaphore.acquire(kind).then(() => got.push(kind));
    return settled();
  };
  for (let i = 0; i < 6; i++) await take("a");
  assert.deepEqual(got, ["a", "a", "a"]);
  await take("b");
  await take("b");
  assert.equal(got.join(""), "aaab");
  semaphore.release("a");
  await settled();
  assert.equal(got.join(""), "aaabb", "though three others came before");
  semaphore.release("b");
  await settled();
  assert.equal(got.join(""), "aaabba");
});

Deno.test("Whoever comes and goes, no place is given twice, and none stays empty while somebody may have it", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.boolean(), fc.constantFrom("a", "b", "c"))),
      async (steps) => {
        const semaphore = new FairSemaphore(3, 2);
        const has: Record<string, number> = { a: 0, b: 0, c: 0 };
        const waits: Record<string, number> = { a: 0, b: 0, c: 0 };
        for (const [comes, kind] of steps) {
          if (comes) {
            waits[kind]++;
            void semaphore.acquire(kind).then(() => {
              waits[kind]--;
              has[kind]++;
            });
          } else if (has[kind] > 0) {
            has[kind]--;
            semaphore.release(kind);
          }
          await settled();
          const all = Object.values(has).reduce((sum, it) => sum + it, 0);
          assert.ok(all <= 3);
          for (const one of ["a", "b", "c"]) {
            assert.ok(has[one] <= 2);
            const couldHave = all < 3 && has[one] < 2;
            assert.ok(!couldHave || waits[one] === 0);
          }
        }
      },
    ),
    property("who comes and goes", 100),
  ));
