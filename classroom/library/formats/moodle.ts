/**
 * Reads Moodle's XML with `saxes`, which resolves no external entities and stops at errors. Only one question is
 * in memory, without the content of its files.
 */
import { SaxesParser } from "saxes";
import { applyWeights, ForeignQuestion } from "./foreign_question.ts";
import {
  type Draft,
  makeDraft,
  makeFailure,
  makeOmission,
  makeQuizStart,
  type ParsedItem,
  type ParsedItems,
  type TrueFalseWords,
} from "./parsed_items.ts";
import { htmlToText, type TextForm } from "./html_text.ts";
import { normalizeText } from "./lines.ts";
import { readTrueFalse } from "./pasted/answers.ts";
import { parseWrittenNumber } from "../../../formats/typed_number.ts";

/** Characters that are parsed at a time. */
const step = 16 * 1024;
/** Moodle's own files have about seven levels. */
const maxDepth = 30;

export function* readMoodle(text: string, words: TrueFalseWords): ParsedItems {
  const reader = new MoodleReader(words);
  const plain = normalizeText(text);
  for (let from = 0; from < plain.length && !reader.isOver; from += step) {
    reader.read(plain.slice(from, from + step));
    yield* reader.taken();
    yield;
  }
  if (!reader.isOver) reader.end();
  yield* reader.taken();
}

class MoodleReader {
  readonly #parser = new SaxesParser();
  readonly #words: TrueFalseWords;
  readonly #open: Element[] = [];
  #found: ParsedItem[] = [];
  #isMoodle = false;
  isOver = false;

  constructor(words: TrueFalseWords) {
    this.#words = words;
    const parser = this.#parser;
    parser.on("opentag", ({ name, attributes }) => {
      this.#begin(name, attributes);
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
    if (!this.#isMoodle) this.#fail("format-unknown");
  }

  *taken(): ParsedItems {
    const items = this.#found;
    this.#found = [];
    yield* items;
  }

  #fail(reason: "xml-broken" | "xml-too-deep" | "format-unknown"): void {
    // Later errors follow from the first.
    if (this.isOver) return;
    this.isOver = true;
    this.#found.push(makeFailure(this.#parser.line, reason));
  }

  #begin(name: string, attributes: Record<string, string>): void {
    if (this.isOver) return;
    if (this.#open.length >= maxDepth) return this.#fail("xml-too-deep");
    if (this.#open.length === 0) {
      if (name !== "quiz" || this.#isMoodle) {
        return this.#fail("format-unknown");
      }
      this.#isMoodle = true;
    }
    const { line } = this.#parser;
    const element: Element = { name, line, attributes, text: "", children: [] };
    // The root keeps no children, so that only one question is in memory.
    if (this.#open.length > 1) this.#open.at(-1)!.children.push(element);
    this.#open.push(element);
  }

  #text(text: string): void {
    const element = this.#open.at(-1);
    // The content of files is not kept.
    if (
      element && !this.isOver &&
      !/^(?:file|image_base64)$/.test(element.name) &&
      this.#open.length > 1
    ) {
      element.text += text;
    }
  }

  #end(): void {
    const element = this.#open.pop();
    if (element && this.#open.length === 1 && !this.isOver) {
      this.#found.push(...moodleQuestion(element, this.#words));
    }
  }
}

interface Element {
  name: string;
  line: number;
  attributes: Readonly<Record<string, string>>;
  text: string;
  children: Element[];
}

/** Reads a question. One of type `category` names the quiz that follows. */
function moodleQuestion(element: Element, words: TrueFalseWords): ParsedItem[] {
  const { line, attributes } = element;
  if (element.name !== "question") {
    return [makeOmission(line, "field-left-out", { name: element.name })];
  }
  const kind = attributes.type ?? "";
  if (kind === "category") {
    const path = textIn(element, "category").split("/").filter(Boolean);
    return [makeQuizStart(line, path.at(-1)?.trim() ?? "")];
  }
  if (lengthOf(element) > maxQuestionLength) {
    return [
      makeFailure(line, "question-too-long", { most: maxQuestionLength }),
    ];
  }
  return new Question(element, words).found(kind);
}

class Question extends ForeignQuestion {
  readonly #element: Element;
  readonly #words: TrueFalseWords;

