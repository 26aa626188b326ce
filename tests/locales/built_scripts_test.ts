import assert from "node:assert/strict";

const assets = new URL("../../.output/public/assets/", import.meta.url);

Deno.test("every module that a built script imports exists", async () => {
  const missing: string[] = [];
  let named = 0;
  const look = async (folder: URL) => {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (isDirectory) await look(new URL(`${name}/`, folder));
      if (!name.endsWith(".js")) continue;
      const script = new URL(name, folder);
      const code = await Deno.readTextFile(script);
      for (
        const [, other] of code.matchAll(
          /["'`](\.{1,2}\/[\w./-]+\.(?:js|css))["'`]/g,
        )
      ) {
        named++;
        const is = await Deno.stat(new URL(other, script)).catch(() => null);
        if (!is) missing.push(`${script.pathname} names ${other}`);
      }
    }
  };
  await look(assets);
  assert.deepEqual(missing, []);
  assert.ok(named > 500, `${named} were looked for`);
});
