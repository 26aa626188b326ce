/**
 * Questions as somebody pastes them: a question a line or a number each, its choices below it, the right ones
 * marked or named by `ANSWER:`, or in a key at the end. Pure; what it looks at grows with the length of the text.
 */
import {
  type Draft,
  failedAt,
  type Finding,
  itemAt,
  leftOutAt,
  quizAt,
  type TrueFalse,
} from "./found.ts";
import { linesOf, longestLine, mostLines, plainLines } from "./lines.ts";
import {
  acceptedTexts,
  asksForMore,
  isTrueFalse,
  namedChoices,
  numberAnswer,
  trueOrFalse,
} from "./pasted_answers.ts";
import { bare, type PastedLine } from "./pasted_lines.ts";
import { digitsAreChoices, type Placed, splitLine } from "./pasted_rows.ts";

interface Choice {
  text: string;
  right: boolean;
  star: boolean;
}

interface Pasted {
  line: number;
  number?: number;
  text: string;
  choices: Choice[];
  answer?: string;
  answerLine?: number;
  explanation?: string;
  points?: number;
}

/** Reads them, one after the other. */
export function* readPasted(text: string, words: TrueFalse): Finding {
  const lines: Placed[] = [];
  const reader = new PastedReader(words);
  for (const { line, text: raw } of linesOf(plainLines(text))) {
    if (line % 100 === 0) yield;
    if (line > mostLines) {
      yield failedAt(line, "too-many-lines", { most: mostLines });
      break;
    }
    if (raw.length > longestLine) {
      yield failedAt(line, "line-too-long", { most: longestLine });
    } else {
      lines.push(...splitLine(raw, line));
    }
  }
  if (digitsAreChoices(lines)) {
    for (const it of lines) {
      if (it.is !== "question" || it.number === undefined) continue;
      const { text, number } = it;
      Object.assign(it, { is: "choice", mark: "letter", right: false });
      Object.assign(it, { place: number - 1, ...rightOf(text) });
    }
  }
  answersOfLoneChoices(lines);
  yield* reader.read(lines);
}

