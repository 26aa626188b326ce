import assert from "node:assert/strict";
import { walkFiles } from "./run/files.ts";

const tokensFile = "styles/tokens.css";

/** Custom properties that a style sheet sets. */
function setProperties(css: string): string[] {
  return [...css.matchAll(/(?<![\w(-])(--[\w-]+)\s*:/g)].map(([, name]) =>
    name
  );
}

Deno.test("no style sheet sets a token again, which would change it for all inside", async () => {
  const tokens = new Set(setProperties(await Deno.readTextFile(tokensFile)));
  assert(tokens.has("--board") && tokens.has("--line"));
  const again: string[] = [];
  for (const folder of ["components", "islands", "styles"]) {
    for (const file of await walkFiles(folder, /\.css$/)) {
      if (file === tokensFile) continue;
      const css = await Deno.readTextFile(file);
      for (const name of setProperties(css)) {
        if (tokens.has(name)) again.push(`${file}: ${name}`);
      }
    }
  }
  assert.deepEqual(again, []);
  assert.deepEqual(setProperties(".a { --board: 1px; color: red; --x: 2 }"), [
    "--board",
    "--x",
  ]);
});
