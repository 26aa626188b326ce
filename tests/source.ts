/**
 * Our parsed source, for tests about it. The build's parser has threads, which can crash the whole test process when a
 * test file ends; this parser has none.
 */
import { dirname, join, normalize } from "node:path/posix";
import { parse as parseTree, type ParserPlugin } from "@babel/parser";

export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** As written, and resolved; `file` is null for packages. */
export interface Import {
  readonly written: string;
  readonly file: string | null;
  readonly typeOnly: boolean;
}

interface Comment {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/** A source file, parsed on first access to its code, nodes or imports. */
export class Source {
  #tree: { body: Node[]; comments: Comment[] } | undefined;
  #code: string | undefined;
  #imports: Import[] | undefined;

  /** @param path from the repository's root, with slashes */
  constructor(readonly path: string, readonly text: string) {}

  get body(): readonly Node[] {
    return this.#parsed.body;
  }

  get comments(): readonly Comment[] {
    return this.#parsed.comments;
  }

  /** The text with comments blanked out. */
  get code(): string {
    return this.#code ??= withoutComments(this.text, this.comments);
  }

  /** Tests the code for a pattern within one word; parses only if the text matches. */
  has(pattern: RegExp): boolean {
    return pattern.test(this.text) && pattern.test(this.code);
  }

  get imports(): readonly Import[] {
    return this.#imports ??= importsOf(this.path, this.body);
  }

  get #parsed() {
    return this.#tree ??= treeOf(this.text, [
      "typescript",
      ...this.path.endsWith("x") ? ["jsx"] as const : [],
    ]);
  }
}

export async function sources(...folders: string[]): Promise<Source[]> {
  const all: Source[] = [];
  for (const folder of folders) {
    for await (const path of files(folder)) {
      all.push(new Source(path, await Deno.readTextFile(path)));
    }
  }
  return all.sort((a, b) => a.path < b.path ? -1 : 1);
}

export function parse(path: string, text: string): Source {
  return new Source(path, text);
}

function withoutComments(text: string, comments: readonly Comment[]): string {
  let code = text;
  for (const { start, end } of comments) {
    const blank = code.slice(start, end).replace(/[^\n]/g, " ");
    code = code.slice(0, start) + blank + code.slice(end);
  }
  return code;
}

/** Parses a module; throws on a syntax error. */
export function treeOf(
  text: string,
  plugins: ParserPlugin[] = [],
): { body: Node[]; comments: Comment[] } {
  const { program, comments } = parseTree(text, {
    sourceType: "module",
    plugins: ["estree", ...plugins],
    attachComment: false,
    createImportExpressions: true,
    createParenthesizedExpressions: true,
  });
  const body = program.body as unknown as Node[];
  return { body, comments: (comments ?? []) as unknown as Comment[] };
}

export function* walk(nodes: Iterable<Node>): Generator<Node> {
  for (const node of nodes) {
    yield node;
    yield* walk(children(node));
  }
}

export function at(source: Source, position: number): string {
  return `${source.path}:${source.text.slice(0, position).split("\n").length}`;
}

async function* files(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    // The bench installs packages in its folder.
    if (entry.name === "node_modules") continue;
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) yield* files(path);
    else if (/\.tsx?$/.test(entry.name)) yield path;
  }
}

function importsOf(path: string, body: readonly Node[]): Import[] {
  const found: Import[] = [];
  for (const node of walk(body)) {
    // Imports, re-exports, `import()` and `typeof import()`.
    const named = node.type === "TSImportType" ? node.argument : node.source;
    const written = (named as { value?: unknown } | null)?.value;
    if (
      typeof written !== "string" ||
      !/^(Import|Export|TSImport)/.test(node.type)
    ) {
      continue;
    }
    const file = written.startsWith(".")
      ? normalize(join(dirname(path), written))
      : null;
    const typeOnly = node.type === "TSImportType" ||
      node.importKind === "type" || node.exportKind === "type";
    found.push({ written, file, typeOnly });
  }
  return found;
}

export function* children(node: Node): Generator<Node> {
  for (const value of Object.values(node)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one?.type === "string") yield one as Node;
    }
  }
}
