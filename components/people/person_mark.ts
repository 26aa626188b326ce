/** The hue and the letters by which a person is found again in a list. */

/** How many hues there are; the styles have as many. */
export const personHues = 10;

/** The hue of a member: the same on every page, and after every reload. */
export function hueOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)!) % 9973;
  return sum % personHues;
}

const han = /^\p{Script=Han}+$/u;

/** `Amy Chen` → `AC`, `Amy` → `A`, `王小明` → `小明`: what people call each other by. */
export function initialsOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  const [first = ""] = words;
  if (han.test(first)) return [...first].slice(-2).join("");
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...word ?? ""][0] ?? "").join("").toUpperCase();
}
