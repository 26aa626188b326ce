import assert from "node:assert/strict";
import { Coalesced } from "../../sync/coalesced.ts";

Deno.test("requests of one moment share a look, which is never older than they are", async () => {
  let looks = 0;
  const gates: (() => void)[] = [];
  const shared = new Coalesced(async () => {
    const look = ++looks;
    await new Promise<void>((open) => gates.push(open));
    return look;
  });
  const first = [shared.ask(), shared.ask()];
  await Promise.resolve();
  await Promise.resolve();
  assert.equal(looks, 1);
  const during = [shared.ask(), shared.ask()];
  gates[0]();
  assert.deepEqual(await Promise.all(first), [1, 1]);
  while (gates.length < 2) await Promise.resolve();
  gates[1]();
  assert.deepEqual(await Promise.all(during), [2, 2]);
});

Deno.test("A look that fails fails for those who shared it, and the next ask looks again", async () => {
  let looks = 0;
  const shared = new Coalesced(() =>
    looks++ === 0 ? Promise.reject(new Error("away")) : Promise.resolve(looks)
  );
  const both = [shared.ask(), shared.ask()];
  for (const one of both) await assert.rejects(one, { message: "away" });
  assert.equal(await shared.ask(), 2);
});
