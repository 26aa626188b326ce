/** B-2, B-3, G2, G5: which group somebody gets who joins, and what a new one is called. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Group,
  newGroup,
  nextName,
  placeFor,
  type Rules,
} from "../../../classroom/model/allocator.ts";
import { groupsFor } from "../../../classroom/model/group_count.ts";
import { freeGroupNames } from "../../../classroom/model/group_names.ts";
import { property } from "../../random.ts";

const automatic: Rules = { auto: true, capacity: 4, entry: "assigned" };

const rulesOf = fc.record({
  auto: fc.boolean(),
  capacity: fc.integer({ min: 2, max: 5 }),
  entry: fc.constantFrom("automatic", "assigned", "free"),
}) as fc.Arbitrary<Rules>;

const groupsOf = fc.uniqueArray(fc.integer({ min: 0, max: 9 }), {
  maxLength: 6,
}).map((orders) =>
  orders.map((order, i): Group => ({ id: `g${i}`, name: `N${i}`, order }))
);

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

Deno.test("B-3: new rooms have the first names that none bears", () => {
  assert.deepEqual(freeGroupNames(["Group A", "group c"], 2), [
    "Group B",
    "Group D",
  ]);
  assert.equal(freeGroupNames([], 27).at(-1), "Group 27");
});

Deno.test("B-3: a new group comes after all others", () => {
  const groups = [{ id: "x", name: "Red", order: 7 }];
  assert.deepEqual(newGroup(groups, "y"), {
    id: "y",
    name: "Group A",
    order: 8,
  });
  assert.deepEqual(newGroup([], "y"), { id: "y", name: "Group A", order: 0 });
});

Deno.test("B-2, G2: the smallest group with room, ties by order, as a model that looks at all says", () => {
  fc.assert(
    fc.property(
      groupsOf,
      fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 6, maxLength: 6 }),
      rulesOf,
      (groups, counts, rules) => {
        const sizes = new Map(groups.map(({ id }, i) => [id, counts[i]]));
        const place = placeFor(groups, sizes, rules);
        const size = (group: Group) => sizes.get(group.id) ?? 0;
        const takes = rules.auto || rules.entry === "automatic";
        const fits = groups.filter((it) => size(it) < rules.capacity!);
        if (!takes) return assert.equal(place.kind, "none");
        if (fits.length === 0) {
          return assert.equal(place.kind, rules.auto ? "new" : "none");
        }
        assert(place.kind === "group");
        const chosen = fits.find(({ id }) => id === place.room);
        assert(chosen, "it has room");
        for (const other of fits) {
          assert(size(chosen) <= size(other), "it is the smallest");
          if (size(chosen) === size(other)) assert(chosen.order <= other.order);
        }
      },
    ),
    property("places in groups", 500),
  );
});

Deno.test("J-4: whoever comes back gets their group if it has room, else another one", () => {
  const groups = [
    { id: "a", name: "A", order: 0 },
    { id: "b", name: "B", order: 1 },
  ];
  const at = (a: number, b: number, wish: string) =>
    placeFor(groups, new Map([["a", a], ["b", b]]), automatic, wish);
  assert.deepEqual(at(0, 3, "b"), { kind: "group", room: "b" });
  assert.deepEqual(at(1, 4, "b"), { kind: "group", room: "a" });
  assert.deepEqual(at(4, 4, "b"), { kind: "new" });
  assert.deepEqual(at(2, 1, "gone"), { kind: "group", room: "b" });
});
