/**
 * Finds names that look alike (J-9): those with the same skeleton in Unicode's security mechanisms (UTS #39). Only for
 * the server, as the table of prototypes is large.
 */
import prototypes from "unhomoglyph/data.json" with { type: "json" };
import { memoize } from "../../../formats/memoize.ts";
import {
  maxCachedNames,
  nameKey,
  removeInvisible,
  replaceBlankLookalikes,
} from "../../../formats/name_keys.ts";
import { normalise } from "../../../formats/normalise.ts";

const table = new Map(Object.entries(prototypes as Record<string, string>));

/** Small capitals, which the table does not map to letters. */
const smallCapitals = new Map(
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

/** Code points of the enclosed letter A in three styles: 🅐, 🅰 and 🇦. */
const alphabets = [0x1f150, 0x1f170, 0x1f1e6];

/** Replaces enclosed letters: 🅣, 🆃 and 🇹 become T. */
function spellOut(text: string): string {
  return text.replace(/[\u{1f150}-\u{1f189}\u{1f1e6}-\u{1f1ff}]/gu, (sign) => {
    const code = sign.codePointAt(0) ?? 0;
    const first = alphabets.findLast((it) => it <= code) ?? 0;
    const index = code - first;
    return index < 26 ? String.fromCharCode(0x41 + index) : sign;
  });
}

function mapPrototypes(text: string): string {
  let skeleton = "";
  for (const letter of normalise(text, "NFD")) {
    const prototype = table.get(letter) ?? letter;
    skeleton += smallCapitals.get(prototype) ?? prototype;
  }
  return normalise(skeleton, "NFD");
}

/** Maps foreign capitals before case is folded: "Т" looks like "T", but "т" not like "t". */
function mapCapitals(text: string): string {
  return text.replace(/[^\P{Lu}A-Z]/gu, (letter) => {
    const prototype = table.get(letter);
    // The capital that looks like "l" is "I".
    if (prototype === "l") return "I";
    return prototype && /^[A-Z]$/.test(prototype) ? prototype : letter;
  });
}

function visibleForm(name: string): string {
  return spellOut(
    removeInvisible(normalise(replaceBlankLookalikes(name), "NFKC")),
  );
}

/** Skeleton that ignores case. Names with "(2)" or other accents differ. */
function readingSkeleton(name: string): string {
  return mapPrototypes(nameKey(mapCapitals(visibleForm(name)))).toLowerCase();
}

/** Skeleton that keeps case, as a capital "I" looks like "l". */
export function visualSkeleton(name: string): string {
  return mapPrototypes(visibleForm(name)).replace(/\s+/gu, " ").trim();
}

/** Skeleton that ignores case and accents. */
export function accentlessSkeleton(word: string): string {
  return readingSkeleton(word).replace(/\p{Script=Inherited}/gu, "");
}

export function confusableWith(
  names: Iterable<string>,
): (name: string) => boolean {
  const keys = new Set<string>();
  for (const name of new Set(names)) {
    for (const key of keysOf(name)) keys.add(key);
  }
  return (name) => keysOf(name).some((key) => keys.has(key));
}

/** Memoized, as 2,000 names chosen to be slow would take 300 ms on every join. */
const keysOf = memoize(
  maxCachedNames,
  (
    name,
  ) => [
    `= ${nameKey(name)}`,
    `r ${readingSkeleton(name)}`,
    `l ${visualSkeleton(name)}`,
  ],
);
