/**
 * Parses Markdown with marked's lexer and our rules (CHAT-2, C-4), in limited time. Counts scanned characters
 * instead of time, so that browsers and server get the same result. A paragraph that exceeds its budget becomes
 * plain text. Pure.
 */
import {
  Lexer,
  type MarkedOptions,
  type Token,
  Tokenizer,
  type TokensList,
} from "marked";
import { punctuationAfterAddress } from "../cjk.ts";
import { dollarFormulaPattern } from "./math_formulas.ts";
import { characterBefore, cjkEmphasis } from "./cjk_emphasis.ts";

/** Throws {@link TooMuchWork} if the whole text is to be shown as typed. */
export function lexMarkdown(text: string): TokensList {
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

/** Characters that may be scanned per character of a paragraph, heading or cell. */
const perInline = 16;
/** The same for the whole text. More, since quotes and lists are scanned again at each level. */
const perText = 40;
/** Characters that may be scanned in addition, for short texts. */
const atLeast = 2000;

class TooMuchWork extends Error {
  constructor() {
    super("This text is more work than its length allows.");
  }
}

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

/** A pattern that counts what `emStrong` and `del` scan with it. */
class CountedPattern extends RegExp {
  constructor(pattern: RegExp, readonly looked: (characters: number) => void) {
    super(pattern);
  }

  override exec(text: string): RegExpExecArray | null {
    const from = this.lastIndex;
    const match = super.exec(text);
    this.looked(perMatch + (match ? this.lastIndex : text.length) - from);
    return match;
  }
}

const perMatch = 6;

class BoundedLexer extends Lexer {
  /** The budgets of the whole text, and of the current paragraph. */
  #text: Work | undefined;
  #inline: Work | undefined;
  /** For each nested text: the next formula that ends a paragraph, and the next blank line. */
  readonly blocks: { formula: Ahead; blankLine: Ahead }[] = [];
  /** For each nested paragraph: the next formula, and the next link's address. */
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
        // Without link definitions there are no references.
        reflinkSearch: /(?!)/g,
      },
    };
  }

  override lex(src: string): TokensList {
    this.#text = new Work(src.length, perText);
    // From each of these spaces, marked scans to the end of the line.
    for (const [blanks] of src.matchAll(/[ \t]{64,}/g)) {
      this.looked(blanks.length ** 2 / 16);
    }
    return super.lex(src);
  }

  looked(characters: number): void {
    this.#text?.spend(characters);
    this.#inline?.spend(characters);
  }

  override blockTokens(
    src: string,
    tokens?: Token[],
    isLastParagraphClipped?: boolean,
  ): Token[];
  override blockTokens(
    src: string,
    tokens?: TokensList,
    isLastParagraphClipped?: boolean,
  ): TokensList;
  override blockTokens(
    src: string,
    tokens?: Token[] | TokensList,
    isLastParagraphClipped?: boolean,
  ): TokensList {
    this.looked(src.length);
    this.blocks.push({
      formula: new Ahead(beforeFormulaBlock),
      blankLine: new Ahead((text) => text.indexOf("\n\n")),
    });
    try {
      // Of the two signatures, the one that returns the given list.
      return super.blockTokens(
        src,
        tokens,
        isLastParagraphClipped,
      ) as TokensList;
    } finally {
      this.blocks.pop();
    }
  }

  paragraph(left: string): number {
    return this.blocks.at(-1)?.blankLine.in(left) ?? left.length;
  }

  override inlineTokens(src: string, tokens: Token[] = []): Token[] {
    if (this.#inline) return this.#counted(src, tokens);
    this.#inline = new Work(src.length, perInline);
    const { state } = this;
    const savedState = { ...state };
    const length = tokens.length;
    try {
      return this.#counted(src, tokens);
    } catch (error) {
      if (!(error instanceof TooMuchWork)) throw error;
      // Throws again if the budget of the whole text is spent too.
      this.#text?.spend(0);
      Object.assign(state, savedState);
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
    // After an escaped backtick, the next backtick starts a scan to the end.
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

const endOfAddress = new RegExp(punctuationAfterAddress, "u");

/** Leaves HTML, link definitions and references as text. */
class PlainTokenizer extends Tokenizer {
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

  /** Counts a scan for a heading's underline. A formula ends the paragraph before it. */
  override lheading(src: string) {
    const { lexer } = this;
    lexer.looked(lexer.paragraph(src) / 8);
    const end = lexer.blocks.at(-1)?.formula.in(src.slice(1));
    return super.lheading(end === undefined ? src : src.slice(0, end + 1));
  }

  /**
   * Counts all rows: they are read before it is known that this is a table, and filled up to the first row's
   * number of cells.
   */
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

  /** Counts a scan: the pattern takes everything up to the next space for an address, and then goes back. */
  override link(src: string) {
    const { lexer } = this;
    if (!/^!?\[/.test(src)) return undefined;
    const start = lexer.inlines.at(-1)?.address.in(src);
    if (start === undefined) return undefined;
    const [address] = /^[^\s]*/.exec(src.slice(start)) ?? [""];
    lexer.looked(address.length / 8);
    return super.link(src);
  }

  /** Counts what the pattern does: after each piece of text, it looks for a mail address. */
  override inlineText(src: string) {
    const [ahead] = /^[^][\w.!#$%&'*+/=?`{|}~-]*/.exec(src) ?? [""];
    this.lexer.looked(ahead.length / 16);
    return super.inlineText(src);
  }

  override emStrong(src: string, maskedSrc: string, prevChar = "") {
    const lastCharacter = characterBefore(src, maskedSrc, prevChar);
    return super.emStrong(src, maskedSrc, lastCharacter);
  }

  override del(src: string, maskedSrc: string, prevChar = "") {
    const lastCharacter = characterBefore(src, maskedSrc, prevChar);
    return super.del(src, maskedSrc, lastCharacter);
  }

  /** Counts what the pattern does: it scans the address again for each sign that it removes from the end. */
  override url(src: string) {
    const [address] = /^(?:https?:\/\/|ftp:\/\/|www\.)[^\s<]*/i.exec(src) ??
      [""];
    const signs = address.match(/[?!.,:;*_'"~)&]/g)?.length ?? 0;
    this.lexer.looked(address.length * signs / 64);
    const end = address.search(endOfAddress);
    return super.url(end < 0 ? src : src.slice(0, end));
  }

  /** Counts a code span without an end, which is scanned to the end of the text. */
  override codespan(src: string) {
    const token = super.codespan(src);
    if (!token && src.startsWith("`")) this.lexer.looked(src.length / 8);
    return token;
  }
}

function blockFormula(text: string): Token | undefined {
  const formula = formulaBlockAt(text);
  return formula
    ? { type: "code", raw: formula.raw, text: formula.tex, lang: "math" }
    : undefined;
}

function inlineFormula(
  text: string,
  tokens: readonly Token[],
): Token | undefined {
  const formula = formulaAt(text, tokens.at(-1)?.raw.at(-1));
  return formula ? { type: "formula", ...formula } : undefined;
}

/** `raw`: as typed; `isBlock`: in lines of its own. */
interface Formula {
  readonly raw: string;
  readonly tex: string;
  readonly isBlock: boolean;
}

/**
 * The formula at the start of a text: between `$` without a space at either end (so that prices are no formulas), `$$`,
 * `\(…\)` or `\[…\]`. At most a thousand characters. Null: there is none.
 */
function formulaAt(text: string, lastCharacter?: string): Formula | null {
  const delimited = text.startsWith("$")
    ? formulaBetweenDollars(text, lastCharacter)
    : formulaBetweenBrackets(text, "[", "]") ??
      formulaBetweenBrackets(text, "(", ")");
  const tex = delimited?.tex.trim();
  if (!delimited || !tex) return null;
  const isBlock = /^(\$\$|\\\[)/.test(delimited.raw);
  return { raw: delimited.raw, tex, isBlock };
}

/** Yields the formulas of a text that is no Markdown. */
export function* findFormulas(
  text: string,
): Generator<Formula & { index: number }> {
  let from = 0;
  for (const { index } of text.matchAll(/(?<!\\)(?:\$|\\[([])/g)) {
    if (index < from) continue;
    const formula = formulaAt(
      text.slice(index, index + maxFormulaLength + 2),
      text[index - 1],
    );
    if (!formula) continue;
    yield { ...formula, index };
    from = index + formula.raw.length;
  }
}

const maxMathsLength = 1000;
export const maxFormulaLength = maxMathsLength + 4;

function formulaBetweenDollars(text: string, lastCharacter = "") {
  const start = /[\p{L}\p{N}_$]/u.test(lastCharacter) ? lastCharacter : "";
  dollars.lastIndex = start.length;
  const match = dollars.exec(start + text.slice(0, maxFormulaLength + 2));
  const tex = match?.[1] ?? match?.[2];
  return tex !== undefined && tex.length <= maxMathsLength
    ? { raw: match![0], tex }
    : null;
}

const dollars = new RegExp(
  `(?<!\\$)\\$\\$([^$]+)\\$\\$(?!\\$)|${dollarFormulaPattern}`,
  "uy",
);

function formulaBetweenBrackets(text: string, open: string, close: string) {
  if (!text.startsWith(`\\${open}`)) return null;
  // Not by a pattern, which would take quadratic time on brackets without an end.
  const end = text.slice(0, maxMathsLength + 4).indexOf(`\\${close}`, 3);
  return end < 0
    ? null
    : { raw: text.slice(0, end + 2), tex: text.slice(2, end) };
}

function formulaBlockAt(text: string): Formula | null {
  const formula = formulaAt(text);
  return formula?.isBlock &&
      /^[ \t]*(\n|$)/.test(text.slice(formula.raw.length))
    ? formula
    : null;
}

/** Finds the next delimiter in the rest of a text. Searches again only once the parser has passed it. */
class Ahead {
  /** The length of the text from the delimiter to the end; 0: there is no delimiter. */
  #left = Infinity;

  constructor(readonly find: (text: string) => number) {}

  in(text: string): number | undefined {
    if (this.#left > text.length) {
      const place = this.find(text);
      this.#left = place < 0 ? 0 : text.length - place;
    }
    return this.#left === 0 ? undefined : text.length - this.#left;
  }
}

/** Where the text before a block formula ends; -1: there is no block formula. */
function beforeFormulaBlock(text: string): number {
  for (const { index } of text.matchAll(/\n(?=\$\$|\\\[)/g)) {
    if (formulaBlockAt(text.slice(index + 1))) return index;
  }
  return -1;
}
