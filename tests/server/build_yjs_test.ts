/** Class pages load no part of Yjs that only the editor needs. */
import assert from "node:assert/strict";
import { splitYjs } from "../../server/build_yjs.ts";
import { treeOf } from "../source.ts";

interface Export {
  readonly exported: { readonly name: string };
}

Deno.test("Yjs is split into the part of all pages and the part of the editor, whole", async () => {
  const path = new URL("../../node_modules/yjs/dist/yjs.mjs", import.meta.url);
  const code = await Deno.readTextFile(path);
  const bodyOf = (code: string) => treeOf(code).body;
  const { shared, own } = splitYjs(
    code,
    bodyOf(code) as unknown as Parameters<typeof splitYjs>[1],
  );
  for (const name of ["UndoManager", "RelativePosition"]) {
    assert(!shared.includes(`class ${name} `), name);
    assert(own.includes(`class ${name} `), name);
  }
  const exported = (code: string) =>
    bodyOf(code).filter(({ type }) => type === "ExportNamedDeclaration")
      .flatMap(({ specifiers }) => specifiers as Export[])
      .map(({ exported }) => exported.name);
  const both = [...exported(shared), ...exported(own)]
    .filter((name) => !name.startsWith("inner_"));
  assert.deepEqual(both.sort(), exported(code).sort());
  assert.throws(
    () => splitYjs("export {};", bodyOf("export {};") as never),
    /Yjs changed/,
  );
});
