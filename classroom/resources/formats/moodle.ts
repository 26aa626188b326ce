/**
 * Moodle's XML, read by `saxes`, which comes when it is wanted: it knows no entities but XML's own five, fetches
 * nothing, and stops at what is broken. One question at a time is in memory, without the bytes of its files.
 */
import type { SaxesParser } from "saxes";
import { failedAt, type Finding, type Found, type TrueFalse } from "./found.ts";
import { plainText } from "./lines.ts";
import { type Element, moodleQuestion } from "./moodle_question.ts";

type Parser = Pick<SaxesParser, "on" | "write" | "close" | "line">;

/** So many characters are read at a time. */
const step = 16 * 1024;
/** Moodle's own files go some seven deep. */
const deepest = 30;

/** Reads it. */
export function* readMoodle(
  text: string,
  parser: Parser,
  words: TrueFalse,
): Finding {
  const reader = new MoodleReader(parser, words);
  const plain = plainText(text);
  for (let at = 0; at < plain.length && !reader.isOver; at += step) {
    reader.read(plain.slice(at, at + step));
    yield* reader.taken();
    yield;
  }
  if (!reader.isOver) reader.end();
  yield* reader.taken();
}

class MoodleReader {
  readonly #parser: Parser;
  readonly #words: TrueFalse;
  readonly #open: Element[] = [];
  #found: Found[] = [];
  #isMoodle = false;
  isOver = false;

  constructor(parser: Parser, words: TrueFalse) {
    this.#parser = parser;
    this.#words = words;
    parser.on("opentag", (tag) => {
      this.#begin(tag.name, tag.attributes as Record<string, string>);
    });
    parser.on("text", (text) => this.#text(text));
    parser.on("cdata", (text) => this.#text(text));
    parser.on("closetag", () => this.#end());
    parser.on("error", () => this.#fail("xml-broken"));
  }

  read(text: string): void {
    this.#parser.write(text);
  }

  end(): void {
    this.#parser.close();
    if (!this.#isMoodle) this.#fail("not-moodle");
  }

  /** What was found since. */
  *taken(): Finding {
    const found = this.#found;
    this.#found = [];
    yield* found;
  }

  #fail(reason: "xml-broken" | "xml-too-deep" | "not-moodle"): void {
    // One thing that is broken breaks all that follows.
    if (this.isOver) return;
    this.isOver = true;
    this.#found.push(failedAt(this.#parser.line, reason));
  }

  #begin(name: string, attributes: Record<string, string>): void {
    if (this.isOver) return;
    if (this.#open.length >= deepest) return this.#fail("xml-too-deep");
    if (this.#open.length === 0) {
      if (name !== "quiz" || this.#isMoodle) return this.#fail("not-moodle");
      this.#isMoodle = true;
    }
    const { line } = this.#parser;
    const one: Element = { name, line, attributes, text: "", children: [] };
    // The quiz itself keeps nothing.
    if (this.#open.length > 1) this.#open.at(-1)!.children.push(one);
    this.#open.push(one);
  }

  #text(text: string): void {
    const now = this.#open.at(-1);
    // What is in a file is not read here.
    if (
      now && !this.isOver && !/^(?:file|image_base64)$/.test(now.name) &&
      this.#open.length > 1
    ) {
      now.text += text;
    }
  }

  #end(): void {
    const one = this.#open.pop();
    if (one && this.#open.length === 1 && !this.isOver) {
      this.#found.push(...moodleQuestion(one, this.#words));
    }
  }
}
