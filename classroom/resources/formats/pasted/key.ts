/** The right answers of all questions, after the last of them. Pure. */
import { failedAt, type Finding, leftOutAt } from "../found.ts";
import { keyPairs, keyTexts } from "./key_pairs.ts";
import type { Pasted } from "./question.ts";
import type { Placed } from "./rows.ts";

/** Knows where they begin. */
export class KeyFinder {
  readonly #lines: readonly Placed[];
  /** From here on there is nothing else, whether it says so or not. */
  readonly #from: number;

  constructor(lines: readonly Placed[]) {
    this.#lines = lines;
    let from = lines.length;
    while (from > 0 && isKeyLine(lines[from - 1])) from--;
    this.#from = from;
  }

  /** Whether they begin at a line; `gap`: it stands by itself. */
  begins(at: number, found: readonly Pasted[], gap: boolean): boolean {
    const it = this.#lines[at];
    if (found.length === 0) return false;
    if (it.is === "answer") {
      if (it.text !== "") {
        return (keyPairs(it.text)?.length ?? 0) > 1 ||
          it.many && (keyTexts(it.text)?.length ?? 0) > 1 ||
          it.many && inOrder(it.text, found) !== null &&
            // Of one question two would be written with a comma.
            (gap || found.length > 2 || !/[,，、;；]/u.test(it.text));
      }
      const next = this.#lines.slice(at + 1, at + 6)
        .find(({ is }) => is !== "blank");
      return next !== undefined &&
        (next.is === "question" && next.number === 1 ||
          next.is !== "choice" && keyPairs(next.raw) !== null ||
          (keyPairs(next.raw)?.length ?? 0) > 1);
    }
    // Without a word before them, where the numbers begin anew.
    if (at < this.#from || it.is === "blank") return false;
    const pairs = keyPairs(it.raw) ?? [];
    return pairs.length > 0 &&
      found.some((one, n) => (one.number ?? n + 1) === pairs[0][0]) &&
      found.every(({ answer }) => answer === undefined);
  }
}

function isKeyLine(it: Placed): boolean {
  return it.is === "blank" ||
    it.is !== "answer" && it.is !== "choice" && keyPairs(it.raw) !== null ||
    it.is === "choice" && (keyPairs(it.raw)?.length ?? 0) > 1;
}

/** `BACDA` for five questions with choices that have none yet. */
function inOrder(text: string, found: readonly Pasted[]): string[] | null {
  const answers = text.split(/[\s,，、;；]+/u).flatMap((it) =>
    /^[A-JＡ-Ｊ]+$/u.test(it) ? [...it] : [it]
  );
  return found.length > 1 && answers.length === found.length &&
      answers.every((it) => /^[A-JＡ-Ｊ]$/u.test(it)) &&
      found.every(({ choices, answer }) =>
        choices.length > 1 && answer === undefined
      )
    ? answers
    : null;
}

/** Gives the questions their answers. */
export function* readKey(
  lines: readonly Placed[],
  found: readonly Pasted[],
): Finding {
  const entries: { number: number; answer: string; line: number }[] = [];
  for (const it of lines) {
    yield;
    if (it.is === "blank") continue;
    const text = it.is === "answer" ? it.text : it.raw;
    if (it.is === "answer" && text === "") continue;
    const { line } = it;
    const listed = entries.length === 0 ? inOrder(text, found) : null;
    const pairs = listed?.map((answer, at) => [at, answer] as const) ??
      keyPairs(text) ?? keyTexts(text);
    if (!pairs) yield leftOutAt(line, "line-left-out", { text: it.raw });
    for (const [number, answer] of pairs ?? []) {
      if (listed) answerIs(found[number], answer, line);
      else entries.push({ number, answer, line });
    }
  }
  const numbers = found.map((one, at) => one.number ?? at + 1);
  // Numbers that begin anew in each part of a test do so in its key as well.
  const isSame = entries.length === found.length &&
    entries.every(({ number }, at) => number === numbers[at]);
  const byNumber = Map.groupBy(found.entries(), ([at]) => numbers[at]);
  for (const [at, { number, answer, line }] of entries.entries()) {
    yield;
    const text = `${number}. ${answer}`;
    const ones = isSame
      ? [found[at]]
      : (byNumber.get(number) ?? []).map(([, one]) => one);
    if (ones.length === 0) yield failedAt(line, "no-question-above", { text });
    else if (ones.length > 1) yield leftOutAt(line, "key-unclear", { text });
    else {
      const [one] = ones;
      if (one.answer !== undefined && one.answer !== answer) {
        const other = one.answer;
        yield leftOutAt(line, "answers-differ", { text, other });
      }
      answerIs(one, answer, line);
    }
  }
}

function answerIs(one: Pasted, answer: string, line: number): void {
  one.answer = answer;
  one.answerLine = line;
}
