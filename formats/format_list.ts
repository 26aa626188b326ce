/** A list in words: "Ben, Chloe and Dan". */
import { language } from "../locales/current.ts";

const han = /\p{Script=Han}/u;
const western = /[\p{Script=Latin}\p{N})]/u;

/** Empty if the list has no parts. In Chinese, puts spaces between the conjunction and Latin letters. */
export function formatList(parts: readonly string[]): string {
  const formattedParts = new Intl.ListFormat(language().formats).formatToParts(
    parts,
  );
  return formattedParts.map(({ type, value }, i) => {
    if (type === "element" || !han.test(value)) return value;
    const spaceBefore = western.test(formattedParts[i - 1]?.value.at(-1) ?? "")
      ? " "
      : "";
    const spaceAfter = western.test(formattedParts[i + 1]?.value.at(0) ?? "")
      ? " "
      : "";
    return spaceBefore + value + spaceAfter;
  }).join("");
}
