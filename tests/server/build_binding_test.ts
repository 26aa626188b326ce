/** The patch of the editor's binding applies to known code only. */
import assert from "node:assert/strict";
import { keepLinesApart } from "../../server/build_binding.ts";

Deno.test("the editor's binding takes no other's empty line, and another version stops the build (W-1)", async () => {
  const path = new URL(
    "../../node_modules/y-prosemirror/src/plugins/sync-plugin.js",
    import.meta.url,
  );
  const code = await Deno.readTextFile(path);
  const changed = keepLinesApart(code);
  assert.equal(changed.split("kept.has(").length, 3);
  assert.throws(() => keepLinesApart(changed), /y-prosemirror changed/);
});
