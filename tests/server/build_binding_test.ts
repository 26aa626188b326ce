/** The binding of the editor is changed where it is as it was, and nowhere else. */
import assert from "node:assert/strict";
import { keepLinesApart } from "../../server/build_binding.ts";

Deno.test("W-1: the editor's binding takes nobody's empty line for a new one, and another version of it stops the build", async () => {
  const path = new URL(
    "../../node_modules/y-prosemirror/src/plugins/sync-plugin.js",
    import.meta.url,
  );
  const code = await Deno.readTextFile(path);
  const changed = keepLinesApart(code);
  assert.equal(changed.split("kept.has(").length, 3);
  assert.throws(() => keepLinesApart(changed), /y-prosemirror changed/);
});
