/** The right answers of many questions on one line, by their numbers: `1. B 2. A`, `1-5 BACDA`. Pure. */
import { bare } from "./line_kinds.ts";

/** The number of a question, and its answer. */
export type KeyPair = readonly [number: number, answer: string];

const sign = "[○◯×╳✓✗✕對錯是非OXTFＯＸ]";
const pair = new RegExp(
  `(?<!\\d)[(（]?(\\d{1,3})\\s?[)）]?\\s?[.:、．：。–-]?\\s?[(（【[]?\\s?(` +
    `[Tt]rue|[Ff]alse|TRUE|FALSE|[A-JＡ-Ｊ](?:\\s?[,、&]?\\s?[A-JＡ-Ｊ])*(?![A-Za-z])|` +
    `[a-j](?:\\s?[,、&]\\s?[a-j])*(?![a-z])|${sign}(?![A-Za-z])` +
    `)\\s?[)）】\\]]?`,
  "gu",
);
const range = new RegExp(
  `(?<!\\d)(\\d{1,3})\\s?[-–—~～至]\\s?(\\d{1,3})\\s?題?\\s?[:：.、)）]?\\s*((?:(?:[A-JＡ-Ｊ]|${sign})[\\s,、]*){2,})`,
  "gu",
);

/** The pairs, where there is nothing else on the line; null: there is. */
export function keyPairs(text: string): KeyPair[] | null {
  const pairs: KeyPair[] = [];
  let isFit = true;
  const rest = bare(text.replaceAll("|", " "))
    // `一、是非題：1.○ 2.×`
    .replace(/^[一二三四五六七八九十]{1,3}[、.．][^\d(（]{0,20}/u, "")
    .replace(range, (_, from: string, to: string, given: string) => {
      const answers = [...given.replace(/[\s,、]/gu, "")];
      if (answers.length !== Number(to) - Number(from) + 1) isFit = false;
      answers.forEach((it, at) => pairs.push([Number(from) + at, it]));
      return " ";
    })
    .replace(pair, (_, number: string, answer: string) => {
      pairs.push([Number(number), answer]);
      return " ";
    });
  return isFit && pairs.length > 0 && /^[\s,，;；、.。|/]*$/u.test(rest)
    ? pairs.sort(([a], [b]) => a - b)
    : null;
}

/** The same where answers may be words: each number is the next one. */
export function keyTexts(text: string): KeyPair[] | null {
  const plain = bare(text);
  const cuts: { number: number; at: number; from: number }[] = [];
  for (
    const found of plain.matchAll(
      /(?<=^|[\s,，;；、(（])(\d{1,3})\s?[.)、．：:）]\s*/gu,
    )
  ) {
    const number = Number(found[1]);
    const last = cuts.at(-1);
    if (last ? number !== last.number + 1 : found.index > 1) continue;
    cuts.push({
      number,
      at: found.index,
      from: found.index + found[0].length,
    });
  }
  const pairs = cuts.map(({ number, from }, n) =>
    [
      number,
      plain.slice(from, cuts[n + 1]?.at).replace(/[\s,，;；、(（]+$/u, ""),
    ] as const
  );
  return pairs.length > 0 && pairs.every(([, it]) => it !== "") ? pairs : null;
}
