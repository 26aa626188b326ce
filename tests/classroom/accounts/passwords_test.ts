/** Passwords: right ones, wrong ones, and that the class goes on while they are checked. */
import assert from "node:assert/strict";
import { isWeak } from "../../../classroom/accounts/weak_passwords.ts";
import {
  hashPassword,
  verifyPassword,
} from "../../../classroom/accounts/passwords.ts";

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

Deno.test("What everybody tries first is no password", async () => {
  const owner = { email: "mei.lin@hilltop.example", name: "Ms Mei-Ling Lin" };
  const weak = [
    ["12345678", "password", "Password1", "iloveyou", "qwertyuiop", "00000000"],
    ["987654321", "abcdefghij", "aaaaaaaaaa", "ababababab", "１２３４５６７８"],
    ["mei.lin@hilltop.example", "MEI.LIN2026", "meilin!!!!", "hilltop2026"],
    ["Mei-Ling Lin", "msmeilinglin", "Homeroom1!", "homeroom", "  12345678  "],
  ].flat();
  for (const one of weak) assert.ok(await isWeak(one, owner), one);
  const strong = [
    ["correct horse", "battery staple", "a brand new one", "plugh plover"],
    ["meadow lin spoon", "Tr0ub4dor&3x", "教室裡的貓很吵鬧", "zq8#kfP2"],
  ].flat();
  for (const one of strong) assert.ok(!await isWeak(one, owner), one);
});
