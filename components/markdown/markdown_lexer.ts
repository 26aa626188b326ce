/**
 * Reads Markdown by marked's lexer, with the rules that are ours (C2, C-4), and in bounded time: some of its rules look
 * through the rest of a text at every sign. What is looked through is counted, never timed, so that every browser and
 * the server read the same text in the same way. A paragraph whose signs are more work than its length allows is text
 * as it was typed, and the rest goes on. Pure.
 */
import {
  Lexer,
  type MarkedOptions,
  type Token,
  Tokenizer,
  type TokensList,
} from "marked";
import { afterAddress } from "../../classroom/model/cjk.ts";
import { dollarFormula } from "../../classroom/model/formulas.ts";
import { characterBefore, cjkEmphasis } from "./cjk_emphasis.ts";

/** The tokens of a text. Throws {@link TooMuchWork} where all of it is to be shown as it was typed. */
export function lexed(text: string): TokensList {
  const lexer: BoundedLexer = new BoundedLexer({
    gfm: true,
    breaks: true,
    tokenizer: new PlainTokenizer(),
    extensions: {
      block: [blockFormula],
      startBlock: [(left: string) => lexer.blocks.at(-1)?.formula.in(left)],
      inline: [inlineFormula],
      startInline: [(left: string) => lexer.inlines.at(-1)?.formula.in(left)],
      renderers: {},
      childTokens: {},
    },
  });
  return lexer.lex(text);
}

/** How many characters may be looked at for each that there is, within one paragraph, heading or cell. */
const perInline = 16;
/** The same for a whole text, in which quotes and lists are looked at again for each level. */
const perText = 40;
/** What even a short text has. */
const atLeast = 2000;

/** Thrown where a text has had its work. */
class TooMuchWork extends Error {
  constructor() {
    super("This text is more work than its length allows.");
  }
}

/** What may still be looked at, in characters. */
class Work {
  #left: number;

  constructor(length: number, perCharacter: number) {
    this.#left = atLeast + length * perCharacter;
  }

  spend(characters: number): void {
    this.#left -= characters;
    if (this.#left < 0) throw new TooMuchWork();
  }
}

/** A pattern whose walk through a text is counted: `emStrong` and `del` walk from each sign until one that ends it. */
class CountedPattern extends RegExp {
  constructor(pattern: RegExp, readonly looked: (characters: number) => void) {
    super(pattern);
  }

  override exec(text: string): RegExpExecArray | null {
    const from = this.lastIndex;
    const found = super.exec(text);
    this.looked(perMatch + (found ? this.lastIndex : text.length) - from);
    return found;
  }
}

/** A match costs as much as looking at so many characters. */
const perMatch = 6;

/** A lexer that counts what it looks at, and knows for each text, and each text within it, which signs come next. */
class BoundedLexer extends Lexer {
  /** Of the whole text, and of the paragraph that is being read. */
  #text: Work | undefined;
  #inline: Work | undefined;
  /** Of each text being read: where a formula ends its paragraph, and where its paragraph ends at the latest. */
  readonly blocks: { formula: Ahead; blankLine: Ahead }[] = [];
  /** Within a paragraph: where a formula may begin, and where a link can lead somewhere. */
  readonly inlines: { formula: Ahead; address: Ahead }[] = [];

  constructor(options: MarkedOptions<string, string>) {
    super(options);
    const tokenizer = this.options.tokenizer;
    if (!tokenizer) return;
    const { rules } = tokenizer;
    const count = (pattern: RegExp) =>
      new CountedPattern(pattern, (characters) => this.looked(characters));
    const { emStrongRDelimUnd } = rules.inline;
    const { emStrongRDelimAst, delRDelim } = cjkEmphasis;
    tokenizer.rules = {
      ...rules,
      inline: {
        ...rules.inline,
        ...cjkEmphasis,
        emStrongRDelimAst: count(emStrongRDelimAst),
        emStrongRDelimUnd: count(emStrongRDelimUnd),
        delRDelim: count(delRDelim),
        // There are no definitions that a reference could be to.
        reflinkSearch: /(?!)/g,
      },
    };
  }

  override lex(src: string): TokensList {
    this.#text = new Work(src.length, perText);
    // From each blank of a row of them the end of the line is looked for.
    for (const [blanks] of src.matchAll(/[ \t]{64,}/g)) {
      this.looked(blanks.length ** 2 / 16);
    }
    return super.lex(src);
  }

  /** Counts what a rule looked through. */
  looked(characters: number): void {
    this.#text?.spend(characters);
    this.#inline?.spend(characters);
  }

