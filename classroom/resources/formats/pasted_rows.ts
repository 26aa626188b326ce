/** What stands on one pasted line beside each other: a question and its choices, or a row of a table. Pure. */
import { bare, type PastedLine, pastedLine } from "./pasted_lines.ts";

/** A line of what was pasted, or a part of one. */
export type Placed = PastedLine & { line: number; raw: string };

/** What stands on a line. */
export function splitLine(raw: string, line: number): Placed[] {
  const parts = inlineChoices(raw);
  if (parts) {
    return parts.map((part) => ({ ...pastedLine(part), raw: part, line }));
  }
  return (rowOf(raw) ?? [pastedLine(raw)]).map((it) => ({ ...it, raw, line }));
}

/** `1. Who? (A) Amy (B) Ben`, `A. Amy B. Ben`: what is before the choices, if anything, and each of them. */
function inlineChoices(raw: string): string[] | null {
  const text = bare(raw);
  return cut(text, /(?<!\w)[(（]\s?([A-Ja-j])\s?[)）]/gu, 2) ??
    cut(
      text,
      /(?<=^|\s|\t|\*)([A-Ja-j])\s?[.)、．）](?=\s|\p{Lo}|[A-Z])/gu,
      2,
    ) ??
    cut(text, /([①-⑩])/gu, 2) ??
    cut(text, /(?<!\w)[(（]\s?(\d{1,2})\s?[)）]/gu, 3);
}

/** Cuts where marks follow each other from the first on. */
function cut(text: string, marks: RegExp, least: number): string[] | null {
  const at: number[] = [];
  for (const found of text.matchAll(marks)) {
    if (orderOf(found[1]) !== at.length) continue;
    const star = text[found.index - 1] === "*" && text[found.index - 2] !== "*";
    at.push(found.index - (star ? 1 : 0));
  }
  if (at.length < least) return null;
  const parts = at.map((from, n) => text.slice(from, at[n + 1]).trim());
  const head = text.slice(0, at[0]).trim();
  return head === "" ? parts : [head, ...parts];
}

function orderOf(mark: string): number {
  if (/\d/.test(mark)) return Number(mark) - 1;
  const code = mark.codePointAt(0)!;
  return code >= 0x2460 && code <= 0x2469
    ? code - 0x2460
    : mark.toUpperCase().charCodeAt(0) - 65;
}

/** A row of a table from a spreadsheet: the question, its choices, and at its end perhaps the right one. */
function rowOf(raw: string): PastedLine[] | null {
  const cells = raw.split("\t").map((cell) => cell.trim());
  if (/^\d{1,3}[.)]?$/.test(cells[0])) cells.shift();
  const [question, ...rest] = cells;
  const given = rest.filter((cell) => cell !== "");
  if (!question || given.length < 3) return null;
  const last = given.at(-1)!;
  const named = /^[A-Ja-j1-9](?:\s?[,;]\s?[A-Ja-j1-9])*$/.test(last) ||
    given.indexOf(last) < given.length - 1;
  const choices = named ? given.slice(0, -1) : given;
  return [
    { is: "blank" },
    { is: "text", text: question, right: false },
    ...choices.map((text, place): PastedLine => ({
      is: "choice",
      text,
      mark: "letter",
      right: false,
      place,
    })),
    ...(named ? [{ is: "answer", text: last, many: false } as const] : []),
  ];
}

/**
 * Whether numbers are those of choices: each row of them begins at 1 right below a line without one, nothing else looks
 * like a choice, and they ask nothing.
 */
export function digitsAreChoices(lines: readonly Placed[]): boolean {
  let rows = 0, asking = 0, all = 0;
  for (const [at, it] of lines.entries()) {
    if (it.is === "choice") return false;
    if (it.is !== "question" || it.number === undefined) continue;
    all++;
    if (/[?？]$/u.test(it.text)) asking++;
    if (it.number !== 1) continue;
    if (lines[at - 1]?.is !== "text") return false;
    rows++;
  }
  return rows > 0 && all > rows && asking * 2 < all;
}
