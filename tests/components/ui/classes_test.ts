/** Stylesheets have rules for what there is, and for nothing that is gone. */
import assert from "node:assert/strict";
import { sources } from "../../source.ts";

/** Named by their number, their kind or their place. */
const computed = /^(hue-|initials-|code-)|-(note|why)$/;

Deno.test("Look: every class that a stylesheet has rules for stands in some markup", async () => {
  const code = await sources("components", "exports", "islands", "routes");
  const named = new Set(
    code.flatMap((it) => it.code.match(/[\w-]*\w/g) ?? []),
  );
  const dead: string[] = [];
  let count = 0;
  for (const folder of ["components", "islands", "styles"]) {
    for await (const [path, text] of stylesheets(folder)) {
      const rules = text.replace(/\/\*.*?\*\//gs, "");
      for (const [, name] of rules.matchAll(/\.([a-z][\w-]*)(?=[^{};]*\{)/g)) {
        count++;
        if (named.has(name) || computed.test(name)) continue;
        dead.push(`${path}: ${name}`);
      }
    }
  }
  assert.deepEqual(dead, []);
  assert(count > 1000, `${count} were looked at`);
});

async function* stylesheets(folder: string): AsyncGenerator<[string, string]> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* stylesheets(path);
    else if (name.endsWith(".css")) yield [path, await Deno.readTextFile(path)];
  }
}