/** `Q: …`, and below it `A: …`: where there is no `B` it is no choice. */
function answersOfLoneChoices(lines: readonly Placed[]): void {
  for (const [at, it] of lines.entries()) {
    if (it.is !== "choice" || !/^\W*A\s*[:：]/iu.test(it.raw)) continue;
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

class PastedReader {
  readonly #found: Pasted[] = [];
  readonly #words: TrueFalse;
  #now: Pasted | null = null;
  /** Nothing but empty lines since the last thing. */
  #gap = false;
  #isNumbered = false;
  /** What the line is for that has only its beginning: `Answer:`. */
  #waits = false;
  #last: "text" | "choice" | "answer" | "explanation" = "text";
  #name: string | null = null;

  constructor(words: TrueFalse) {
    this.#words = words;
  }

  *read(lines: readonly Placed[]): Finding {
    this.#isNumbered = lines.some((it) =>
      it.is === "question" && it.number !== undefined
    );
    for (let at = 0; at < lines.length; at++) {
      if (at % 100 === 0) yield;
      const it = lines[at];
      if (it.is === "blank") {
        this.#gap = true;
        continue;
      }
      if (it.is === "answer" && isKey(it, lines, at)) {
        yield* this.#key(lines.slice(at));
        break;
      }
      if (it.is === "text" && !this.#isNumbered && !this.#waits) {
        const run = runFrom(lines, at);
        if (this.#startsAnew(it)) {
          yield* this.#run(run, lines[at + run.length]);
          at += run.length - 1;
          this.#gap = false;
          continue;
        }
      }
      yield* this.#take(it);
      this.#gap = false;
    }
    if (this.#name) yield quizAt(1, this.#name);
    for (const one of this.#found) yield* this.#written(one);
  }

  #begin(line: number, text: string, number?: number): Pasted {
    this.#now = {
      line,
      text,
      choices: [],
      ...(number !== undefined && { number }),
    };
    this.#found.push(this.#now);
    this.#last = "text";
    return this.#now;
  }

  *#take(it: Placed): Finding {
    const now = this.#now;
    if (this.#waits && now && (it.is === "text" || it.is === "choice")) {
      this.#waits = false;
      now.answer = it.is === "choice" && it.place !== undefined
        ? String.fromCharCode(65 + it.place)
        : it.text;
      now.answerLine = it.line;
      this.#last = "answer";
      return;
    }
    switch (it.is) {
      case "question": {
        const one = this.#begin(it.line, it.text, it.number);
        if (it.answer) one.answer = it.answer;
        return;
      }
      case "choice":
        if (!now || now.text === "" && now.choices.length === 0) {
          yield failedAt(it.line, "no-question-above", { text: it.text });
        } else if (
          it.place !== undefined && it.place < now.choices.length &&
          it.mark === "letter"
        ) {
          yield failedAt(it.line, "no-question-above", { text: it.text });
        } else {
          const { text, right, mark } = it;
          now.choices.push({ text, right, star: mark === "star" });
          this.#last = "choice";
        }
        return;
      case "answer":
        if (!now) {
          yield failedAt(it.line, "no-question-above", { text: it.text });
        } else if (it.text === "") this.#waits = true;
        else {
          now.answer = it.text;
          now.answerLine = it.line;
          this.#last = "answer";
        }
        return;
      case "explanation":
        if (now) {
          now.explanation = it.text;
          this.#last = "explanation";
        } else yield leftOutAt(it.line, "line-left-out", { text: it.text });
        return;
      case "points":
        if (now) now.points = it.points;
        return;
      case "text":
        yield* this.#text(it);
    }
  }

  *#text({ line, text, right }: Placed & { is: "text" }): Finding {
    const now = this.#now;
    const mark = right ? "*" : "";
    if (!now) {
      if (this.#isNumbered && this.#name === null && this.#found.length === 0) {
        this.#name = text;
      } else yield leftOutAt(line, "line-left-out", { text });
    } else if (now.text === "") now.text = text;
    else if (now.choices.length === 0 && this.#last === "text") {
      now.text += (this.#gap ? "\n\n" : "\n") + text + mark;
    } else if (this.#gap) {
      yield leftOutAt(line, "line-left-out", { text });
    } else if (this.#last === "choice") {
      const last = now.choices.at(-1)!;
      last.text += ` ${text}`;
      last.right ||= right;
    } else if (this.#last === "explanation") now.explanation += `\n${text}`;
    else yield leftOutAt(line, "line-left-out", { text });
  }

  /** Whether a line without a number begins a question, where none has one. */
  #startsAnew({ text }: { text: string }): boolean {
    const now = this.#now;
    if (!now || this.#gap) return !now || now.text !== "";
    if (this.#last === "choice") return !/^\p{Ll}/u.test(text);
    return this.#last !== "explanation" || asks(text);
  }

  /** Lines of text that follow each other. */
  *#run(run: (Placed & { is: "text" })[], next: Placed | undefined): Finding {
    const [first, ...rest] = run;
    const isMarked = rest.some(({ right }) => right);
    const isList = rest.length > 1 && /[?？:：_]$/u.test(first.text) &&
      !rest.some(({ text }) => asks(text)) &&
      (next === undefined || next.is === "blank" || next.is === "answer");
    const named = next?.is === "answer" && rest.length > 1 &&
      namedChoices(next.text, rest.map(({ text }) => text)) !== null;
    if (isMarked || isList || named) {
      const one = this.#begin(first.line, first.text);
      for (const { text, right } of rest) {
        one.choices.push({ text, right, star: false });
      }
      this.#last = "choice";
      return;
    }
    // A question that goes over some lines ends with its choices or its answer; else each line is one.
    const joins = next?.is === "choice" || next?.is === "answer";
    let open: Pasted | null = null;
    for (const { line, text, right } of run) {
      if (line % 100 === 0) yield;
      const whole = right ? `${text} *` : text;
      if (open) open.text += `\n${whole}`;
      else open = this.#begin(line, whole);
      if (!joins || asks(text)) open = null;
    }
  }

  /** The right answers of all, at the end: `1. B`, `1-B 2-C`. */
  *#key(lines: readonly Placed[]): Finding {
    const byNumber = new Map(
      this.#found.map((one, at) => [one.number ?? at + 1, one]),
    );
    for (const it of lines) {
      if (it.is === "blank" || it.is === "points") continue;
      const pairs = it.is === "question" && it.number !== undefined &&
          keyPairs(it.text).length === 0
        ? [[it.number, it.text] as const]
        : keyPairs(it.raw);
      for (const [number, answer] of pairs) {
        const one = byNumber.get(number);
        if (one) {
          one.answer = answer;
          one.answerLine = it.line;
        } else {
          const text = `${number}. ${answer}`;
          yield failedAt(it.line, "no-question-above", { text });
        }
      }
      if (pairs.length === 0 && !(it.is === "answer" && it.text === "")) {
        yield leftOutAt(it.line, "line-left-out", { text: it.raw });
      }
    }
  }

  *#written(one: Pasted): Finding {
    const { line, answer, explanation, points } = one;
    const text = one.text.replaceAll("\t", " ").trim();
    const item: Draft = {
      text,
      ...(explanation && { explanation }),
      ...(points !== undefined && { points }),
    };
    const bullets = one.choices.length > 0 &&
      one.choices.every((it) => it.star);
    let choices = one.choices.map((it) => it.text.replaceAll("\t", " ").trim());
    let right: number[] | undefined = one.choices.flatMap((it, at) =>
      it.right || it.star && !bullets ? [at] : []
    );
    const whether = answer === undefined ? undefined : trueOrFalse(answer);
    if (choices.length === 0 && (whether !== undefined || isTrueFalse(text))) {
      choices = [this.#words.yes, this.#words.no];
      right = whether === undefined ? [] : [whether ? 0 : 1];
    } else if (choices.length > 0 && answer !== undefined) {
      const named = namedChoices(answer, choices) ??
        (choices.length === 2 && whether !== undefined
          ? wordPlaces(choices, whether)
          : null);
      if (named) right = named;
      else {
        const at = one.answerLine ?? line;
        yield leftOutAt(at, "answer-unknown", { text: answer });
      }
    }
    if (choices.length > 0) {
      const isMore = right.length > 1 || asksForMore(text);
      yield itemAt(line, {
        kind: isMore ? "multiple" : "single",
        ...item,
        choices,
        ...(right.length > 0 && { correct: right }),
      });
    } else {
      const number = answer === undefined ? null : numberAnswer(answer);
      const accepted = answer === undefined ? [] : acceptedTexts(answer);
      yield itemAt(
        line,
        number ? { kind: "number", ...item, ...number } : {
          kind: "text",
          ...item,
          ...(accepted.length > 0 && { correct: accepted }),
        },
      );
    }
  }
}

