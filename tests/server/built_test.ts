import assert from "node:assert/strict";
import { needsBuild } from "../../server/build.ts";
import { isWritable } from "../../server/data/paths.ts";
import { listPackages } from "../../server/packages.ts";
import { parseModule, parseSource, readSources } from "../source.ts";
import { patchSyncPlugin } from "../../server/build_binding.ts";
import { splitYjs } from "../../server/build_yjs.ts";

Deno.test("the server is rebuilt if a source or catalogue is newer, or the languages differ", async () => {
  const root = await Deno.makeTempDir();
  const at = (path: string, seconds: number) =>
    Deno.utime(`${root}/${path}`, seconds, seconds);
  try {
    assert.ok(await needsBuild(root, false, false), "nothing is built");
    await Deno.mkdir(`${root}/locales/zh-TW`, { recursive: true });
    await Deno.mkdir(`${root}/.output/public/assets`, { recursive: true });
    await Deno.writeTextFile(`${root}/locales/zh-TW/chat.json`, "{}");
    await Deno.writeTextFile(`${root}/.output/nitro.json`, "{}");
    for (
      const path of ["locales", "locales/zh-TW", "locales/zh-TW/chat.json"]
    ) {
      await at(path, 1000);
    }
    await at(".output/nitro.json", 2000);
    assert.ok(!await needsBuild(root, false, false), "all is built");
    await at("locales/zh-TW/chat.json", 3000);
    assert.ok(await needsBuild(root, false, false), "a catalogue is newer");
    await at("locales/zh-TW/chat.json", 1000);
    await Deno.mkdir(`${root}/.output/public/assets/en-XA`);
    assert.ok(await needsBuild(root, false, false), "it was built for tests");
    assert.ok(!await needsBuild(root, true, false), "as it is for tests");
    assert.ok(await needsBuild(root, true, true), "it lacks the pieces");
    await Deno.remove(`${root}/.output/public/assets/en-XA`);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("a start loads exactly the packages that the build imports, whatever the settings are", async () => {
  const { imports } = JSON.parse(await Deno.readTextFile("deno.json"));
  const built = await readSources(
    ...["classroom", "components", "exports", "formats", "islands", "locales"],
    ...["routes", "server", "sync"],
  );
  for (const path of ["vite.config.ts", "nitro.config.ts"]) {
    built.push(parseSource(path, await Deno.readTextFile(path)));
  }
  const expected = new Set<string>();
  for (const { written } of built.flatMap((source) => source.imports)) {
    for (const [name, target] of Object.entries<string>(imports)) {
      const isIt = written === name || written.startsWith(`${name}/`);
      const [at] = /^npm:.[^@]*@[^/]*/.exec(target) ?? [];
      if (isIt && at) expected.add(at);
    }
  }
  const loaded = await listPackages(".");
  assert.deepEqual(loaded, [...expected].sort());
  for (const name of ["@sparticuz/chromium", "eslint", "oidc-provider"]) {
    assert.ok(!loaded.includes(imports[name]), name);
  }
});

Deno.test("checking whether a folder can be built in leaves nothing there", async () => {
  const folder = await Deno.makeTempDir();
  assert.ok(await isWritable(folder));
  assert.deepEqual(await Array.fromAsync(Deno.readDir(folder)), []);
  await Deno.remove(folder);
  assert.ok(!await isWritable(folder), "it is not there");
  assert.ok(!await isWritable("/proc"));
});

Deno.test("the editor's binding never reuses another's empty line, and a new version stops the build (W-1)", async () => {
  const path = new URL(
    "../../node_modules/y-prosemirror/src/plugins/sync-plugin.js",
    import.meta.url,
  );
  const code = await Deno.readTextFile(path);
  const changed = patchSyncPlugin(code);
  assert.equal(changed.split("kept.has(").length, 3);
  assert.throws(() => patchSyncPlugin(changed), /y-prosemirror changed/);
});

interface Export {
  readonly exported: { readonly name: string };
}

Deno.test("Yjs is split completely into a shared part and the editor's part", async () => {
  const path = new URL("../../node_modules/yjs/dist/yjs.mjs", import.meta.url);
  const code = await Deno.readTextFile(path);
  const bodyOf = (code: string) => parseModule(code).body;
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
