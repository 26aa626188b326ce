/** What stands higher or lower, as in x² and H₂O, where a text has no form for it. */

const signs = "0123456789+-=()ni";
const raised = { "^": "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", "_": "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙᵢ" };

/** `^`: higher; `_`: lower. */
export type Raise = keyof typeof raised;

/** The same in characters that stand there; null: there are none for all of it. Words of a number such as "1st" stay. */
export function raisedText(text: string, raise: Raise): string | null {
  if (/^(?:st|nd|rd|th)$/.test(text)) return text;
  const places = [...text.replaceAll("−", "-")].map((it) => signs.indexOf(it));
  return places.every((at) => at >= 0)
    ? places.map((at) => raised[raise][at]).join("")
    : null;
}

/** Whether a text has figures that stand higher or lower: 10² is no 102, and 10₂ is none. */
export function hasRaised(text: string): boolean {
  return /[¹²³⁰-₎]/u.test(text);
}

/** The same as TeX. */
export function raisedTex(text: string, raise: Raise): string {
  const plain = text.replaceAll("−", "-");
  const tex = /^[\w+\-=()*/.,'′ ]+$/.test(plain) && !plain.includes("_")
    ? plain
    : `\\text{${plain.replace(/[\\{}%#&_^~$]/g, "\\$&")}}`;
  return `{}${raise}{${tex}}`;
}
