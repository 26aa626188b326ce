/** Generates texts that are slow to parse. */
import { Random, scaleRounds } from "./random.ts";

export const messageSigns = [
  ..."*_~`[]()<>\\|\n -=+#.:@$&\"'a中😀é0,/{}^%!?",
  ...["**", "***", "__", "~~", "``", "```", "](", "[a](", "![", "\n\n", "  "],
  ...["\t", "    ", "- ", "1. ", "# ", "b ", "http://", "www.", "mailto:"],
  ...["$$", "\\(", "\\[", "\\)", "&amp;", "&#1;", "|-|", "---", "- [ ] "],
  ...["a@b.c", "\u00a0", "\u200b", "<a ", "<!--", "```\n", "> ", "\r\n"],
  ...["  \n", "x*", "*y", "**中:", "ﷺ", "\u0301", "＠", "\\frac{", "^{", "&"],
];

/** Marks that ICU orders, of several scripts and classes, and signs that become marks or many characters. */
export const unicodeSigns = [
  ..."\u0301\u0316\u0334\u0345\u035c\u05b0\u05bc\u064b\u0651\u0655\u093c\u094d\u0e38\u0e48\u302a\u3099",
  ...["\u{1d165}", "\u{1d16d}", "\u{1e8d0}", "\u{10a0d}", "ﾞ", "ﾟ", "ำ"],
  ...["\ufe0f", "\u{e0101}", "\u{e0041}", "\u200d", "👩‍👩‍👧‍👦", "🏽", "🇹🇼", "⃣"],
  ...[
    "ᄀ",
    "ᅡ",
    "ᆨ",
    "각",
    "ﷺ",
    "ﷻ",
    "㌖",
    "㈝",
    "㎯",
    "ﬃ",
    "ß",
    "ŉ",
    "İ",
    "ΐ",
    "Σ",
  ],
  ...["\u202e", "\u2066", "\u2069", "\u200f", "\u00ad", "\u3164", "\u2800"],
  ...["\ud83d", "\udc00", "a", "中", " ", "é", "ｋ", "①", "½", "'", "."],
];

export const texSigns = [
  ..."{}^_'x1+&()[]|<>=-/*,. $~#%A\"`中",
  ...["\\frac", "\\sqrt", "\\left(", "\\right)", "\\begin{matrix}", "\\\\"],
  ...["\\end{matrix}", "\\text{", "\\sum", "\\color{red}", "\\tag{1}", "\\big"],
  ...["\\ce{", "\\over", "\\hat", "\\mathbb", "\\underbrace{", "\\not", "\\,"],
  ...["\\operatorname{", "\\boxed{", "\\hspace{1em}", "\\overset{a}{b}", "->"],
  ...[
    "\\xrightarrow{",
    "\\binom",
    "\\dots",
    "\\pdv{a}{b}",
    "\\LaTeX",
    "\\char",
  ],
  ...[
    "\\middle|",
    "\\substack{",
    "\\cfrac",
    "\\stackrel",
    "\\widehat",
    "\\verb|",
  ],
  ...["\\num{", "\\qty{", "\\SI[", "\\unit{", "\\metre", "\\per", "\\ang{"],
];

export const codeSigns = [
  ..."aA_1+-*/(){}[]<>=:;,.\"'`\\#@!?&|%$^~\n \té中",
  ...["0x", "1.", "//", "/*", "*/", "=>", "->", "::", "..", '"""', "\${", "b "],
  ...["function ", "class ", "def ", "if ", "return ", "import ", "new "],
  ...["<a ", "</a>", "<!--", "-->", "<?php ", "?>", "<<A", "<<<A", "f'", 'r"'],
  ...[
    'R"(',
    "template<",
    "<script>",
    "<style>",
    "select ",
    "from ",
    "a(",
    "a<",
  ],
  ...["a.", "@a", "#!", "#include", "int ", "*y", "x*", '="', "</script>"],
];

export function repeatToLength(part: string, length: number): string {
  return part.repeat(Math.ceil(length / part.length)).slice(0, length);
}

/** Each sign, repeated. `ROUNDS` below 1 takes a sample. */
export function singleSignTexts(
  length: number,
  seed: number,
  of: readonly string[] = messageSigns,
): string[] {
  return new Random(seed).shuffled(of).slice(0, scaleRounds(of.length))
    .map((sign) => repeatToLength(sign, length));
}

/** Each sign in `usual` pairs (times `ROUNDS`) with random others; each text repeats one pair. */
export function* signPairTexts(
  length: number,
  usual: number,
  seed: number,
): Generator<string> {
  const random = new Random(seed);
  for (let round = 0; round < scaleRounds(usual); round++) {
    const others = random.shuffled(messageSigns);
    for (const [n, sign] of messageSigns.entries()) {
      yield repeatToLength(sign + others[n], length);
    }
  }
}

/** `usual` texts (times `ROUNDS`): a few signs repeated, or two or three runs of one or two signs. */
export function* mixedSignTexts(
  length: number,
  usual: number,
  seed: number,
  of: readonly string[] = messageSigns,
): Generator<string> {
  const random = new Random(seed);
  const some = (most: number) =>
    Array.from(
      { length: 1 + random.below(most) },
      () => random.pick(of),
    ).join("");
  const count = scaleRounds(usual);
  for (let n = 0; n < count; n++) {
    if (n % 4 === 1) {
      // Openings, then as many closings.
      const [open, close] = [some(2), some(2)];
      const times = Math.floor(length / (open.length + close.length));
      yield open.repeat(times) + close.repeat(times);
      continue;
    }
    if (n % 2 === 0) {
      yield repeatToLength(some(1) + some(1) + some(2), length);
      continue;
    }
    const runs = 2 + random.below(2);
    const between = random.pick(["", "\n", "\n\n"]);
    yield Array.from(
      { length: runs },
      () => repeatToLength(some(2), Math.floor(length / runs)),
    ).join(between).slice(0, length);
  }
}
