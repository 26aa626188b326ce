/**
 * Pseudolocales for tests: English in brackets, accented and about 40 % longer, to reveal text outside the
 * catalogues and spaces that are too small; one is right-to-left. Only in builds with `PSEUDOLOCALES`.
 */
import process from "node:process";
import { parse, type Token } from "@messageformat/parser";
import { type Catalogue, readCatalogues } from "./catalogues.ts";
import type { Messages, MessageTree } from "./messages.ts";

type Say = (text: string) => string;

export function makePseudolocales(english: Catalogue): Catalogue[] {
  const make = (
    about: Omit<Catalogue, "features" | "path">,
    say: Say,
  ): Catalogue => ({
    ...about,
    path: `/${about.tag}`,
    features: inOther(english.features, say) as Catalogue["features"],
  });
  return [
    // Japanese dates reveal one that is composed by hand in English.
    make(
      { tag: "en-XA", name: "Åççéñţš", direction: "ltr", formats: "ja" },
      accented,
    ),
    make(
      { tag: "ar-XB", name: "Šðéðîŵåýš", direction: "rtl", formats: "ar" },
      // Right-to-left override and its end, so that Latin letters run like Arabic.
      (text) => text.trim() === "" ? text : `\u202e${accented(text)}\u202c`,
    ),
  ];
}

/** The languages of this build, with the pseudolocales if set. */
export async function readBuiltCatalogues(): Promise<
  [Catalogue, ...Catalogue[]]
> {
  const catalogues = await readCatalogues();
  return process.env.PSEUDOLOCALES !== undefined
    ? [...catalogues, ...makePseudolocales(catalogues[0])]
    : catalogues;
}

/** A message in a pseudolocale, with the same arguments and plural forms. */
export function pseudolocalise(message: string, say: Say = accented): string {
  const tokens = parse(message, { strict: true });
  const longer = padding(lengthOf(tokens));
  return `[${written(tokens, say)}${longer && say(` ${longer}`)}]`;
}

function inOther(messages: MessageTree, say: Say): MessageTree {
  if (typeof messages === "string") return pseudolocalise(messages, say);
  if (Array.isArray(messages)) {
    return messages.map((inner) => inOther(inner, say));
  }
  return Object.fromEntries(
    Object.entries(messages as Messages).map((
      [key, inner],
    ) => [key, inOther(inner, say)]),
  );
}

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

/** Escapes text for ICU MessageFormat. */
function quoted(text: string, isInPlural: boolean): string {
  return text.replaceAll("'", "''")
    .replace(isInPlural ? /[{}#]+/g : /[{}]+/g, "'$&'");
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

/** Words that make a text about 40 % longer. */
function padding(letters: number): string {
  const words: string[] = [];
  while (words.join(" ").length < letters * 0.4) {
    words.push(numbers[words.length % numbers.length]);
  }
  return words.join(" ");
}

/** Letters of a message in its longest form. */
function lengthOf(tokens: readonly Token[]): number {
  return tokens.reduce((sum, token) => {
    if (token.type === "content") return sum + token.value.trim().length;
    if (!("cases" in token)) return sum;
    const forms = token.cases.map(({ tokens }) => lengthOf(tokens));
    return sum + Math.max(0, ...forms);
  }, 0);
}
