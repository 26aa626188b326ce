/** Sentences about the last minutes of a class. */
import assert from "node:assert/strict";
import { noticeAt } from "../../../components/class_page/last_minutes.ts";
import { classPage } from "texts/sessions_class.ts";
import { session } from "texts/sessions_live.ts";
import { writeRest } from "../../../components/ui/time.ts";

const minute = 60_000;

Deno.test("notices are due five minutes and one minute before the end, and none before or after (S-4)", () => {
  assert.deepEqual(
    [5 * minute + 1, 5 * minute, minute + 1, minute, 1, 0, -1].map(noticeAt),
    [null, 5 * minute, 5 * minute, minute, minute, null, null],
  );
});

Deno.test("what is said is what is left, also on a page that was opened between two notices (S-4)", () => {
  const says = (left: number) => classPage.endsSoon({ rest: writeRest(left) });
  assert.equal(says(5 * minute), "This class ends in 5 minutes.");
  assert.equal(
    says(2 * minute + 36_000),
    "This class ends in 2 minutes and 36 seconds.",
  );
  assert.equal(says(minute - 400), "This class ends in 1 minute.");
  assert.equal(says(61_000), "This class ends in 1 minute and 1 second.");
  assert.equal(says(1), "This class ends in 1 second.");
  assert.equal(
    session.endsSoon({ rest: writeRest(156_000) }),
    "The class ends in 2 minutes and 36 seconds.",
  );
});
