/**
 * Compressed script of the first page and the class page in each language, against their ceilings: requests the page
 * and follows its modules.
 */
import { brotliCompressSync } from "node:zlib";
import { parseSync } from "rolldown/utils";
import { readCatalogues } from "../../locales/catalogues.ts";
import {
  createSession,
  joinClass,
  signUp,
  Visitor,
} from "../../tests/people.ts";
import { startServer } from "../../tests/server.ts";

/** Sizes in bytes, compressed with brotli as the server sends them. */
interface PageSize {
  readonly name: string;
  readonly ceiling: number;
  readonly total: number;
  readonly scripts: readonly { name: string; size: number }[];
  /** Loaded on demand. */
  readonly later: readonly { name: string; size: number }[];
  readonly styles: number;
}

const KB = 1000;

export async function measurePages(
  place: { url: string; wsUrl: string },
): Promise<PageSize[]> {
  const teacher = await signUp(place);
  const session = await createSession(teacher);
  const student = await joinClass(place, session.code, "Amy");
  const sizes: PageSize[] = [];
  for (const { tag, path } of await readCatalogues()) {
    sizes.push(
      await measure(
        `first page, ${tag}`,
        path || "/",
        new Visitor(place),
        30 * KB,
      ),
      await measure(
        `class page, ${tag}`,
        `${path}/class/${session.id}`,
        student.visitor,
        100 * KB,
      ),
    );
  }
  return sizes;
}

export function sizeLines(pages: readonly PageSize[]): string[] {
  return pages.flatMap(({ name, total, ceiling, scripts, later, styles }) => [
    `${name}: ${kb(total)} of script, ceiling ${kb(ceiling)} ${
      total <= ceiling ? "✓" : "over"
    }; ${kb(styles)} of style`,
    ...scripts.map((script) => `  ${kb(script.size)}  ${script.name}`),
    ...later.map((script) => `  ${kb(script.size)}  ${script.name} (later)`),
  ]);
}

async function measure(
  name: string,
  path: string,
  visitor: Visitor,
  ceiling: number,
): Promise<PageSize> {
  const { body: html } = await visitor.askExpecting(200, "GET", path);
  const scripts: { name: string; size: number }[] = [];
  const eagerPaths = new Set<string>(), lazyPaths = new Set<string>();
  for (
    const [, attributes, code] of html.matchAll(
      /<script\b([^>]*)>([^]*?)<\/script>/g,
    )
  ) {
    const src = attributes.match(/\bsrc="([^"]+)"/)?.[1];
    if (src) eagerPaths.add(src);
    if (code.trim() === "" || /type="application\//.test(attributes)) continue;
    scripts.push({ name: "(in the page)", size: compressed(code) });
    note(code, path);
  }
  for (const [tag] of html.matchAll(/<link\b[^>]*modulepreload[^>]*>/g)) {
    const href = tag.match(/\bhref="([^"]+)"/)?.[1];
    if (href) eagerPaths.add(href);
  }

  /** Adds a module's static and dynamic imports. */
  function note(code: string, from: string) {
    const { module } = parseSync("module.js", code);
    const resolve = (to: string) => new URL(to, `http://x${from}`).pathname;
    for (const { moduleRequest } of module.staticImports) {
      eagerPaths.add(resolve(moduleRequest.value));
    }
    for (const { moduleRequest } of module.dynamicImports) {
      const written = code.slice(moduleRequest.start, moduleRequest.end);
      const to = written.match(/^["'`]([^"'`$]+)["'`]$/)?.[1];
      if (to) lazyPaths.add(resolve(to));
    }
  }
  async function load(path: string) {
    const { body: code } = await visitor.askExpecting(200, "GET", path);
    note(code, path);
    return { name: path, size: compressed(code) };
  }

  // A set's iteration includes elements added meanwhile.
  for (const path of eagerPaths) scripts.push(await load(path));
  const later: { name: string; size: number }[] = [];
  const first = new Set(eagerPaths);
  for (const path of lazyPaths) {
    if (!first.has(path)) later.push(await load(path));
  }
  for (const path of eagerPaths) {
    if (!first.has(path)) later.push(await load(path));
  }
  const total = scripts.reduce((sum, { size }) => sum + size, 0);
  let styles = 0;
  const sheets = html.matchAll(/<link\b[^>]*?href="([^"]+\.css)"/g);
  for (const href of new Set(Array.from(sheets, ([, href]) => href))) {
    styles += compressed((await visitor.askExpecting(200, "GET", href)).body);
  }
  return { name, ceiling, total, scripts, later, styles };
}

/** The server compresses files from 1 KiB on. */
function compressed(code: string): number {
  const bytes = new TextEncoder().encode(code);
  return bytes.length < 1024 ? bytes.length : brotliCompressSync(bytes).length;
}

function kb(bytes: number): string {
  return `${(bytes / KB).toFixed(1)} KB`.padStart(8);
}

if (import.meta.main) {
  const server = await startServer();
  try {
    const pages = await measurePages(server);
    console.log(sizeLines(pages).join("\n"));
    if (pages.some(({ total, ceiling }) => total > ceiling)) Deno.exitCode = 1;
  } finally {
    await server.stop();
  }
}
