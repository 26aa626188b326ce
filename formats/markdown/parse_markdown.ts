/**
 * Markdown as a small tree of tokens (CHAT-2, C-4), with links only to http, https and mailto, and raw HTML as
 * text. What would render nothing is shown as typed. Pure.
 */
import { characterEntitiesHtml4 } from "character-entities-html4";
import type { Token, Tokens } from "marked";
import { safeHref } from "./safe_href.ts";
import {
  hideTypedSigns,
  type MarkdownAuthor,
  showTypedSigns,
} from "./typed_signs.ts";
import {
  findFormulas,
  lexMarkdown,
  maxFormulaLength,
} from "./markdown_lexer.ts";

export type MarkdownInline =
  | { kind: "text"; text: string }
  /** `tex`: the TeX of a formula, whose source is `text`. */
  | { kind: "code"; text: string; tex?: string; isBlock?: boolean }
  | { kind: "break" }
  | { kind: "strong" | "emphasis" | "struck"; children: MarkdownInline[] }
  | { kind: "link"; href: string; children: MarkdownInline[] };

export interface MarkdownListItem {
  /** Whether a task is done; absent for other items. */
  isDone?: boolean;
  /** The number as typed, where it does not follow the number before it. */
  number?: number;
  children: MarkdownBlock[];
}

export type MarkdownBlock =
  | { kind: "paragraph" | "heading" | "line"; children: MarkdownInline[] }
  | { kind: "quote"; children: MarkdownBlock[] }
  /** A formula has the language `math`. */
  | { kind: "code"; text: string; language: string }
  | {
    kind: "list";
    isOrdered: boolean;
    start: number;
    /** The numbers end with a bracket: `1)`. */
    hasBrackets?: boolean;
    items: MarkdownListItem[];
  }
  | {
    kind: "table";
    align: Align[];
    head: MarkdownInline[][];
    rows: MarkdownInline[][][];
  }
  | { kind: "rule" };

type Align = "left" | "center" | "right" | null;

/** Deeper nesting is shown as typed. */
const maxDepth = 12;

/**
 * Parses a text. It becomes one plain paragraph if it nests too deep, the lexer rejects it, or it would render nothing.
 */
export function parseMarkdown(
  text: string,
  author: MarkdownAuthor = "person",
): MarkdownBlock[] {
  return parseSigns(hideTypedSigns(text, author));
}

/** Parses a text whose signs are hidden where they are themselves. */
function parseSigns(text: string): MarkdownBlock[] {
  if (nestsTooDeep(text)) return [plain(text)];
  try {
    const blocks = toBlocks(lexMarkdown(text), 0);
    return blocks.some(isVisible) ? blocks : [plain(text)];
  } catch {
    return [plain(text)];
  }
}

/** Parses the text of a choice: as typed, with formulas. */
export function parseChoice(text: string): MarkdownBlock[] {
  const children: MarkdownInline[] = [];
  let from = 0;
  const add = (to: number) => {
    if (to > from) children.push(...toLines(text.slice(from, to)));
  };
  for (const { index, raw, tex, isBlock } of findFormulas(text)) {
    add(index);
    children.push({ kind: "code", text: raw, tex, isBlock });
    from = index + raw.length;
  }
  add(text.length);
  return [{ kind: "paragraph", children }];
}

export interface GrowingMarkdown {
  /** With the signs hidden that are themselves. */
  readonly text: string;
  readonly blocks: readonly MarkdownBlock[];
  /** Numbers of blocks, and of characters, that stay the same whatever is appended. */
  readonly stableBlocks: number;
  readonly stableLength: number;
}

/** Parses a program's text that grows. Blocks that cannot change any more are kept as the same objects. */
export function parseGrowingMarkdown(
  text: string,
  previousParse: GrowingMarkdown | null,
): GrowingMarkdown {
  return parseGrowingSigns(hideTypedSigns(text, "program"), previousParse);
}

/** Parses more and more of a text whose signs are hidden where they are themselves. */
export function parseGrowingSigns(
  text: string,
  previousParse: GrowingMarkdown | null,
): GrowingMarkdown {
  const whole = { text, stableBlocks: 0, stableLength: 0 };
  if (nestsTooDeep(text)) return { ...whole, blocks: [plain(text)] };
  // The lexer makes one character of CRLF, so positions would differ.
  if (text.includes("\r")) return { ...whole, blocks: parseSigns(text) };
  const continuesBlock = previousParse &&
    text.startsWith(previousParse.text.slice(0, previousParse.stableLength));
  const upTo = continuesBlock ? previousParse.stableLength : 0;
  const keptBlocks = continuesBlock
    ? previousParse.blocks.slice(0, previousParse.stableBlocks)
    : [];
  try {
    const tokens = lexMarkdown(text.slice(upTo));
    const { count, length } = stableBlocksOf(tokens);
    const stable = [...keptBlocks, ...toBlocks(tokens.slice(0, count), 0)];
    const blocks = [...stable, ...toBlocks(tokens.slice(count), 0)];
    if (!blocks.some(isVisible)) return { ...whole, blocks: [plain(text)] };
    return {
      text,
      blocks,
      stableBlocks: stable.length,
      stableLength: upTo + length,
    };
  } catch {
    return { ...whole, blocks: [plain(text)] };
  }
}

