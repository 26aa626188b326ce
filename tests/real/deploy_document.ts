/** The configurations as `DEPLOY.md` has them, so that what is run is what people read. */
import assert from "node:assert/strict";

const document = await Deno.readTextFile(
  new URL("../../DEPLOY.md", import.meta.url),
);

/** The blocks of a language in the document, in their order. */
export function blocks(language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms");
  return [...document.matchAll(fence)].map(([, text]) => text);
}

/** A text with words of it replaced by what they are on this machine; each must be in it. */
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
