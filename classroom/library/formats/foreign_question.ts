/** Shared code of GIFT and Moodle's XML: text formats and weighted answers. Pure. */
import {
  type Draft,
  makeOmission,
  type Omission,
  type ParsedItem,
  type RemarkReason,
} from "./parsed_items.ts";
import { htmlToText, type TextForm, textToHtml } from "./html_text.ts";

/** The numbers by which old files name the formats. */
const moodleFormats: Readonly<Record<string, string>> = {
  "0": "moodle_auto_format",
  "1": "html",
  "2": "plain_text",
  "4": "markdown",
};

/** Reads the parts of a question, and reports each omission once. */
export class ForeignQuestion {
  readonly #remarks = new Map<string, ParsedItem>();

  constructor(readonly line: number) {}

  get remarks(): Iterable<ParsedItem> {
    return this.#remarks.values();
  }

  reportOmission(reason: Omission, values: RemarkReason["values"] = {}): void {
    const key = JSON.stringify([reason, values]);
    this.#remarks.set(key, makeOmission(this.line, reason, values));
  }

  convertText(text: string, format: string, form?: TextForm): string {
    const named = moodleFormats[format] ?? format;
    if (named === "markdown") return text.trim();
    const html = named === "html"
      ? text
      : textToHtml(text, named !== "plain_text");
    const converted = htmlToText(html, form);
    for (const { reason, values } of converted.leftOut) {
      this.reportOmission(reason, values);
    }
    return converted.text;
  }

  /** Reports wildcards in accepted texts; `\*` is a plain star. */
  reportWildcards(accepted: readonly { text: string }[]): void {
    const loose = accepted.find(({ text }) => /(?<!\\)\*/.test(text));
    if (loose) this.reportOmission("wildcard-left-out", { text: loose.text });
  }
}

/** `weight` is a percentage of the points; it may be negative. */
interface Weighed {
  text: string;
  weight: number;
}

interface WeighedQuestion {
  fields: Draft;
  leftOut: Omission[];
}

/**
 * Finds the right answers by their weights. A short text accepts answers of full weight. A single choice has one right
 * answer of full weight, and none if there are several. In a multiple choice all answers of positive weight are right.
 */
export function applyWeights(
  answers: readonly Weighed[],
  kind: "single" | "multiple" | "text",
): WeighedQuestion {
  const full = answers.flatMap(({ weight }, at) => weight >= 99.9 ? [at] : []);
  if (kind === "text") {
    const accepted = full.map((at) => answers[at].text.replaceAll("\\*", "*"))
      .filter((it) => it !== "");
    const isPart = answers.some(({ weight }) => weight > 0 && weight < 99.9);
    return {
      fields: {
        kind,
        ...(accepted.length > 0 && { correct: [...new Set(accepted)] }),
      },
      leftOut: isPart ? ["weights-left-out"] : [],
    };
  }
  const positive = answers.flatMap(({ weight }, at) => weight > 0 ? [at] : []);
  const isOne = kind === "single";
  if (isOne && full.length > 1) {
    return {
      fields: { kind, choices: answers.map(({ text }) => text) },
      leftOut: ["one-of-several-left-out"],
    };
  }
  const correct = isOne ? full : positive;
  const fair = 100 / Math.max(1, correct.length);
  const isPlain = answers.every(({ weight }, index) =>
    correct.includes(index)
      ? weight >= 99.9 || Math.abs(weight - fair) < 1
      // Negative weights keep students from selecting everything.
      : weight === 0 || !isOne && weight < 0
  );
  return {
    fields: {
      kind,
      choices: answers.map(({ text }) => text),
      ...(correct.length > 0 && { correct }),
    },
    leftOut: isPlain ? [] : ["weights-left-out"],
  };
}