/** The choice that says the same as true or false. */
function wordPlaces(choices: string[], whether: boolean): number[] | null {
  const at = choices.findIndex((it) => trueOrFalse(it) === whether);
  return at < 0 ? null : [at];
}

function asks(text: string): boolean {
  return /[?？]["”’」』)）]?$/u.test(text);
}

function runFrom(
  lines: readonly Placed[],
  from: number,
): (Placed & { is: "text" })[] {
  const run: (Placed & { is: "text" })[] = [];
  for (let at = from; at < lines.length; at++) {
    const it = lines[at];
    if (it.is !== "text") break;
    run.push(it);
  }
  return run;
}

/** Whether the right answers of all questions follow. */
function isKey(
  { text, many }: PastedLine & { is: "answer" },
  lines: readonly Placed[],
  at: number,
): boolean {
  if (text !== "") return many && keyPairs(text).length > 1;
  const next = lines.slice(at + 1, at + 6).find(({ is }) => is !== "blank");
  return next !== undefined &&
    (next.is === "question" && next.number === 1 ||
      next.is === "text" && keyPairs(next.raw).length > 0);
}

function keyPairs(text: string): (readonly [number, string])[] {
  const pair =
    /(?<!\d)(\d{1,3})\s?[.):、．：–-]?\s?[(（]?((?:[A-Ja-j]|[○×✓✗])(?:\s?[,、&]\s?[A-Ja-j](?![a-z]))*)[)）]?(?=[\s,，;；.]|$)/gu;
  return [...bare(text).matchAll(pair)].map(([, number, answer]) =>
    [Number(number), answer] as const
  );
}