  override blockTokens(
    src: string,
    tokens?: Token[],
    lastParagraphClipped?: boolean,
  ): Token[];
  override blockTokens(
    src: string,
    tokens?: TokensList,
    lastParagraphClipped?: boolean,
  ): TokensList;
  override blockTokens(
    src: string,
    tokens?: Token[] | TokensList,
    lastParagraphClipped?: boolean,
  ): TokensList {
    this.looked(src.length);
    this.blocks.push({
      formula: new Ahead(beforeFormulaBlock),
      blankLine: new Ahead((text) => text.indexOf("\n\n")),
    });
    try {
      // What comes back is the list that was given, of its own type.
      return super.blockTokens(
        src,
        tokens,
        lastParagraphClipped,
      ) as TokensList;
    } finally {
      this.blocks.pop();
    }
  }

  /** How long a paragraph can be in what is left. */
  paragraph(left: string): number {
    return this.blocks.at(-1)?.blankLine.in(left) ?? left.length;
  }

  override inlineTokens(src: string, tokens: Token[] = []): Token[] {
    if (this.#inline) return this.#counted(src, tokens);
    this.#inline = new Work(src.length, perInline);
    const { state } = this;
    const before = { ...state };
    const length = tokens.length;
    try {
      return this.#counted(src, tokens);
    } catch (error) {
      if (!(error instanceof TooMuchWork)) throw error;
      // What is not to be read at all is not to be read here.
      this.#text?.spend(0);
      Object.assign(state, before);
      tokens.length = length;
      src.split("\n").forEach((line, n) => {
        if (n > 0) tokens.push({ type: "br", raw: "\n" });
        tokens.push({ type: "text", raw: line, text: line, escaped: false });
      });
      return tokens;
    } finally {
      this.#inline = undefined;
    }
  }

  #counted(src: string, tokens: Token[]): Token[] {
    // Behind a backtick that is none, the next begins code that is looked for to the end.
    const escaped = src.includes("\\`") ? src.split("\\`").length : 0;
    this.looked(src.length * (1 + escaped / 8));
    this.inlines.push({
      formula: new Ahead((text) => text.search(/\$|\\[([]/)),
      address: new Ahead((text) => text.indexOf("](")),
    });
    try {
      return super.inlineTokens(src, tokens);
    } finally {
      this.inlines.pop();
    }
  }
}

const endOfAddress = new RegExp(afterAddress, "u");

/** HTML, link definitions and references to them are not tokens of ours: their characters stay text. */
class PlainTokenizer extends Tokenizer {
  /** Set by the lexer. */
  declare lexer: BoundedLexer;

  override html() {
    return undefined;
  }

  override tag() {
    return undefined;
  }

  override def() {
    return undefined;
  }

  override reflink() {
    return undefined;
  }

  /** Looks for the line under a heading; what comes after a formula is not under it. */
  override lheading(src: string) {
    const { lexer } = this;
    lexer.looked(lexer.paragraph(src) / 8);
    const end = lexer.blocks.at(-1)?.formula.in(src.slice(1));
    return super.lheading(end === undefined ? src : src.slice(0, end + 1));
  }

  /** Reads all rows before it knows whether they are a table, and gives each row as many cells as the first has. */
  override table(src: string) {
    const { lexer } = this;
    const end = src.indexOf("\n");
    const [under] = /^[|:\- ]+(?=\n|$)/.exec(src.slice(end + 1)) ?? [];
    if (end < 0 || under === undefined || !/[|:]/.test(under)) return undefined;
    const whole = lexer.paragraph(src);
    const columns = under.split("|").length;
    const rows = src.slice(0, whole).split("\n").length;
    lexer.looked(whole / 8 + columns * rows * 8);
    return super.table(src);
  }

  /** The pattern takes all up to the next blank for an address, and goes back from there. */
  override link(src: string) {
    const { lexer } = this;
    if (!/^!?\[/.test(src)) return undefined;
    const start = lexer.inlines.at(-1)?.address.in(src);
    if (start === undefined) return undefined;
    const [address] = /^[^\s]*/.exec(src.slice(start)) ?? [""];
    lexer.looked(address.length / 8);
    return super.link(src);
  }

  /** The pattern looks for an address of mail behind every piece of text. */
  override inlineText(src: string) {
    const [ahead] = /^[^][\w.!#$%&'*+/=?`{|}~-]*/.exec(src) ?? [""];
    this.lexer.looked(ahead.length / 16);
    return super.inlineText(src);
  }

  override emStrong(src: string, maskedSrc: string, prevChar = "") {
    const before = characterBefore(src, maskedSrc, prevChar);
    return super.emStrong(src, maskedSrc, before);
  }

  override del(src: string, maskedSrc: string, prevChar = "") {
    const before = characterBefore(src, maskedSrc, prevChar);
    return super.del(src, maskedSrc, before);
  }

  /** An address is looked at again for each sign that is taken from its end. */
  override url(src: string) {
    const [address] = /^(?:https?:\/\/|ftp:\/\/|www\.)[^\s<]*/i.exec(src) ??
      [""];
    const signs = address.match(/[?!.,:;*_'"~)&]/g)?.length ?? 0;
    this.lexer.looked(address.length * signs / 64);
    const end = address.search(endOfAddress);
    return super.url(end < 0 ? src : src.slice(0, end));
  }

  /** Code that does not end is looked for to the end of the text. */
  override codespan(src: string) {
    const found = super.codespan(src);
    if (!found && src.startsWith("`")) this.lexer.looked(src.length / 8);
    return found;
  }
}

function blockFormula(text: string): Token | undefined {
  const found = formulaBlockAt(text);
  return found
    ? { type: "code", raw: found.raw, text: found.tex, lang: "math" }
    : undefined;
}

function inlineFormula(
  text: string,
  before: readonly Token[],
): Token | undefined {
  const found = formulaAt(text, before.at(-1)?.raw.at(-1));
  return found ? { type: "formula", ...found } : undefined;
}

/** A formula as it was written, and its TeX; `display`: it is meant to stand apart. */
interface Formula {
  readonly raw: string;
  readonly tex: string;
  readonly display: boolean;
}

/**
 * A formula where a text begins with one: between `$` that stand close to it (so that prices are none), `$$`,
 * `\(…\)` or `\[…\]`. One longer than a thousand characters is shown as it was written.
 */
function formulaAt(text: string, before?: string): Formula | null {
  const found = text.startsWith("$")
    ? betweenDollars(text, before)
    : betweenBrackets(text, "[", "]") ?? betweenBrackets(text, "(", ")");
  const tex = found?.tex.trim();
  if (!found || !tex) return null;
  const display = /^(\$\$|\\\[)/.test(found.raw);
  return { raw: found.raw, tex, display };
}

const longestMaths = 1000;
/** The same with its signs. */
export const longestFormula = longestMaths + 4;

function betweenDollars(text: string, before = "") {
  const start = /[\p{L}\p{N}_$]/u.test(before) ? before : "";
  dollars.lastIndex = start.length;
  const found = dollars.exec(start + text.slice(0, longestFormula + 2));
  const tex = found?.[1] ?? found?.[2];
  return tex !== undefined && tex.length <= longestMaths
    ? { raw: found![0], tex }
    : null;
}

const dollars = new RegExp(
  `(?<!\\$)\\$\\$([^$]+)\\$\\$(?!\\$)|${dollarFormula}`,
  "uy",
);

function betweenBrackets(text: string, open: string, close: string) {
  if (!text.startsWith(`\\${open}`)) return null;
  // No pattern: where brackets open and never close, it would be slow at each of them.
  const end = text.slice(0, longestMaths + 4).indexOf(`\\${close}`, 3);
  return end < 0
    ? null
    : { raw: text.slice(0, end + 2), tex: text.slice(2, end) };
}

/** A formula on lines of its own where a text begins with one. */
function formulaBlockAt(text: string): Formula | null {
  const found = formulaAt(text);
  return found?.display &&
      /^[ \t]*(\n|$)/.test(text.slice(found.raw.length))
    ? found
    : null;
}

/**
 * Where the next sign stands in what is left of a text. It is looked for once, until the text is read so far:
 * looking through all that is left at each step is what makes long texts slow.
 */
class Ahead {
  /** How much is left of the text from the sign on; 0: there is none. */
  #left = Infinity;

  constructor(readonly find: (text: string) => number) {}

  /** Its place in what is left. */
  in(text: string): number | undefined {
    if (this.#left > text.length) {
      const place = this.find(text);
      this.#left = place < 0 ? 0 : text.length - place;
    }
    return this.#left === 0 ? undefined : text.length - this.#left;
  }
}

/** Where the line before a formula of its own lines ends; -1: there is none. */
function beforeFormulaBlock(text: string): number {
  for (const { index } of text.matchAll(/\n(?=\$\$|\\\[)/g)) {
    if (formulaBlockAt(text.slice(index + 1))) return index;
  }
  return -1;
}
