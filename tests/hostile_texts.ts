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

/** So many texts of a length: three or four signs repeated, or two or three runs of one or two, by a seed. */
export function* mixtures(
  length: number,
  count: number,
  seed: number,
): Generator<string> {
  const random = new Random(seed);
  const some = (most: number) =>
    Array.from(
      { length: 1 + random.below(most) },
      () => random.pick(signs),
    ).join("");
  for (let n = 0; n < count; n++) {
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

/**
 * How long some work keeps this thread busy, in ms, whatever else the machine does: the least of a few times, for the
 * first ones are slower. It is not tried again once it is below `enough`.
 */
export function busyFor(work: () => unknown, enough = 0): number {
  let least = Infinity;
  for (let n = 0; n < 5 && least > enough; n++) {
    const before = process.threadCpuUsage();
    work();
    const { user, system } = process.threadCpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
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
      slow.push(`${Math.round(took)} ms: ${JSON.stringify(text.slice(0, 40))}`);
    }
  }
  return slow;
}