  constructor(element: Element, words: TrueFalseWords) {
    super(element.line);
    this.#element = element;
    this.#words = words;
  }

  found(kind: string): ParsedItem[] {
    const { line } = this;
    const fields = this.#fields(kind);
    if (!fields) return [makeFailure(line, "kind-unknown", { kind })];
    const text = this.#shown(childNamed(this.#element, "questiontext"));
    const explanation = this.#shown(
      childNamed(this.#element, "generalfeedback"),
    );
    const points = Number(textIn(this.#element, "defaultgrade") || "1");
    this.#rest(text);
    const item: Draft = {
      ...fields,
      text,
      ...(points > 0 && { points }),
      ...(explanation && { explanation }),
    };
    return [makeDraft(line, item), ...this.remarks];
  }

  #fields(kind: string): Draft | null {
    const answers = childrenNamed(this.#element, "answer").map((answer) => ({
      element: answer,
      weight: numberIn(answer.attributes.fraction ?? "0") || 0,
      text: this.#shown(answer, kind === "multichoice" ? "choice" : "plain"),
    }));
    switch (kind) {
      case "multichoice":
      case "shortanswer": {
        const single = textIn(this.#element, "single").trim();
        const { fields, leftOut } = applyWeights(
          answers,
          kind === "shortanswer"
            ? "text"
            // The default of Moodle is one right choice.
            : /^(?:false|0)$/i.test(single)
            ? "multiple"
            : "single",
        );
        for (const reason of leftOut) this.reportOmission(reason);
        if (kind === "shortanswer") {
          if (textIn(this.#element, "usecase").trim() === "1") {
            this.reportOmission("case-left-out");
          }
          this.reportWildcards(answers);
        }
        return fields;
      }
      case "truefalse":
        return this.#trueFalse(answers);
      case "numerical":
        return this.#number(answers);
      case "essay":
        return { kind: "text" };
      default:
        return null;
    }
  }

  /** Answers in other words than true and false count by their order, as in Moodle. */
  #trueFalse(answers: readonly { weight: number; text: string }[]): Draft {
    const { yes, no } = this.#words;
    const item = { kind: "single", choices: [yes, no] };
    const [first, second, ...furtherAnswers] = answers;
    const right = answers.filter(({ weight }) => weight > 0);
    if (right.length === 0) return item;
    if (!second || furtherAnswers.length > 0 || right.length > 1) {
      this.reportOmission("one-of-several-left-out");
      return item;
    }
    const firstValue = readTrueFalse(first.text),
      secondValue = readTrueFalse(second.text);
    const isNamed = firstValue !== undefined && secondValue === !firstValue;
    if (!isNamed) {
      this.reportOmission("true-by-order", {
        yes: first.text,
        no: second.text,
      });
    }
    const isTrue = isNamed ? firstValue : true;
    return { ...item, correct: [(right[0] === first) === isTrue ? 0 : 1] };
  }

  #number(answers: { element: Element; weight: number; text: string }[]) {
    const acceptedAnswers = answers.filter(({ weight, text }) =>
      weight > 0 && text.trim() !== "*"
    ).sort((a, b) => b.weight - a.weight);
    if (acceptedAnswers.length > 1) this.reportOmission("numbers-left-out");
    if (
      childrenNamed(this.#element, "units").some(({ children }) =>
        children.length > 0
      )
    ) {
      this.reportOmission("units-left-out");
    }
    if (acceptedAnswers.length === 0) return { kind: "number" };
    const bounds = textIn(acceptedAnswers[0].element, "tolerance") || "0";
    const tolerance = numberIn(bounds);
    if (Number.isNaN(tolerance)) {
      this.reportOmission("field-left-out", { name: `tolerance: ${bounds}` });
    }
    return {
      kind: "number",
      correct: numberIn(acceptedAnswers[0].text),
      ...(tolerance > 0 && { tolerance }),
    };
  }

