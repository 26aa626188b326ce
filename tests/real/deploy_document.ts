/** Reads the configurations from `DEPLOY.md`, so that tests run what is documented. */
import assert from "node:assert/strict";

const document = await Deno.readTextFile(
  new URL("../../DEPLOY.md", import.meta.url),
);

/** The document's code blocks in a language. */
export function blocks(language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms");
  return [...document.matchAll(fence)].map(([, text]) => text);
}

/** Replaces documented values with local ones; each must occur. */
export function replaced(
  text: string,
  here: Readonly<Record<string, string>>,
): string {
  for (const [word, by] of Object.entries(here)) {
    assert(text.includes(word), `DEPLOY.md has “${word}” in this block`);
    text = text.replaceAll(word, by);
  }
  return text;
}
