import assert from "node:assert/strict";
import { version } from "../../../classroom/version.ts";
import {
  checkFormat,
  isNewer,
  NewerDataError,
  recordFormat,
} from "../../../server/data/format.ts";

const refuse = { NEWER_DATA: "refuse" } as const;
const open = { NEWER_DATA: "open" } as const;

Deno.test("data of a newer version is refused with what to do, and changed only if the operator says so", async () => {
  using kv = await Deno.openKv(":memory:");
  await recordFormat(kv, "here", refuse);
  assert.equal((await kv.get(["version"])).value, version);
  await kv.set(["version"], "99.1.0");
  for (const check of [checkFormat, recordFormat]) {
    await assert.rejects(check(kv, "here", refuse), (error) => {
      assert.ok(error instanceof NewerDataError);
      assert.match(error.message, /Homeroom 99\.1\.0 wrote the data in here/);
      assert.match(error.message, /NEWER_DATA=open/);
      return true;
    });
  }
  assert.equal((await kv.get(["version"])).value, "99.1.0", "unchanged");
  await checkFormat(kv, "here", open);
  await recordFormat(kv, "here", open);
  assert.equal((await kv.get(["version"])).value, version);
});

Deno.test("data of a newer format is refused whatever the operator says", async () => {
  using kv = await Deno.openKv(":memory:");
  await kv.set(["format"], 1000);
  for (const rules of [refuse, open]) {
    await assert.rejects(checkFormat(kv, "here", rules), NewerDataError);
  }
});

Deno.test("data of an older version, or from before versions were noted, is opened", async () => {
  using kv = await Deno.openKv(":memory:");
  await checkFormat(kv, "here", refuse);
  await kv.set(["version"], "0.19.0");
  await recordFormat(kv, "here", refuse);
  assert.equal((await kv.get(["version"])).value, version);
});

Deno.test("versions are compared by their numbers", () => {
  const table: [string, string, boolean][] = [
    ["0.21.0", "0.20.0", true],
    ["0.20.0", "0.20.0", false],
    ["0.9.9", "0.20.0", false],
    ["0.20.1", "0.20.0", true],
    ["1.0.0", "0.99.9", true],
    ["0.20.0-beta.1", "0.20.0", false],
  ];
  for (const [one, other, isIt] of table) {
    assert.equal(isNewer(one, other), isIt, `${one} and ${other}`);
  }
});
