/** B-8, B-16: who was with whom, and who was where when, from the record. */
import assert from "node:assert/strict";
import { countMeetings } from "../../../classroom/groups/partners.ts";
import type { Placement } from "../../../classroom/model/groups.ts";
import { openingsOf, staysOf } from "../../../classroom/model/stays.ts";

const placed = (
  at: number,
  rooms: Record<string, string | null>,
): Placement => ({ at, kind: "placed", how: "move", rooms });

const record: Placement[] = [
  placed(1, { amy: "r1", ben: "r1" }),
  placed(2, { ben: "r2", cem: "r1" }),
  { at: 3, kind: "opened" },
  placed(4, { dan: "r2" }),
  { at: 5, kind: "closed" },
  placed(6, { amy: "r2", cem: null }),
];

Deno.test("B-8: together is who shared a group while the rooms were open, or shares one now", () => {
  const now = [{ id: "amy", room: "r2" }, { id: "ben", room: "r2" }, {
    id: "dan",
    room: "r2",
  }, { id: "cem", room: null }];
  const met = countMeetings(record, now);
  const pairs = [...met].flatMap(([a, others]) =>
    [...others].map(([b, times]) => `${a} ${b} ${times}`)
  ).sort();
  // Amy and Ben were put together before the start only, but are again now.
  assert.deepEqual(pairs, ["amy ben 1", "amy cem 1", "amy dan 1", "ben dan 2"]);
});

Deno.test("B-16: a stay lasts from one placement to the next", () => {
  assert.deepEqual(
    staysOf(record).map(({ member, room, from, until }) =>
      [member, room, from, until].join(" ")
    ),
    [
      "amy r1 1 6",
      "ben r1 1 2",
      "ben r2 2 ",
      "cem r1 2 6",
      "dan r2 4 ",
      "amy r2 6 ",
    ],
  );
  assert.deepEqual(openingsOf(record), [{ from: 3, until: 5 }]);
});
