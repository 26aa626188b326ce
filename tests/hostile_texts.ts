/** Texts that are made to be slow: signs that mean something to some reader of texts, repeated to a whole length. */
import process from "node:process";
import { Random } from "./random.ts";

/** What texts are made of. */
export const signs = [
  ..."*_~`[]()<>\\|\n -=+#.:@$&\"'a中😀é0,/{}^%!?",
  ...["**", "***", "__", "~~", "``", "```", "](", "[a](", "![", "\n\n", "  "],
  ...["\t", "    ", "- ", "1. ", "# ", "b ", "http://", "www.", "mailto:"],
  ...["$$", "\\(", "\\[", "\\)", "&amp;", "&#1;", "|-|", "---", "- [ ] "],
  ...["a@b.c", "\u00a0", "\u200b", "<a ", "<!--", "```\n", "> ", "\r\n"],
  ...["  \n", "x*", "*y", "**中:", "ﷺ", "\u0301", "＠", "\\frac{", "^{", "&"],
];

/** What formulas are made of. */
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
];

/** What code is made of, in whatever language. */
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

/** A text repeated to a length. */
export function repeated(part: string, length: number): string {
  return part.repeat(Math.ceil(length / part.length)).slice(0, length);
}

/** Every pair of signs, repeated to a length. */
export function* pairs(length: number): Generator<string> {
  for (const one of signs) {
    for (const other of signs) yield repeated(one + other, length);
  }
}

/** So many texts of a length: a few signs repeated, or two or three runs of one or two, by a seed. */
export function* mixtures(
  length: number,
  count: number,
  seed: number,
  of: readonly string[] = signs,
): Generator<string> {
  const random = new Random(seed);
  const some = (most: number) =>
    Array.from(
      { length: 1 + random.below(most) },
      () => random.pick(of),
    ).join("");
  for (let n = 0; n < count; n++) {
    if (n % 4 === 1) {
      // What opens, and then what closes.
      const [open, close] = [some(2), some(2)];
      const times = Math.floor(length / (open.length + close.length));
      yield open.repeat(times) + close.repeat(times);
      continue;
    }
    if (n % 2 === 0) {
      yield repeated(some(1) + some(1) + some(2), length);
      continue;
    }
    const runs = 2 + random.below(2);
    const between = random.pick(["", "\n", "\n\n"]);
    yield Array.from(
      { length: runs },
      () => repeated(some(2), Math.floor(length / runs)),
    ).join(between).slice(0, length);
  }
}

/** How long `usual` takes on the machine by which the limits were set, in ms. */
const USUAL_MS = 0.75;

/** Work of the kind that reading a text is: small texts, an array, a map. */
function usual(): number {
  const all: string[] = [];
  for (let n = 0; n < 3000; n++) all.push(String(n * 7919 % 10007));
  all.sort();
  return new Map(all.map((text) => [text, text.length])).size;
}

/**
 * How long some work keeps this thread busy, in ms of the machine by which the limits were set. Where it took more
 * than `enough` by the clock, it is done again and again, and beside it work that is known: what else the machine
 * does meanwhile does not count, nor that a first time is slow, nor that this machine is slower now.
 */
export function busyFor(work: () => unknown, enough = 0): number {
  for (let n = 0; n < 3; n++) {
    const began = performance.now();
    work();
    const took = performance.now() - began;
    if (took <= enough) return took;
  }
  const pace = Math.max(1, processorTime(usual) / USUAL_MS);
  return processorTime(work) / pace;
}

/** The same of work that is done in pieces, one after another on this thread. */
export async function busyForAll(
  work: () => Promise<unknown>,
  enough = 0,
): Promise<number> {
  let least = Infinity;
  for (let n = 0; n < 5; n++) {
    const began = performance.now();
    const before = process.threadCpuUsage();
    await work();
    const { user, system } = process.threadCpuUsage(before);
    if (performance.now() - began <= enough) return enough;
    least = Math.min(least, (user + system) / 1000);
  }
  return least / Math.max(1, processorTime(usual) / USUAL_MS);
}

/** What some work takes of the processor, in ms: the mean of as many times as the system's steps of 10 ms ask for. */
function processorTime(work: () => unknown): number {
  const before = process.threadCpuUsage();
  let times = 0, spent = 0;
  do {
    work();
    const { user, system } = process.threadCpuUsage(before);
    times++, spent = (user + system) / 1000;
  } while (spent < 200);
  return spent / times;
}

/** So often a growth is looked at before it is believed: what else the machine does can only make it look larger. */
const looks = 5;
/** Four times the length is four times the work; with its square it would be sixteen times. */
const linear = 8;

/**
 * Whether some work grows with the length that it is given, and not with its square. No time decides it: the same work
 * at one length is held against that at four times the length, by what it takes of the processor.
 */
export function growsWithLength(
  work: (length: number) => unknown,
  length: number,
): boolean {
  work(length);
  for (let n = 0; n < looks; n++) {
    const short = processorTime(() => work(length));
    if (processorTime(() => work(4 * length)) < linear * short) return true;
  }
  return false;
}

/** The same of work that is done in pieces, one after another on this thread. */
export async function growsWithLengthInPieces(
  work: (length: number) => Promise<unknown>,
  length: number,
): Promise<boolean> {
  await work(length);
  for (let n = 0; n < looks; n++) {
    const short = await processorTimeOfPieces(() => work(length));
    const long = await processorTimeOfPieces(() => work(4 * length));
    if (long < linear * short) return true;
  }
  return false;
}

/** How many times as much of the processor one work takes as another; the least of several looks. */
export function timesAsMuch(
  work: () => unknown,
  other: () => unknown,
): number {
  work(), other();
  return Math.min(
    ...Array.from(
      { length: looks },
      () => processorTime(work) / processorTime(other),
    ),
  );
}

async function processorTimeOfPieces(
  work: () => Promise<unknown>,
): Promise<number> {
  const before = process.threadCpuUsage();
  let times = 0, spent = 0;
  do {
    await work();
    const { user, system } = process.threadCpuUsage(before);
    times++, spent = (user + system) / 1000;
  } while (spent < 200);
  return spent / times;
}

/** Which of these texts keep a reader busy for longer than `most` ms; each with how long. */
export function slowOf(
  texts: Iterable<string>,
  read: (text: string) => unknown,
  most: number,
): string[] {
  const slow: string[] = [];
  for (const text of texts) {
    const took = busyFor(() => read(text), most);
    if (took > most) {
      slow.push(`${took.toFixed(1)} ms: ${JSON.stringify(text.slice(0, 40))}`);
    }
  }
  return slow;
}