/** Characters of a text that are parsed at once, if a block ends there. */
const window = 4000;

/** Parses a text like {@link parseMarkdown}, in steps of about {@link window} characters. */
export function* parseInSteps(
  text: string,
  author: MarkdownAuthor = "person",
): Generator<void, MarkdownBlock[], void> {
  const signs = hideTypedSigns(text.replace(/\r\n?/g, "\n"), author);
  let sofar: GrowingMarkdown | null = null;
  // If no block ends in a window, the next one is twice as long.
  for (let end = window;; end += Math.max(window, end - sofar.stableLength)) {
    sofar = parseGrowingSigns(signs.slice(0, end), sofar);
    if (end >= signs.length) return [...sofar.blocks];
    yield;
  }
}

/** Counts the blocks and characters that no appended text can change. */
function stableBlocksOf(
  tokens: readonly Token[],
): { count: number; length: number } {
  const totalLength = tokens.reduce((sum, { raw }) => sum + raw.length, 0);
  let settled = { count: 0, length: 0 }, length = 0, raw = "", ends = false;
  for (const [count, token] of tokens.entries()) {
    const isBlank = token.type === "space";
    if (!isBlank && ends && /\n *\n$/.test(raw)) {
      settled = { count, length };
    }
    length += token.raw.length;
    raw = isBlank ? raw + token.raw : token.raw;
    if (isBlank) continue;
    if (mayBeginFormula(token) && totalLength - length <= maxFormulaLength) {
      break;
    }
    ends = endsWithBlank(token);
  }
  return settled;
}

/** Whether a blank line ends the token. A list may continue after one. */
function endsWithBlank(token: Token): boolean {
  if (token.type === "code") {
    return (token as Tokens.Code).codeBlockStyle !== "indented";
  }
  return ["paragraph", "heading", "table", "hr"].includes(token.type);
}

