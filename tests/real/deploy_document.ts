/** Reads the configurations from `docs/deploy/`, so that tests run what is documented. */
import assert from "node:assert/strict";

export function readCodeBlocks(page: string, language: string): string[] {
  const document = Deno.readTextFileSync(
    new URL(`../../docs/deploy/${page}.md`, import.meta.url),
  );
  const fence = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms");
  return [...document.matchAll(fence)].map(([, text]) => text);
}

/** Replaces documented values with local ones; each must occur. */
export function replaceValues(
  text: string,
  here: Readonly<Record<string, string>>,
): string {
  for (const [word, by] of Object.entries(here)) {
    assert(text.includes(word), `docs/deploy has “${word}” in this block`);
    text = text.replaceAll(word, by);
  }
  return text;
}