  #rest(text: string): void {
    const has = (name: string) =>
      childrenNamed(this.#element, name).some((it) => textOf(it).trim() !== "");
    const title = textIn(this.#element, "name").trim();
    // Moodle may use the first words of a question as its name.
    const plain = text.replace(/\\(?=[!-/:-@[-`{-~])/g, "");
    if (title && !plain.startsWith(title.replace(/\.{3}$|…$/, "").trim())) {
      this.reportOmission("title-left-out", { text: title });
    }
    if (Number(textIn(this.#element, "penalty") || "0") > 0 && has("hint")) {
      this.reportOmission("penalty-left-out");
    }
    if (has("hint")) this.reportOmission("hints-left-out");
    if (childNamed(this.#element, "tags")?.children.length) {
      this.reportOmission("tags-left-out");
    }
    const feedback = [
      ...childrenNamed(this.#element, "answer").flatMap((answer) =>
        childrenNamed(answer, "feedback")
      ),
      ...["correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"]
        .flatMap((name) => childrenNamed(this.#element, name)),
    ].filter((it) => htmlToText(textOf(it), "plain").text !== "");
    // Without words, as Moodle adds the same feedback to each question.
    if (feedback.length > 0) this.reportOmission("feedback-left-out");
    for (const { text } of childrenNamed(this.#element, "image")) {
      if (text.trim()) {
        this.reportOmission("picture-left-out", { name: text.trim() });
      }
    }
    for (const element of this.#element.children) {
      const { name } = element;
      if (
        !readElements.has(name) && !settings.test(name) &&
        textOf(element).trim()
      ) {
        this.reportOmission("field-left-out", { name });
      }
    }
  }

  /** Reads an element in the format that it names. */
  #shown(element: Element | undefined, form?: TextForm): string {
    if (!element) return "";
    const text = textOf(element);
    const format = element.attributes.format ?? "html";
    for (const file of childrenNamed(element, "file")) {
      this.reportOmission("picture-left-out", {
        name: file.attributes.name ?? "",
      });
    }
    return this.convertText(text, format, form);
  }
}

/** Elements that are read or reported separately. */
const readElements = new Set(
  "name questiontext generalfeedback defaultgrade penalty single usecase answer hint tags units image image_base64 correctfeedback partiallycorrectfeedback incorrectfeedback"
    .split(" "),
);
/** Elements that only affect the display and grading in Moodle. */
const settings =
  /^(?:hidden|idnumber|shuffleanswers|answernumbering|showstandardinstruction|shownumcorrect|unitgradingtype|unitpenalty|showunits|unitsleft|response(?!template).*|attachments.*|minwordlimit|maxwordlimit|maxbytes|filetypeslist)$/;

/** Moodle writes points before decimals: `1,000` is a thousand. */
function numberIn(text: string): number {
  return parseWrittenNumber(text, "", ".")?.value ?? NaN;
}

/** Maximum characters of a question, with its HTML. */
const maxQuestionLength = 20_000;

function lengthOf({ text, children }: Element): number {
  return children.reduce((sum, it) => sum + lengthOf(it), text.length);
}

function childrenNamed(element: Element, name: string): Element[] {
  return element.children.filter((it) => it.name === name);
}

function childNamed(element: Element, name: string): Element | undefined {
  return element.children.find((it) => it.name === name);
}

/** Moodle wraps texts in an element `text`. */
function textOf(element: Element): string {
  const inner = childNamed(element, "text");
  return inner ? inner.text : element.text;
}

function textIn(element: Element, name: string): string {
  const child = childNamed(element, name);
  return child ? textOf(child).trim() : "";
}
