/**
 * Our parsed source, for tests about it. The build's parser has threads, which can crash the whole test process when a
 * test file ends; this parser has none.
 */
import { dirname, join, normalize } from "node:path/posix";
import { parse as parseTree, type ParserPlugin } from "@babel/parser";

export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** An import as written and as the resolved file, null for packages. */
export interface ImportStatement {
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
export class SourceFile {
  #tree: { body: SyntaxNode[]; comments: Comment[] } | undefined;
  #code: string | undefined;
  #imports: ImportStatement[] | undefined;

  /** @param path from the repository's root, with slashes */
  constructor(readonly path: string, readonly text: string) {}

  get body(): readonly SyntaxNode[] {
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

  get imports(): readonly ImportStatement[] {
    return this.#imports ??= importsOf(this.path, this.body);
  }

  get #parsed() {
    return this.#tree ??= parseModule(this.text, [
      "typescript",
      ...this.path.endsWith("x") ? ["jsx"] as const : [],
    ]);
  }
}

export async function readSources(...folders: string[]): Promise<SourceFile[]> {
  const all: SourceFile[] = [];
  for (const folder of folders) {
    for await (const path of files(folder)) {
      all.push(new SourceFile(path, await Deno.readTextFile(path)));
    }
  }
  return all.sort((a, b) => a.path < b.path ? -1 : 1);
}

export function parseSource(path: string, text: string): SourceFile {
  return new SourceFile(path, text);
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
export function parseModule(
  text: string,
  plugins: ParserPlugin[] = [],
): { body: SyntaxNode[]; comments: Comment[] } {
  const { program, comments } = parseTree(text, {
    sourceType: "module",
    plugins: ["estree", ...plugins],
    attachComment: false,
    createImportExpressions: true,
    createParenthesizedExpressions: true,
  });
  const body = program.body as unknown as SyntaxNode[];
  return { body, comments: (comments ?? []) as unknown as Comment[] };
}

export function* walkNodes(nodes: Iterable<SyntaxNode>): Generator<SyntaxNode> {
  for (const node of nodes) {
    yield node;
    yield* walkNodes(childNodes(node));
  }
}

/** The called function as the source has it, such as `Deno.test`; empty for a node that is no call. */
export function calleeText(source: SourceFile, node: SyntaxNode): string {
  if (node.type !== "CallExpression") return "";
  const { start, end } = node.callee as SyntaxNode;
  return source.code.slice(start, end);
}

export function placeInSource(source: SourceFile, position: number): string {
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

function importsOf(
  path: string,
  body: readonly SyntaxNode[],
): ImportStatement[] {
  const found: ImportStatement[] = [];
  for (const node of walkNodes(body)) {
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

export function* childNodes(node: SyntaxNode): Generator<SyntaxNode> {
  for (const value of Object.values(node)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one?.type === "string") yield one as SyntaxNode;
    }
  }
}
