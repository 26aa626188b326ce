/** Superscripts and subscripts, as in x² and H₂O, for texts without markup. */

const signs = "0123456789+-=()ni";
const raised = { "^": "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", "_": "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙᵢ" };

/** `^`: superscript; `_`: subscript. */
export type ScriptSign = keyof typeof raised;

/** The text in raised or lowered characters; null if Unicode lacks one. An ordinal's ending ("st") is unchanged. */
export function toScriptText(text: string, raise: ScriptSign): string | null {
  if (/^(?:st|nd|rd|th)$/.test(text)) return text;
  const places = [...text.replaceAll("−", "-")].map((it) => signs.indexOf(it));
  return places.every((at) => at >= 0)
    ? places.map((at) => raised[raise][at]).join("")
    : null;
}

/** Whether a text has raised or lowered figures: 10² is not 102. */
export function hasScriptCharacters(text: string): boolean {
  return /[¹²³⁰-₎]/u.test(text);
}

export function toScriptTex(text: string, raise: ScriptSign): string {
  const plain = text.replaceAll("−", "-");
  const tex = /^[\w+\-=()*/.,'′ ]+$/.test(plain) && !plain.includes("_")
    ? plain
    : `\\text{${plain.replace(/[\\{}%#&_^~$]/g, "\\$&")}}`;
  return `{}${raise}{${tex}}`;
}
