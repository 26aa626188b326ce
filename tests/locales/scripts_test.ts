import assert from "node:assert/strict";
import { runAndReadOutput } from "../program.ts";

/** Scripts of an app with these titles, by name. */
async function built(english: string, chinese: string) {
  const program = new URL("built_scripts.ts", import.meta.url);
  const scripts: Record<string, string> = JSON.parse(
    await runAndReadOutput(program, english, chinese),
  );
  return new Map(Object.entries(scripts));
}

Deno.test("a script includes one language, and loads others of that language only", async () => {
  const scripts = await built("Chat", "聊天室");
  const names = [...scripts.keys()];
  const chinese = names.filter((name) => name.startsWith("assets/zh-TW/"));
  const english = names.filter((name) => !chinese.includes(name));
  // All languages have equally named scripts.
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

Deno.test("a changed text in any language changes the file names of the scripts that use it", async () => {
  const names = async (english: string, chinese: string) =>
    [...(await built(english, chinese)).keys()].sort();
  const before = await names("Chat", "聊天室");
  assert.deepEqual(await names("Chat", "聊天室"), before);
  assert.notDeepEqual(await names("Chatroom", "聊天室"), before);
  assert.notDeepEqual(await names("Chat", "聊天"), before);
});
