/** Puts lines of pasted text together to questions: what belongs to which, and what to none. Pure. */
import { failedAt, type Finding, leftOutAt } from "../found.ts";
import { isTrueFalse, namedChoices, trueOrFalse } from "./answers.ts";
import { KeyFinder, readKey } from "./key.ts";
import { placeOf } from "./line_kinds.ts";
import type { Pasted } from "./question.ts";
import type { Placed } from "./rows.ts";

/** Puts lines together to questions. */
export class PastedReader {
  readonly found: Pasted[] = [];
  /** What stands before the first question. */
  name: string | null = null;
  #now: Pasted | null = null;
  /** Nothing but empty lines since the last thing. */
  #gap = false;
  #isNumbered = false;
  /** What the line is for that has only its beginning: `Answer:`. */
  #waits = false;
  #last: "text" | "choice" | "answer" | "explanation" = "text";
  /** What is below here is true or false: `一、是非題`. */
  #asksWhether = false;

  *read(lines: readonly Placed[]): Finding {
    this.#isNumbered = lines.some((it) =>
      it.is === "question" && it.number !== undefined
    );
    const keys = new KeyFinder(lines);
    for (let at = 0; at < lines.length; at++) {
      if (at % 100 === 0) yield;
      const it = lines[at];
      if (it.is === "blank") {
        this.#gap = true;
        continue;
      }
      if (keys.begins(at, this.found, this.#gap)) {
        yield* readKey(lines.slice(at), this.found);
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
  }

  #begin(line: number, text: string, number?: number): Pasted {
    this.#now = {
      line,
      text,
      choices: [],
      ...(number !== undefined && { number }),
      ...(this.#asksWhether && { asksWhether: true }),
    };
    this.found.push(this.#now);
    this.#last = "text";
    return this.#now;
  }

  *#take(it: Placed): Finding {
    const now = this.#now;
    if (this.#waits && now && (it.is === "text" || it.is === "choice")) {
      this.#waits = false;
      const place = it.is === "choice" ? it.place ?? -1 : -1;
      const isNamed = now.choices[place] !== undefined || it.text === "";
      const letter = String.fromCharCode(65 + place);
      return yield* this.#answered(
        it,
        place >= 0 && isNamed ? `${letter}) ${it.text}` : it.text,
      );
    }
    switch (it.is) {
      case "question": {
        this.#waits = false;
        const one = this.#begin(it.line, it.text, it.number);
        if (it.answer) one.answer = it.answer;
        return;
      }
      case "choice":
        // A letter alone below the choices: `(B)`.
        if (
          now && it.text === "" && it.place !== undefined &&
          it.place < now.choices.length
        ) {
          yield* this.#answered(it, String.fromCharCode(65 + it.place));
        } else if (!now || now.text === "" && now.choices.length === 0) {
          yield failedAt(it.line, "no-question-above", { text: it.text });
        } else if (
          it.place !== undefined && it.place < now.choices.length &&
          it.mark === "letter"
        ) {
          yield failedAt(it.line, "no-question-above", { text: it.text });
        } else {
          const { text, right, mark, place } = it;
          now.choices.push({ text, right, mark, place });
          this.#last = "choice";
        }
        return;
      case "answer":
        if (!now) {
          yield failedAt(it.line, "no-question-above", { text: it.text });
        } else if (it.text === "") this.#waits = true;
        else yield* this.#answered(it, it.text);
        return;
      case "explanation":
        if (now) {
          now.explanation = now.explanation === undefined
            ? it.text
            : `${now.explanation}\n${it.text}`;
          this.#last = "explanation";
        } else yield leftOutAt(it.line, "line-left-out", { text: it.text });
        return;
      case "points":
        if (now && now.points === undefined) now.points = it.points;
        else yield leftOutAt(it.line, "line-left-out", { text: it.raw });
        return;
      case "heading":
        this.#asksWhether = /是非|true\s*(?:\/|or)\s*false/iu.test(it.text);
        this.#now = null;
        if (this.name === null && this.found.length === 0) this.name = it.text;
        else yield leftOutAt(it.line, "line-left-out", { text: it.text });
        return;
      case "text":
        yield* this.#text(it);
    }
  }

  /** Its right answer. Whoever gives two that differ is told which one counts. */
  *#answered({ line }: Placed, answer: string): Finding {
    const now = this.#now;
    this.#last = "answer";
    if (!now) return;
    if (now.answer !== undefined && now.answer !== answer) {
      const other = now.answer;
      yield leftOutAt(line, "answers-differ", { text: answer, other });
    }
    now.answer = answer;
    now.answerLine = line;
  }

  *#text({ line, text, right }: Placed & { is: "text" }): Finding {
    const now = this.#now;
    const mark = right ? "*" : "";
    if (!now) {
      // `Name: ____` is what a sheet of paper needs.
      if (
        this.#isNumbered && this.name === null && this.found.length === 0 &&
        !/__|＿＿/u.test(text)
      ) {
        this.name = text;
      } else yield leftOutAt(line, "line-left-out", { text });
    } else if (now.text === "" && now.choices.length === 0) {
      now.text = text + mark;
    } // `B` alone, below the choices.
    else if (
      now.choices.length === 0 && (now.asksWhether || isTrueFalse(now.text)) &&
        trueOrFalse(text) !== undefined ||
      /^[A-JＡ-Ｊ]$/u.test(text) && now.choices[placeOf(text)] !== undefined &&
        now.choices.length > 1
    ) {
      yield* this.#answered({ is: "text", text, right, line, raw: text }, text);
    } else if (now.choices.length === 0 && this.#last === "text") {
      now.text += (this.#gap ? "\n\n" : "\n") + text + mark;
    } else if (this.#gap) {
      yield leftOutAt(line, "line-left-out", { text });
    } else if (this.#last === "choice") {
      const last = now.choices.at(-1)!;
      last.text = `${last.text} ${text}`.trim();
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
        one.choices.push({ text, right, mark: "bullet" });
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
