/** J-9: names that look alike. */
import assert from "node:assert/strict";
import { countedTest, growsWithLength, steps } from "../../../counted_work.ts";
import { confusableWith } from "../../../../classroom/people/names/confusables.ts";
import { findFreeName } from "../../../../classroom/model/display_names.ts";

const alike = (one: string, other: string) => confusableWith([one])(other);

Deno.test("J-9: names that look the same in the class are confusable", () => {
  const pairs = [
    ["Amy", "Аmy"],
    ["AMY", "аму"],
    ["Ian", "lan"],
    ["Mia", "Rnia"],
    ["Oscar", "0scar"],
    ["Тата", "Tata"],
    ["Eva", "ΕVA"],
    ["Amy", "Amy\u3164"],
    ["Amy Chen", "Amy\u3164Chen"],
    ["Amy Chen", "Amy\u2800Chen"],
    ["Amy Chen", "Amy\uffa0Chen"],
    ["Amy", "𝘈𝘮𝘺"],
    ["Amy (2)", "Аmy (2)"],
  ];
  const apart = pairs.filter(([one, other]) => !alike(one, other));
  assert.deepEqual(apart, []);
});

Deno.test("J-9: names that differ stay names of their own", () => {
  const pairs = [
    ["Ian", "Lan"],
    ["Amy", "Ami"],
    ["José", "Jose"],
    ["Anna", "Анна"],
    ["Ali", "Al"],
    ["Lin", "Lim"],
    ["王明", "王朋"],
    ["Amy", "Amy (2)"],
  ];
  const same = pairs.filter(([one, other]) => alike(one, other));
  assert.deepEqual(same, []);
});

Deno.test("J-3, J-9: a name that cannot be told from one in use gets a number that nobody has", () => {
  const isTaken = confusableWith(["Amy", "Amy (2)"]);
  assert.equal(findFreeName("Аmy", isTaken), "Аmy (3)");
});

countedTest(
  import.meta.url,
  "J-9: what comparing costs grows with the names, and not with their square",
  async () => {
    let run = 0;
    const compare = (count: number) => {
      run++;
      // Cached comparisons take no time.
      const names = Array.from(
        { length: count },
        (_, i) => `Пупил ${"ﷺ".repeat(i % 3)} ${run} ${i}`,
      );
      confusableWith(names)("Amy");
    };
    assert(await growsWithLength(compare, 200));
  },
);

countedTest(
  import.meta.url,
  "J-9: what is slow to compare is compared once, and not again for each who joins",
  async () => {
    let run = 0;
    const fresh = () => {
      run++;
      return Array.from(
        { length: 200 },
        (_, i) => `${"ﷺ".repeat(36)}${run} ${i}`,
      );
    };
    const known = fresh();
    const compare = (names: readonly string[]) =>
      assert(confusableWith(names)(names[1]));
    compare(known);
    const unknown = fresh();
    const times = await steps(() => compare(unknown)) /
      await steps(() => compare(known));
    assert(times > 5, `${times} times as much the first time`);
  },
);
