/** Lines over the desk and about a class's time. */
import assert from "node:assert/strict";
import { pickTopNotices } from "../../../components/desk/use_top_notices.ts";
import { findDueEndNotice } from "../../../components/class_page/last_minutes.ts";
import { classPage } from "texts/sessions_class.ts";
import { session } from "texts/sessions_live.ts";
import { formatTimeLeft } from "../../../components/ui/time.ts";
import { findOverlappingClass } from "../../../components/desk/scheduled/overlap.ts";
import {
  assignPlaces,
  type WaitKind,
} from "../../../components/monitoring/waits.ts";

Deno.test("the two most urgent lines are shown, the others wait", () => {
  assert.deepEqual(pickTopNotices(["ending", "eyes", "deed"], []), [
    "ending",
    "eyes",
  ]);
  assert.deepEqual(pickTopNotices(["deed"], []), ["deed"]);
  assert.deepEqual(pickTopNotices([], ["deed"]), []);
});

Deno.test("a line that is shown stays where it is when another comes or goes", () => {
  assert.deepEqual(pickTopNotices(["ending", "deed"], ["deed"]), [
    "deed",
    "ending",
  ]);
  assert.deepEqual(
    pickTopNotices(["ending", "eyes", "deed"], ["deed", "eyes"]),
    ["eyes", "ending"],
  );
  assert.deepEqual(pickTopNotices(["eyes", "deed"], ["eyes", "ending"]), [
    "eyes",
    "deed",
  ]);
});

const minute = 60_000;

Deno.test("notices are due five minutes and one minute before the end, and none before or after (S-4)", () => {
  assert.deepEqual(
    [5 * minute + 1, 5 * minute, minute + 1, minute, 1, 0, -1].map(
      findDueEndNotice,
    ),
    [null, 5 * minute, 5 * minute, minute, minute, null, null],
  );
});

Deno.test("what is said is what is left, also on a page that was opened between two notices (S-4)", () => {
  const says = (left: number) =>
    classPage.endsSoon({ rest: formatTimeLeft(left) });
  assert.equal(says(5 * minute), "This class ends in 5 minutes.");
  assert.equal(
    says(2 * minute + 36_000),
    "This class ends in 2 minutes and 36 seconds.",
  );
  assert.equal(says(minute - 400), "This class ends in 1 minute.");
  assert.equal(says(61_000), "This class ends in 1 minute and 1 second.");
  assert.equal(says(1), "This class ends in 1 second.");
  assert.equal(
    session.endsSoon({ rest: formatTimeLeft(156_000) }),
    "The class ends in 2 minutes and 36 seconds.",
  );
});

const lesson = (id: string, from: string, to: string) => ({
  id,
  name: id,
  startsAt: `2026-11-24T${from}:00Z`,
  endsAt: `2026-11-24T${to}:00Z`,
});

Deno.test("a class that would begin while another one runs is told apart, the later of the two (S-7)", () => {
  const maths = lesson("maths", "09:00", "10:00");
  const art = lesson("art", "09:45", "10:30");
  const all = [maths, art];
  assert.equal(findOverlappingClass(art, all), maths);
  assert.equal(findOverlappingClass(maths, all), undefined);
});

Deno.test("one that begins when the other ends does not wait, and of two at one time one does (S-7)", () => {
  const first = lesson("a", "09:00", "10:00");
  assert.equal(
    findOverlappingClass(lesson("b", "10:00", "11:00"), [first]),
    undefined,
  );
  const twin = lesson("b", "09:00", "10:00");
  assert.equal(findOverlappingClass(twin, [first, twin]), first);
  assert.equal(findOverlappingClass(first, [first, twin]), undefined);
});

Deno.test("which kind stands in which place, as a table (N-4)", () => {
  type Places = (WaitKind | null)[];
  const table: [string, WaitKind[], Places, Places][] = [
    ["nothing", [], [], []],
    ["the first is at the edge", ["hand"], [], ["hand"]],
    ["several at once in their order", ["worrying", "hand"], [], [
      "worrying",
      "hand",
    ]],
    [
      "what comes stands beside what is there, however urgent",
      ["worrying", "hand"],
      ["hand"],
      ["hand", "worrying"],
    ],
    [
      "what goes leaves its place free",
      ["hand"],
      ["door", "hand"],
      [null, "hand"],
    ],
    [
      "which what comes next takes",
      ["stuck", "hand"],
      [null, "hand"],
      ["stuck", "hand"],
    ],
    ["the last place is given up", ["door"], ["door", "hand"], ["door"]],
    ["and all of them with the last", [], [null, "hand"], []],
  ];
  for (const [name, shown, before, wanted] of table) {
    assert.deepEqual(assignPlaces(shown, before), wanted, name);
  }
});
