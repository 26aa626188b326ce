/** B-2, B-3, G2, G5: which group somebody gets who joins, and what a new one is called. */
import assert from "node:assert/strict";
import { nextName } from "../../../classroom/model/allocator.ts";
import { groupsFor } from "../../../classroom/model/group_count.ts";
import { freeGroupNames } from "../../../classroom/model/group_names.ts";

Deno.test("B-3, G5: groups are named A to Z, then 27, 28 and on, the first name that is free", () => {
  const names: string[] = [];
  for (let n = 0; n < 30; n++) names.push(nextName(names));
  assert.deepEqual(
    [names[0], names[25], names[26], names[29]],
    ["Group A", "Group Z", "Group 27", "Group 30"],
  );
  const without = (gone: string) =>
    nextName(names.filter((name) => name !== gone));
  assert.equal(without("Group C"), "Group C");
  assert.equal(without("Group 28"), "Group 28");
  assert.equal(nextName(["GROUP  A", "ｇｒｏｕｐ b"]), "Group C");
  assert.equal(nextName(["Group 1", "Red"]), "Group A");
});

Deno.test("B-3: several names at once are those that the groups would get one after the other", () => {
  const living = ["GROUP  A", "ｇｒｏｕｐ b", "Red", "Group\u200b 27"];
  const names = freeGroupNames(living, 30);
  const oneByOne = [...living];
  for (const name of names) {
    assert.equal(nextName(oneByOne), name);
    oneByOne.push(name);
  }
  assert.deepEqual([names[0], names[23], names[24]], [
    "Group C",
    "Group Z",
    "Group 28",
  ]);
});

Deno.test("B-8: so many groups as the size wants; in pairs made by hand nobody is left alone", () => {
  const table: [
    students: number,
    size: number | null,
    hand: number,
    auto: number,
  ][] = [
    [1, 2, 1, 1],
    [2, 2, 1, 1],
    [3, 2, 1, 2],
    [4, 2, 2, 2],
    [7, 2, 3, 4],
    [28, 2, 14, 14],
    [29, 2, 14, 15],
    [4, 3, 2, 2],
    [7, 3, 3, 3],
    [28, 4, 7, 7],
    [29, 4, 8, 8],
    [9, null, 0, 0],
  ];
  for (const [students, capacity, hand, automatically] of table) {
    const made = [false, true].map((auto) =>
      groupsFor(students, { auto, capacity })
    );
    assert.deepEqual(made, [hand, automatically], `${students} by ${capacity}`);
  }
});
