/** Passwords: right ones, wrong ones, and that the class goes on while they are checked. */
import assert from "node:assert/strict";
import { hashPassword, verifyPassword } from "../../classroom/passwords.ts";

Deno.test("The password that was hashed is right, and no other", async () => {
  const hash = await hashPassword("correct horse");
  assert.equal(await verifyPassword("correct horse", hash), true);
  assert.equal(await verifyPassword("correct horsf", hash), false);
  assert.equal(await verifyPassword("", null), false);
  const again = await hashPassword("correct horse");
  assert.notDeepEqual(again.hash, hash.hash);
});

Deno.test("The same letters typed on another keyboard are the same password", async () => {
  const hash = await hashPassword("caf\u00e9 noir");
  assert.equal(await verifyPassword("cafe\u0301 noir", hash), true);
});

Deno.test("The main thread goes on while passwords are hashed", async () => {
  let turns = 0;
  let done = false;
  const hashing = Promise.all([hashPassword("a"), hashPassword("b")])
    .then(() => done = true);
  while (!done) {
    turns++;
    await new Promise((go) => setTimeout(go, 0));
  }
  await hashing;
  assert.ok(turns > 5, `${turns} turns of the event loop`);
});
