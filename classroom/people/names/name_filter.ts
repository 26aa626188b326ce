/**
 * The name filter (J-1): a short local list of words that no child should read on a projector. It
 * is a courtesy, not a judge: the teacher can switch it off, rename and remove.
 */
import { nameKey } from "../../schema/names.ts";

/** Refused as a word of its own: these also stand inside innocent words. */
const words = new Set([
  "anal",
  "anus",
  "arse",
  "ass",
  "bastard",
  "boob",
  "boobs",
  "cock",
  "cum",
  "cunt",
  "dick",
  "dildo",
  "fag",
  "fags",
  "hitler",
  "homo",
  "kkk",
  "nazi",
  "nazis",
  "negro",
  "penis",
  "piss",
  "porn",
  "rape",
  "rapist",
  "sex",
  "shit",
  "slut",
  "spastic",
  "tits",
  "twat",
  "vagina",
  "wank",
  "wanker",
  "whore",
]);

/** Refused wherever they stand. */
const stems = [
  "asshole",
  "arsehole",
  "bitch",
  "blowjob",
  "bullshit",
  "faggot",
  "fuck",
  "motherf",
  "nigga",
  "nigger",
  "pornhub",
  "retard",
];

/** Digits and signs, with the letters that they are read as. */
export const readAs: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  "$": "s",
  "!": "i",
};

/** Whether the filter takes a display name for one that would hurt or disturb. */
export function isRefusedName(name: string): boolean {
  const plain = nameKey(name).normalize("NFD").replace(/\p{M}/gu, "");
  return [plain, readAsLetters(plain)].some((text) => {
    const tokens = text.split(/[^\p{L}\p{N}]+/u);
    if (tokens.some((token) => words.has(token))) return true;
    const joined = tokens.join("");
    const squeezed = joined.replace(/(.)\1+/gu, "$1");
    // "F u c k": single letters with gaps are one word.
    const spelled = tokens.every((t) => t.length <= 1) && words.has(joined);
    return spelled ||
      stems.some((stem) =>
        joined.includes(stem) ||
        squeezed.includes(stem.replace(/(.)\1+/g, "$1"))
      );
  });
}

/** Digits and signs read as the letters that they look like; digits alone are a number. */
function readAsLetters(text: string): string {
  const read = (part: string) =>
    /[\p{L}@$]/u.test(part)
      ? part.replace(/[013457@$!]/g, (c) => readAs[c] ?? c)
      : part;
  const isSpelled = /^\S( \S)*$/u.test(text);
  return isSpelled ? read(text) : text.replace(/\S+/gu, read);
}
