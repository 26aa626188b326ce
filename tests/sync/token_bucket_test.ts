/** Budgets on a clock that is sometimes set (S12). */
import assert from "node:assert/strict";
import { TokenBucket } from "../../sync/token_bucket.ts";
import { MemberBudget } from "../../sync/space/spending.ts";

Deno.test("a clock that is set back makes nobody wait for it to catch up, and gives nothing twice (S12)", () => {
  const time = { now: 1_000_000_000 };
  const budget = new TokenBucket(10, 100, () => time.now);
  assert.ok(budget.take(100));
  time.now -= 3_600_000;
  assert.equal(budget.wait(1), 100);
  time.now += 1000;
  assert.ok(budget.take(10));
  assert.ok(!budget.take(1));
  time.now += 3_600_000;
  assert.ok(budget.take(100));
  assert.ok(!budget.take(1), "no more than the burst");
});

Deno.test("budgets of peer rooms exist from the first message on, once (S12)", () => {
  let made = 0;
  const member = new MemberBudget(() => made++);
  const before = made;
  const { signals } = member;
  assert.equal(made, before + 3);
  assert.equal(member.signals, signals);
  assert.equal(made, before + 3);
});
