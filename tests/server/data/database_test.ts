import assert from "node:assert/strict";
import { isDatabaseWhole, isKv } from "../../../server/data/database.ts";

Deno.test("a damaged database is distinguished from an unreadable one", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const file = `${dir}/kv`;
    const kv = await Deno.openKv(file);
    for (let n = 0; n < 60; n++) {
      await kv.set(["row", n], `${n} `.repeat(1000));
    }
    kv.close();
    assert.ok(isKv(file) && isDatabaseWhole(file));
    const bytes = await Deno.readFile(file);
    for (const from of [bytes.length >> 1, 200]) {
      // Damages a middle page, then the first.
      bytes.fill(7, from, from + 8192);
      await Deno.writeFile(file, bytes);
      assert.equal(isDatabaseWhole(file), false, `from ${from}`);
    }
    await Deno.writeTextFile(file, "no database".repeat(1000));
    assert.equal(isDatabaseWhole(file), false);
    assert.equal(isKv(file), false);
    assert.throws(() => isDatabaseWhole(`${dir}/nowhere/kv`), /unable to open/);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
