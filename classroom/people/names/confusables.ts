/**
 * Names that look alike (J-9): each has skeletons as of Unicode's security mechanisms (UTS #39), and two names are
 * confusable if a skeleton of theirs is the same. The table of prototypes is large: this is for the server alone.
 */
import prototypes from "unhomoglyph/data.json" with { type: "json" };
import { memoized } from "../../model/memoized.ts";
import {
  mostNames,
  nameKey,
  withBlanks,
  withoutInvisible,
} from "../../model/names.ts";

const table = new Map(Object.entries(prototypes as Record<string, string>));

/** Signs that the table leaves alone, though in a name they read as letters: small capitals, which capitals fold to. */
const small = new Map(
  Object.entries({
    "ᴀ": "a",
    "ʙ": "b",
    "ᴄ": "c",
    "ᴅ": "d",
    "ᴇ": "e",
    "ꜰ": "f",
    "ɢ": "g",
    "ʜ": "h",
    "ɪ": "i",
    "ᴊ": "j",
    "ᴋ": "k",
    "ĸ": "k",
    "ʟ": "l",
    "ᴍ": "rn",
    "ʍ": "rn",
    "ɴ": "n",
    "ᴏ": "o",
    "ᴘ": "p",
    "ʀ": "r",
    "ꜱ": "s",
    "ᴛ": "t",
    "ᴜ": "u",
    "ᴠ": "v",
    "ᴡ": "w",
    "ʏ": "y",
    "ᴢ": "z",
  }),
);

/** Where letters of the alphabet are written in signs, by the first of them. */
const alphabets = [0x1f150, 0x1f170, 0x1f1e6];

/** The letters that signs stand for: 🅣, 🆃 and 🇹 are a T. */
function spelled(text: string): string {
  return text.replace(/[\u{1f150}-\u{1f189}\u{1f1e6}-\u{1f1ff}]/gu, (sign) => {
    const code = sign.codePointAt(0) ?? 0;
    const first = alphabets.findLast((it) => it <= code) ?? 0;
    const at = code - first;
    return at < 26 ? String.fromCharCode(0x41 + at) : sign;
  });
}

function mapped(text: string): string {
  let out = "";
  for (const letter of text.normalize("NFD")) {
    const prototype = table.get(letter) ?? letter;
    out += small.get(prototype) ?? prototype;
  }
  return out.normalize("NFD");
}

/** Foreign capitals become those of the alphabet before case is folded: "Т" looks as a "T" does, and "т" does not as a "t". */
function capitalsMapped(text: string): string {
  return text.replace(/[^\P{Lu}A-Z]/gu, (letter) => {
    const prototype = table.get(letter);
    // What looks as an "l" does is, as a capital, an "I".
    if (prototype === "l") return "I";
    return prototype && /^[A-Z]$/.test(prototype) ? prototype : letter;
  });
}

function shown(name: string): string {
  return spelled(withoutInvisible(withBlanks(name).normalize("NFKC")));
}

/**
 * How a name reads whatever its case: two that read the same are hard to tell apart. "(2)" and accents make a
 * difference.
 */
function readingSkeleton(name: string): string {
  return mapped(nameKey(capitalsMapped(shown(name)))).toLowerCase();
}

/** How a name looks as it is written, case included: a capital "I" is an "l". */
export function visualSkeleton(name: string): string {
  return mapped(shown(name)).replace(/\s+/gu, " ").trim();
}

/** How a word reads to somebody in a hurry: accents make no difference either. */
export function hastySkeleton(word: string): string {
  return readingSkeleton(word).replace(/\p{Script=Inherited}/gu, "");
}

/** Tells of a name whether it is one of these, or confusable with one. */
export function confusableWith(
  names: Iterable<string>,
): (name: string) => boolean {
  const keys = new Set<string>();
  for (const name of new Set(names)) {
    for (const key of keysOf(name)) keys.add(key);
  }
  return (name) => keysOf(name).some((key) => keys.has(key));
}

/** A name is compared with everybody's when somebody joins, and folding 2,000 hostile names takes 300 ms. */
const keysOf = memoized(
  mostNames,
  (
    name,
  ) => [
    `= ${nameKey(name)}`,
    `r ${readingSkeleton(name)}`,
    `l ${visualSkeleton(name)}`,
  ],
);
