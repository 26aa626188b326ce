/**
 * Builds an app with two titles, English and Chinese (its arguments), and prints its scripts as JSON by name. A
 * separate program, since the bundler's threads may outlive a test file.
 */
import { type Plugin, rolldown } from "rolldown";
import type { Catalogue } from "../../locales/catalogues.ts";
import { languagesPlugin } from "../../locales/vite_plugin.ts";

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

/** Modules in a virtual folder. */
const modules: Record<string, string> = {
  "/app/page.ts":
    `import { chat as t } from "./.locales/chat.ts"; import("./later.ts"); document.title = t.title + t.unread({ count: 2 });`,
  "/app/later.ts":
    `import { chat as t } from "./.locales/chat.ts"; document.body.append(t.title);`,
  "/app/.locales/chat.ts": `throw "not in a browser";`,
  "/app/locales/runtime.ts": `export const runtime = window.runtime;`,
};

const files: Plugin = {
  name: "files",
  resolveId: (id, from) => new URL(id, `file://${from ?? "/"}`).pathname,
  load: (id) => modules[id],
};
const [english = "", chinese = ""] = Deno.args;
const plugin = languagesPlugin([
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
await bundle.close();
const scripts = output.map((part) => [
  part.fileName,
  part.type === "chunk" ? part.code : String(part.source),
]);
console.log(JSON.stringify(Object.fromEntries(scripts)));
