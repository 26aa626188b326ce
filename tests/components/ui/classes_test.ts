/** Style sheets have no unused rules. */
import assert from "node:assert/strict";
import { sources } from "../../source.ts";

/** Named by their number, their kind or their place. */
const computed = /^(hue-|initials-|code-)|-(note|why)$/;

Deno.test("Look: every class that a stylesheet has rules for stands in some markup", async () => {
  const code = await sources("components", "exports", "islands", "routes");
  const named = new Set(code.flatMap((it) => it.code.match(/[\w-]*\w/g) ?? []));
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

// A browser rechecks everything under `:has()` that contains `:not()` on each change: at the root the whole page, for
// each streamed word.
Deno.test("Look: no page is looked through again for what `:has()` asks of it", async () => {
  const found: string[] = [];
  let count = 0;
  for (const folder of ["components", "islands", "styles"]) {
    for await (const [path, text] of stylesheets(folder)) {
      const rules = text.replace(/\/\*.*?\*\//gs, "");
      for (const [, selector] of rules.matchAll(/([^{};]*:has\([^{};]*)\{/g)) {
        count++;
        for (const { before, within, after } of asked(selector)) {
          const hangs = /[\s>+~]/.test(after.trim());
          const isRoot = /:root|\.portal\b(?!-)|^body/.test(before);
          if (within.includes(":not(") || isRoot && hangs) {
            found.push(`${path}: ${selector.trim()}`);
          }
        }
      }
    }
  }
  assert.deepEqual(found, []);
  assert(count > 30, `${count} were looked at`);
});

// Visually hidden elements are absolute: without a positioned box around them they lengthen the page.
Deno.test("Look: every rule that makes a box scroll positions it too (V1)", async () => {
  const found: string[] = [];
  let count = 0;
  for (const folder of ["components", "islands", "styles"]) {
    for await (const [path, text] of stylesheets(folder)) {
      const rules = text.replace(/\/\*.*?\*\//gs, "");
      for (
        const [, selector, body] of rules.matchAll(/([^{};]*)\{(?=([^{}]*))/g)
      ) {
        if (!/(^|[\s;])overflow[\w-]*:[^;]*\b(auto|scroll)\b/.test(body)) {
          continue;
        }
        count++;
        if (/(^|[\s;])position: (relative|absolute|fixed|sticky)/.test(body)) {
          continue;
        }
        found.push(`${path}: ${selector.trim()}`);
      }
    }
  }
  assert.deepEqual(found, []);
  assert(count > 50, `${count} were looked at`);
});

function asked(selectors: string) {
  return [...selectors.matchAll(/:has\(/g)].map(({ index }) => {
    const from = index + ":has(".length;
    let to = from;
    for (let depth = 1; depth > 0; to++) {
      if (selectors[to] === "(") depth++;
      if (selectors[to] === ")") depth--;
    }
    return {
      before: /[^\s>+~,]*$/.exec(selectors.slice(0, index))![0],
      within: selectors.slice(from, to - 1),
      after: /^[^,]*/.exec(selectors.slice(to))![0],
    };
  });
}

async function* stylesheets(folder: string): AsyncGenerator<[string, string]> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* stylesheets(path);
    else if (name.endsWith(".css")) yield [path, await Deno.readTextFile(path)];
  }
}
