/** Scripts as the build makes them: each speaks one language, and has another name when any language says it otherwise. */
import assert from "node:assert/strict";
import { type Plugin, rolldown } from "rolldown";
import type { Catalogue } from "../../locales/catalogues.ts";
import { languages } from "../../locales/vite_plugin.ts";

const catalogue = (tag: string, title: string): Catalogue => ({
  tag,
  name: tag,
  direction: "ltr",
  formats: tag,
  path: tag === "en" ? "" : "/zh",
  features: {
    chat: { chat: { title, unread: "{count, plural, other {# x}}" } },
  },
});

/** Modules as our own are, in a folder that is nowhere. */
const modules: Record<string, string> = {
  "/app/page.ts":
    `import { chat as t } from "./.locales/chat.ts"; import("./later.ts"); document.title = t.title + t.unread({ count: 2 });`,
  "/app/later.ts":
    `import { chat as t } from "./.locales/chat.ts"; document.body.append(t.title);`,
  "/app/.locales/chat.ts": `throw "not in a browser";`,
  "/app/locales/runtime.ts": `export const runtime = window.runtime;`,
};

/** The scripts of an app with these titles, by their names. */
async function built(english: string, chinese: string) {
  const files: Plugin = {
    name: "files",
    resolveId: (id, from) => new URL(id, `file://${from ?? "/"}`).pathname,
    load: (id) => modules[id],
  };
  const plugin = languages([
    catalogue("en", english),
    catalogue("zh-TW", chinese),
  ]);
  const bundle = await rolldown({
    input: "/app/page.ts",
    plugins: [files, plugin as Plugin],
  });
  const { output } = await bundle.generate({
    entryFileNames: "assets/[name]-[hash].js",
    chunkFileNames: "assets/[name]-[hash].js",
  });
  return new Map(
    output.map((part) => [
      part.fileName,
      part.type === "chunk" ? part.code : String(part.source),
    ]),
  );
}

Deno.test("Locales: a script speaks one language, and loads others of that language only", async () => {
  const scripts = await built("Chat", "聊天室");
  const names = [...scripts.keys()];
  const chinese = names.filter((name) => name.startsWith("assets/zh-TW/"));
  const english = names.filter((name) => !chinese.includes(name));
  // As many in each, under the same names.
  assert.deepEqual(
    chinese.map((name) => name.replace("zh-TW/", "")).sort(),
    english.sort(),
  );
  assert.ok(english.length >= 2);
  const said = (names: string[]) =>
    names.map((name) => scripts.get(name)).join("\n");
  assert.match(said(english), /Chat/);
  assert.doesNotMatch(said(english), /聊天室|__TEXTS__/);
  assert.match(said(chinese), /聊天室/);
  assert.doesNotMatch(said(chinese), /"Chat"|`Chat`|__TEXTS__/);
  for (const [, from] of said(names).matchAll(/import\(?\s*["'`]([^"'`]+)/g)) {
    assert.match(from, /^\.\/[^/]+$/, "a script beside it");
  }
});

Deno.test("Locales: a text that changes in any language changes the name of the scripts that say it, which browsers keep for good", async () => {
  const names = async (english: string, chinese: string) =>
    [...(await built(english, chinese)).keys()].sort();
  const before = await names("Chat", "聊天室");
  assert.deepEqual(await names("Chat", "聊天室"), before);
  assert.notDeepEqual(await names("Chatroom", "聊天室"), before);
  assert.notDeepEqual(await names("Chat", "聊天"), before);
});