/** Whether a block formula may have begun: it can contain blank lines, so until its end nothing is certain. */
function mayBeginFormula({ type, raw }: Token): boolean {
  return type !== "code" && /\$\$|\\\[/.test(raw);
}

/**
 * Whether quotes and lists nest too deep, or too many delimiters follow each other: the lexer would take quadratic
 * time.
 */
function nestsTooDeep(text: string): boolean {
  return /^(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))){13}/m
    .test(text) || /[[(*_~`]{60}/.test(text);
}

function plain(text: string): MarkdownBlock {
  return { kind: "paragraph", children: toLines(showTypedSigns(text)) };
}

function toLines(text: string): MarkdownInline[] {
  return text.split("\n").flatMap((line, n): MarkdownInline[] => [
    ...(n > 0 ? [{ kind: "break" } as const] : []),
    { kind: "text", text: line },
  ]);
}

function isVisible(block: MarkdownBlock): boolean {
  switch (block.kind) {
    case "rule":
    case "table":
      return true;
    case "code":
      return block.text.trim() !== "";
    case "list":
      return block.items.some((item) => item.children.some(isVisible));
    case "quote":
      return block.children.some(isVisible);
    default:
      return block.children.some(isInlineVisible);
  }
}

function isInlineVisible(inline: MarkdownInline): boolean {
  if (inline.kind === "break") return false;
  if (inline.kind === "text" || inline.kind === "code") {
    return inline.text.trim() !== "";
  }
  return inline.children.some(isInlineVisible);
}

function toBlocks(tokens: readonly Token[], depth: number): MarkdownBlock[] {
  return tokens.flatMap((token) => toBlock(token, depth));
}

function toBlock(token: Token, depth: number): MarkdownBlock[] {
  if (depth > maxDepth) return [plain(token.raw)];
  switch (token.type) {
    case "space":
    case "checkbox":
      return [];
    case "paragraph":
    case "heading":
      return [{
        kind: token.type,
        children: toInlines(token.tokens ?? [], depth),
      }];
    case "text":
      return [{
        kind: "line",
        children: token.tokens
          ? toInlines(token.tokens, depth)
          : [{ kind: "text", text: decodeSigns(token.text) }],
      }];
    case "blockquote":
      return [{
        kind: "quote",
        children: toBlocks(token.tokens ?? [], depth + 1),
      }];
    case "code":
      return [{
        kind: "code",
        text: showTypedSigns(token.text),
        language: /^[\w+#.-]{1,30}/.exec(showTypedSigns(token.lang ?? ""))
          ?.[0] ?? "",
      }];
    case "list":
      return [toList(token as Tokens.List, depth)];
    case "table":
      return [toTable(token as Tokens.Table, depth)];
    case "hr":
      return [{ kind: "rule" }];
    default:
      return [plain(token.raw)];
  }
}

function toList(list: Tokens.List, depth: number): MarkdownBlock {
  const start = typeof list.start === "number" ? list.start : 1;
  let next = start;
  const items = list.items.map((item): MarkdownListItem => {
    const typed = list.ordered
      ? Number(/^\s*(\d+)/.exec(item.raw)?.[1] ?? next)
      : next;
    const isNext = typed === next;
    next = typed + 1;
    return {
      ...(item.task ? { isDone: item.checked === true } : {}),
      ...(isNext ? {} : { number: typed }),
      children: toBlocks(item.tokens, depth + 1),
    };
  });
  return {
    kind: "list",
    isOrdered: list.ordered,
    start,
    ...(list.ordered && /^\s*\d+\)/.test(list.raw) && { hasBrackets: true }),
    items,
  };
}

function toTable(table: Tokens.Table, depth: number): MarkdownBlock {
  const cells = (row: Tokens.TableCell[]) =>
    row.map((cell) => toInlines(cell.tokens, depth));
  return {
    kind: "table",
    align: table.align,
    head: cells(table.header),
    rows: table.rows.map(cells),
  };
}

function toInlines(tokens: readonly Token[], depth: number): MarkdownInline[] {
  return tokens.flatMap((token) => toInline(token, depth + 1));
}

function toInline(token: Token, depth: number): MarkdownInline[] {
  const asTyped = (): MarkdownInline[] => [{
    kind: "text",
    text: showTypedSigns(token.raw),
  }];
  if (depth > maxDepth * 2) return asTyped();
  const inner = ("tokens" in token && token.tokens) || null;
  const children = () => toInlines(inner ?? [], depth);
  switch (token.type) {
    case "checkbox":
      return [];
    case "text":
      return token.tokens
        ? children()
        : [{ kind: "text", text: decodeSigns(token.text) }];
    case "escape":
      return [{ kind: "text", text: showTypedSigns(token.text) }];
    case "formula":
      return [{
        kind: "code",
        text: showTypedSigns(token.raw),
        tex: showTypedSigns(token.tex),
        isBlock: token.isBlock,
      }];
    case "codespan":
      return [{ kind: "code", text: showTypedSigns(token.text) }];
    case "br":
      return [{ kind: "break" }];
    case "strong":
      return [{ kind: "strong", children: children() }];
    case "em":
      return [{ kind: "emphasis", children: children() }];
    case "del":
      return [{ kind: "struck", children: children() }];
    case "link":
      return toLink(token, children());
    case "image":
      return toLink(token, [{
        kind: "text",
        text: showTypedSigns(token.text || token.href),
      }]);
    default:
      return asTyped();
  }
}

/** A link; its source as text if the address is not allowed, or the link would render nothing. */
function toLink(token: Token, children: MarkdownInline[]): MarkdownInline[] {
  const written = "href" in token ? showTypedSigns(String(token.href)) : "";
  // A bare address has no character references: `&amp;` is part of it.
  const isBare = !/^!?\[/.test(token.raw);
  const href = safeHref(isBare ? written : decodeEntities(written));
  return href !== null && children.some(isInlineVisible)
    ? [{ kind: "link", href, children }]
    : [{ kind: "text", text: showTypedSigns(token.raw) }];
}

function decodeSigns(text: string): string {
  return showTypedSigns(decodeEntities(text));
}

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([a-zA-Z]\w{1,9}));/g,
    (raw, decimal, hex, name) => {
      if (name) return named.get(name) ?? raw;
      const code = decimal ? Number(decimal) : parseInt(hex, 16);
      const isNone = code > 0x10ffff || code >= 0xd800 && code < 0xe000 ||
        code < 32 && code !== 9 && code !== 10;
      return isNone ? "\uFFFD" : String.fromCodePoint(code);
    },
  );
}

const named = new Map([
  ...Object.entries(characterEntitiesHtml4),
  ["apos", "'"],
]);
