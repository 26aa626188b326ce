/** Finds the decimal sign of a text, which says whether `3,142` is three thousand or three and a bit. Pure. */
import type { DecimalSign } from "../../../formats/typed_number.ts";

const numberIn = (number: string) =>
  new RegExp(
    String.raw`(?<![\d.,])(?:${number})(?![.,]?\d|[.,]\p{L})`,
    "u",
  );
const numbers: Readonly<Record<DecimalSign, RegExp>> = {
  ",": numberIn(
    String.raw`0,\d+|\d+,(?:\d{1,2}|\d{4,8})|\d{1,3}(?:\.\d{3})+,\d+`,
  ),
  ".": numberIn(
    String.raw`0\.\d+|\d+\.(?:\d{1,2}|\d{4,8})|\d{1,3}(?:,\d{3})+\.\d+`,
  ),
};

const wordsIn = (words: string) =>
  new RegExp(String.raw`(?<!\p{L})(?:${words})(?!\p{L})`, "giu");
/** Words of one language each. Spanish has both signs, by country. */
const words: Readonly<Record<DecimalSign, RegExp>> = {
  ",": wordsIn(
    "der|das|ist|sind|wie|viele?|welche[rs]?|und|eine|wer|frage|antwort|lösung|richtig|est|les|des|combien|quel(?:le)?s?|réponse|quanti|quale|della|risposta|uma|quantos|qual|são|resposta|het|een|hoeveel|welke|antwoord|och|hur|vad|jest|ile|[а-я]+",
  ),
  ".": wordsIn(
    String
      .raw`the|what|which|how|many|are|does|who|when|where|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+`,
  ),
};

/** By the other numbers and the language of a text; undefined: unclear, or the two differ. */
export function findDecimalSign(text: string): DecimalSign | undefined {
  const signs = new Set([signOfNumbers(text), signOfWords(text)]);
  signs.delete(undefined);
  return signs.size === 1 ? [...signs][0] : undefined;
}

function signOfNumbers(text: string): DecimalSign | undefined {
  const [comma, point] = [numbers[","].test(text), numbers["."].test(text)];
  return comma === point ? undefined : comma ? "," : ".";
}

function signOfWords(text: string): DecimalSign | undefined {
  const count = (sign: DecimalSign) => text.match(words[sign])?.length ?? 0;
  const [comma, point] = [count(","), count(".")];
  return comma > 3 * point ? "," : point > 3 * comma ? "." : undefined;
}
