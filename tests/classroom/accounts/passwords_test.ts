/** Passwords: right ones, wrong ones, and that the class goes on while they are checked. */
import assert from "node:assert/strict";
import { AccountStore } from "../../../classroom/accounts/account_store.ts";
import { isWeak } from "../../../classroom/accounts/weak_passwords.ts";
import {
  hashPassword,
  verifyPassword,
} from "../../../classroom/accounts/passwords.ts";
import { makeApp } from "../../../classroom/app.ts";
import { readSettings } from "../../../classroom/settings.ts";

/** scrypt's N where its strength doesn't matter. */
const cheap = 2;

Deno.test("The password that was hashed is right, and no other", async () => {
  const hash = await hashPassword("correct horse", cheap);
  assert.equal(await verifyPassword("correct horse", hash, cheap), true);
  assert.equal(await verifyPassword("correct horsf", hash, cheap), false);
  assert.equal(await verifyPassword("", null, cheap), false);
  const again = await hashPassword("correct horse", cheap);
  assert.notDeepEqual(again.hash, hash.hash);
});

Deno.test("The same letters typed on another keyboard are the same password", async () => {
  const hash = await hashPassword("caf\u00e9 noir", cheap);
  assert.equal(await verifyPassword("cafe\u0301 noir", hash, cheap), true);
});

Deno.test("A password keeps the cost by which it was hashed", async () => {
  const hash = await hashPassword("correct horse", 4);
  assert.equal(await verifyPassword("correct horse", hash, 2), true);
});

Deno.test("An app hashes passwords with scrypt's N 2^15, or by PASSWORD_COST", async () => {
  const costs: [env: Record<string, string>, cost: number][] = [
    [{}, 2 ** 15],
    [{ PASSWORD_COST: "11" }, 2 ** 11],
  ];
  for (const [env, cost] of costs) {
    const kv = await Deno.openKv(":memory:");
    const app = await makeApp(readSettings(env), kv);
    try {
      const ask = {
        email: "lin@example.org",
        name: "Lin",
        password: "plugh 7",
      };
      await app.accounts.signUp(ask, { address: "192.0.2.1" });
      const account = await new AccountStore(app.kv).byEmail(ask.email);
      assert.equal(account?.password?.cost, cost);
    } finally {
      await app.close();
    }
  }
});

Deno.test("The main thread goes on while passwords are hashed", async () => {
  let turns = 0;
  let done = false;
  const hashing = Promise.all(["a", "b"].map((it) => hashPassword(it, 2 ** 15)))
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
