/** Budgets, and the length of a member's own document (SYNC-12). */
import assert from "node:assert/strict";
import { TokenBucket } from "../../sync/token_bucket.ts";
import { MemberBudget } from "../../sync/space/member_budgets.ts";
import * as Y from "yjs";
import { limits } from "../../sync/limits.ts";
import { writeReceipt } from "../../sync/outbox.ts";
import { Refusal } from "../../sync/refusal.ts";
import { deletableRoots } from "../../sync/guard.ts";
import { Replica } from "../../sync/space/loaded_documents.ts";
import { push, say } from "./world.ts";

Deno.test("a clock that is set back delays nobody and grants nothing twice (SYNC-12)", () => {
  const time = { now: 1_000_000_000 };
  const budget = new TokenBucket(10, 100, () => time.now);
  assert.ok(budget.take(100));
  time.now -= 3_600_000;
  assert.equal(budget.msUntil(1), 100);
  time.now += 1000;
  assert.ok(budget.take(10));
  assert.ok(!budget.take(1));
  time.now += 3_600_000;
  assert.ok(budget.take(100));
  assert.ok(!budget.take(1), "no more than the burst");
});

Deno.test("budgets of peer rooms are created once, at the first message (SYNC-12)", () => {
  let made = 0;
  const member = new MemberBudget(() => made++);
  const before = made;
  const { signals } = member;
  assert.equal(made, before + 3);
  assert.equal(member.signals, signals);
  assert.equal(made, before + 3);
});

Deno.test("server-written roots do not count, also in a document that was just loaded (SYNC-12)", () => {
  const doc = new Y.Doc();
  push(doc, say("x".repeat(1000)));
  doc.getMap("read").set("main", "y".repeat(100));
  doc.getMap("submissions").set("s", { comment: "z".repeat(100_000) });
  doc.getArray("answers").push(["z".repeat(100_000)]);
  const replica = new Replica(1, [Y.encodeStateAsUpdate(doc)]);
  const size = replica.measure(deletableRoots);
  assert.ok(size > 1100 && size < 2000, `${size} bytes`);
  assert.equal(replica.doc.getArray("answers").length, 1);
  assert.equal(replica.doc.getMap("submissions").size, 1);
  assert.equal(replica.measure(deletableRoots), size);
});

Deno.test("receipts count bytes in every alphabet, and keep the newest text (SYNC-12)", () => {
  const doc = new Y.Doc();
  const refusal = new Refusal("chat-paused", { reason: "by-the-teacher" });
  const commands = Array.from({ length: 200 }, () => say("字".repeat(4000)));
  for (const [at, command] of commands.entries()) {
    writeReceipt(doc, command.id, command, refusal, at);
  }
  const size = Y.encodeStateAsUpdate(doc).length;
  assert.ok(size < 1.1 * limits.receiptsBytes, `${size} bytes`);
  const receipts = doc.getMap<{ command?: unknown }>("receipts");
  assert.equal(receipts.size, limits.receipts);
  const newest = commands.slice(-10);
  for (const command of newest) {
    assert.deepEqual(receipts.get(command.id)?.command, command);
  }
});
