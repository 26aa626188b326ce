/** Tokens: only who has one has what it stands for, and only until it is over. */
import assert from "node:assert/strict";
import { Tokens } from "../../../classroom/tokens.ts";

async function withTokens(
  test: (tokens: Tokens, kv: Deno.Kv) => Promise<void>,
) {
  const kv = await Deno.openKv(":memory:");
  try {
    await test(new Tokens(kv), kv);
  } finally {
    kv.close();
  }
}

const later = () => Date.now() + 60_000;

Deno.test("A token is good once its fact is stored, and until it is dropped", () =>
  withTokens(async (tokens) => {
    const { token, fact } = tokens.make("member", { m: "a" }, later());
    assert.match(token, /^[\w-]{43}$/);
    assert.equal(await tokens.find("member", token), null);
    await tokens.keep(fact);
    assert.deepEqual(await tokens.find("member", token), { m: "a" });
    await tokens.drop("member", token);
    assert.equal(await tokens.find("member", token), null);
  }));

Deno.test("A4: the store has no token, only its hash; and one of a kind is not of another", () =>
  withTokens(async (tokens, kv) => {
    const { token, fact } = tokens.make("member", {}, later());
    await tokens.keep(fact);
    const stored = await Array.fromAsync(kv.list({ prefix: [] }));
    assert.equal(stored.length, 1);
    assert.ok(!JSON.stringify(stored).includes(token));
    assert.equal(await tokens.find("teacher", token), null);
    for (const other of [undefined, "", "x", token.slice(1), `${token}=`]) {
      assert.equal(await tokens.find("member", other), null);
    }
  }));

Deno.test("A token that is over opens nothing, and is swept away", () =>
  withTokens(async (tokens, kv) => {
    const over = tokens.make("teacher", {}, Date.now() - 1);
    const good = tokens.make("teacher", {}, later());
    await tokens.keep(over.fact);
    await tokens.keep(good.fact);
    assert.equal(await tokens.find("teacher", over.token), null);
    assert.equal(await tokens.sweep(), 1);
    assert.equal((await kv.get(over.fact.key)).value, null);
    assert.notEqual(await tokens.find("teacher", good.token), null);
  }));

Deno.test("Of several who use a one-use token at once, one gets it", () =>
  withTokens(async (tokens) => {
    const { token, fact } = tokens.make("reset", { a: 1 }, later());
    await tokens.keep(fact);
    const takers = Array.from({ length: 8 }, () => tokens.take("reset", token));
    const taken = (await Promise.all(takers)).filter((it) => it !== null);
    assert.deepEqual(taken, [{ a: 1 }]);
  }));
