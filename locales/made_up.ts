/**
 * Languages that nobody speaks, made from English for tests: what they say is in brackets, accented and about 40 % longer,
 * so that a sentence that stands outside the catalogues shows, and a place that is too small for it. One of them is
 * written from right to left. Only a build with `MADE_UP_LANGUAGES` set has them.
 */
import process from "node:process";
import { parse, type Token } from "@messageformat/parser";
import { type Catalogue, catalogues } from "./catalogues.ts";
import type { Messages, Said } from "./messages.ts";

/** How a run of text is said. */
type Say = (text: string) => string;

/** The made-up languages of an English catalogue. */
export function madeUp(english: Catalogue): Catalogue[] {
  const make = (
    about: Omit<Catalogue, "features" | "path">,
    say: Say,
  ): Catalogue => ({
    ...about,
    path: `/${about.tag}`,
    features: inOther(english.features, say) as Catalogue["features"],
  });
  return [
    // A date in English, put together by hand, shows where all others are in Japanese.
    make(
      { tag: "en-XA", name: "Åççéñţš", direction: "ltr", formats: "ja" },
      accented,
    ),
    make(
      { tag: "ar-XB", name: "Šðéðîŵåýš", direction: "rtl", formats: "ar" },
      // Right-to-left override, and the end of it: letters of English that stand as those of Arabic do.
      (text) => text.trim() === "" ? text : `\u202e${accented(text)}\u202c`,
    ),
  ];
}

/** The languages of this build: those of {@link catalogues}, and the ones made up for tests where it is told so. */
export async function builtCatalogues(): Promise<[Catalogue, ...Catalogue[]]> {
  const all = await catalogues();
  return process.env.MADE_UP_LANGUAGES !== undefined
    ? [...all, ...madeUp(all[0])]
    : all;
}

/** A message as a made-up language says it: its arguments and its forms are those of English. */
export function madeUpMessage(message: string, say: Say = accented): string {
  const tokens = parse(message, { strict: true });
  const longer = padding(lengthOf(tokens));
  return `[${written(tokens, say)}${longer && say(` ${longer}`)}]`;
}

function inOther(said: Said, say: Say): Said {
  if (typeof said === "string") return madeUpMessage(said, say);
  if (Array.isArray(said)) return said.map((one) => inOther(one, say));
  return Object.fromEntries(
    Object.entries(said as Messages).map((
      [key, inner],
    ) => [key, inOther(inner, say)]),
  );
}

/** Tokens as the message that they were read from, with its texts said otherwise. */
function written(
  tokens: readonly Token[],
  say: Say,
  inPlural = false,
): string {
  return tokens.map((token) => {
    switch (token.type) {
      case "content":
        return quoted(say(token.value), inPlural);
      case "octothorpe":
        return "#";
      case "argument":
        return `{${token.arg}}`;
      case "function":
        return `{${token.arg}, ${token.key}${
          token.param ? `,${written(token.param, String)}` : ""
        }}`;
      default: {
        const isPlural = token.type !== "select";
        const offset = token.pluralOffset
          ? ` offset:${token.pluralOffset}`
          : "";
        const cases = token.cases.map(({ key, tokens }) =>
          ` ${key} {${written(tokens, say, isPlural)}}`
        );
        return `{${token.arg}, ${token.type},${offset}${cases.join("")}}`;
      }
    }
  }).join("");
}

/** Text that no reader of messages takes for anything else. */
function quoted(text: string, inPlural: boolean): string {
  return text.replaceAll("'", "''")
    .replace(inPlural ? /[{}#]+/g : /[{}]+/g, "'$&'");
}

const accents: Readonly<Record<string, string>> = Object.fromEntries(
  [..."ábçðéƒĝĥîĵķļmñöþǫŕšţûṽŵẋýžÁBÇÐÉFĜĤÎĴĶĻMÑÖÞǪŔŠŢÛṼŴẊÝŽ"].map((
    accent,
    n,
  ) => [
    String.fromCharCode(n < 26 ? 97 + n : 65 + n - 26),
    accent,
  ]),
);

function accented(text: string): string {
  return text.replace(/[a-z]/gi, (letter) => accents[letter]);
}

const numbers = "one two three four five six seven eight nine ten".split(" ");

/** Words that make a text of so many letters some 40 % longer. */
function padding(letters: number): string {
  const words: string[] = [];
  while (words.join(" ").length < letters * 0.4) {
    words.push(numbers[words.length % numbers.length]);
  }
  return words.join(" ");
}

/** How many letters a message has of its own, in the longest of its forms. */
function lengthOf(tokens: readonly Token[]): number {
  return tokens.reduce((sum, token) => {
    if (token.type === "content") return sum + token.value.trim().length;
    if (!("cases" in token)) return sum;
    const forms = token.cases.map(({ tokens }) => lengthOf(tokens));
    return sum + Math.max(0, ...forms);
  }, 0);
}
