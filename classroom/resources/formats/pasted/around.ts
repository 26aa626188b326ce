/** What lines of pasted text are, as those around them tell. Pure. */
import { trueOrFalse } from "./answers.ts";
import { choice, placeOf } from "./line_kinds.ts";
import { digitsAreChoices, type Placed } from "./rows.ts";

/** Looks at what only the lines around tell, and says so in them. */
export function lookedAround(lines: Placed[]): void {
  lettersAlone(lines);
  boxesInBrackets(lines);
  firstChoices(lines);
  numberedChoices(lines);
  if (digitsAreChoices(lines)) {
    for (const it of lines) {
      if (it.is !== "question" || it.number === undefined) continue;
      const { text, number } = it;
      Object.assign(it, { is: "choice", mark: "letter", right: false });
      Object.assign(it, { place: number - 1, ...rightOf(text) });
    }
  }
  answersOfLoneChoices(lines);
}

/** `Q: …`, and below it `A: …`: where there is no `B` it is no choice. */
function answersOfLoneChoices(lines: readonly Placed[]): void {
  for (const [at, it] of lines.entries()) {
    const isAsked = /^\W*Q\s*[.)]/iu.test(lines[at - 1]?.raw ?? "");
    const mark = isAsked ? /^\W*A\s*[:：.)]/iu : /^\W*A\s*[:：]/iu;
    if (it.is !== "choice" || !mark.test(it.raw)) continue;
    const next = lines.slice(at + 1, at + 4).find(({ is }) => is !== "blank");
    if (next?.is === "choice" || lines[at - 1]?.is !== "question") continue;
    Object.assign(it, { is: "answer", many: false });
  }
}

/** A choice that had a number: whether a star says that it is right. */
function rightOf(text: string): { text: string; right: boolean } {
  const plain = text.replace(
    /^\*(?=[^*\s])|(?<=[^*\s])\s*(?:\*|✓|✔|✅)$/gu,
    "",
  );
  return { text: plain.trim(), right: plain !== text };
}

/** `1. Who? (A) Amy`, and below it `(B) Ben (C) Cem`. */
function firstChoices(lines: Placed[]): void {
  for (let at = lines.length - 2; at >= 0; at--) {
    const it = lines[at], next = lines[at + 1];
    if (it.is !== "question" && it.is !== "text") continue;
    if (next.is !== "choice" || next.place !== 1) continue;
    const [, text, first] =
      /^(.*\S)\s*[(（]\s?[AaＡ甲]\s?[)）]\s*(\S.*)$/su.exec(it.text) ??
        /^(.*[\s?？])[AaＡ][.)、．]\s*(\S.*)$/su.exec(it.text) ?? [];
    if (text === undefined) continue;
    it.text = text.trim();
    const { line, raw } = it;
    lines.splice(at + 1, 0, {
      ...choice(first, "letter", false, 0),
      line,
      raw,
    });
  }
}

const numberMark = /^\W*\d{1,3}\s*([.)、．:：）])/u;

/** `1) red`, `2) blue` below `1. Which?`: what is numbered in another way are its choices. */
function numberedChoices(lines: Placed[]): void {
  const all = lines.filter((it) => it.is !== "blank");
  const markOf = (it: Placed | undefined) =>
    it?.is === "question" && it.number !== undefined
      ? numberMark.exec(it.raw)?.[1]
      : undefined;
  for (let at = 0; at + 2 < all.length; at++) {
    const mark = markOf(all[at]);
    const other = markOf(all[at + 1]);
    if (!mark || !other || mark === other) continue;
    let end = at + 1;
    for (let it = all[end]; markOf(it) === other; it = all[++end]) {
      if (it.is !== "question" || it.number !== end - at) break;
    }
    if (end - at < 3) continue;
    for (const it of all.slice(at + 1, end)) {
      if (it.is !== "question") continue;
      const place = (it.number ?? 1) - 1;
      const { text, right } = rightOf(it.text);
      Object.assign(it, { is: "choice", mark: "letter", place, text, right });
    }
    at = end - 1;
  }
}

const rows: readonly (readonly [RegExp, (mark: string) => number])[] = [
  // `A Amy`, `B Ben`; `甲、貓`, `乙、狗`.
  [/^([A-J])\s+(\S.*)$/u, placeOf],
  [/^([甲乙丙丁戊])[、.．：:]\s*(\S.*)$/u, placeOf],
  [
    /^[(（]?(i{1,3}|iv|v)\s*[.)）]\s*(\S.*)$/u,
    (mark) => ["i", "ii", "iii", "iv", "v"].indexOf(mark),
  ],
];

/** Letters without a dot, and other signs, are those of choices where they follow each other from the first on. */
function lettersAlone(lines: Placed[]): void {
  for (const [pattern, place] of rows) {
    const found = (at: number) => {
      const it = lines[at];
      return it !== undefined && (it.is === "text" || it.is === "choice")
        ? pattern.exec(it.raw.trim())
        : null;
    };
    for (let at = 1; at < lines.length; at++) {
      if (place(found(at)?.[1] ?? "") !== 0) continue;
      let end = at;
      while (place(found(end)?.[1] ?? "") === end - at) end++;
      if (end - at < 2) continue;
      for (let n = at; n < end; n++) {
        const { line, raw } = lines[n];
        const text = found(n)?.[2] ?? "";
        lines[n] = { ...choice(text, "letter", false, n - at), line, raw };
      }
      at = end - 1;
    }
  }
}

const box =
  /^[(（]\s*([xX*✓✔●•vV○◯×╳✗OoTF對錯是非ＯＸ]|[Tt]rue|[Ff]alse)?\s*[)）](?!\s*\d{1,3}\s*[.:、．。：)）])\s*(\S.*)$/u;

/** `( ) Amy`, `(x) Ben` below a question are choices; `(○) The earth is round.` is a question with its answer. */
function boxesInBrackets(lines: Placed[]): void {
  for (let at = 0; at < lines.length; at++) {
    const boxOf = (n: number) => {
      const it = lines[n];
      return it !== undefined && (it.is === "text" || it.is === "choice")
        ? box.exec(it.raw.trim())
        : null;
    };
    if (!boxOf(at)) continue;
    const above = lines[at - 1];
    // `(F)` below `(E)`.
    if (above?.is === "choice" && above.place === 4) continue;
    let end = at;
    while (boxOf(end)) end++;
    const isAsked = end - at > 1 && above !== undefined &&
      (above.is === "question" ||
        above.is === "text" && /[?？:：]$/u.test(above.text));
    const signs = lines.slice(at, end).map((_, n) => boxOf(at + n)?.[1]);
    // Where some are true, `X` says that one is not; else it is what is put into a box.
    const isWhether = signs.some((it) => it && trueOrFalse(it) === true);
    for (let n = at; n < end; n++) {
      const [, sign, text] = boxOf(n)!;
      const { line, raw } = lines[n];
      if (isAsked) {
        const right = sign !== undefined &&
          (!isWhether || trueOrFalse(sign) === true);
        lines[n] = { ...choice(text, "bullet", right), line, raw };
      } else if (!/^[*●•]$/u.test(sign ?? "")) {
        const answer = sign !== undefined && { answer: sign };
        lines[n] = { is: "question", text, line, raw, ...answer };
      }
    }
    at = end - 1;
  }
}
