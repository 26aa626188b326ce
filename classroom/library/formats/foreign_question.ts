/** What GIFT and Moodle's XML have in common: texts in formats of Moodle's, and answers that bear weights. Pure. */
import {
  type Draft,
  type Found,
  leftOutAt,
  type Omission,
  type WhyNot,
} from "./found.ts";
import { asHtml, htmlText } from "./html_text.ts";

/** Moodle's numbers of its formats, which old files have in the place of names. */
const moodleFormats: Readonly<Record<string, string>> = {
  "0": "moodle_auto_format",
  "1": "html",
  "2": "plain_text",
  "4": "markdown",
};

/** Reads the parts of one question, and gathers what of them has no place here, each once. */
export class ForeignQuestion {
  readonly #remarks = new Map<string, Found>();

  constructor(readonly line: number) {}

  get remarks(): Iterable<Found> {
    return this.#remarks.values();
  }

  leftOut(reason: Omission, values: WhyNot["values"] = {}): void {
    const key = JSON.stringify([reason, values]);
    this.#remarks.set(key, leftOutAt(this.line, reason, values));
  }

  /** A text, whose format Moodle names, as Markdown, or as `plain` text. */
  text(text: string, format: string, plain = false): string {
    const named = moodleFormats[format] ?? format;
    if (named === "markdown") return text.trim();
    const html = named === "html" ? text : asHtml(text, named !== "plain_text");
    const shown = htmlText(html, plain);
    for (const { reason, values } of shown.leftOut) {
      this.leftOut(reason, values);
    }
    return shown.text;
  }

  /** A star in an accepted text stands for any text there, and is none here; `\*` is a star. */
  wildcardIn(accepted: readonly { text: string }[]): void {
    const loose = accepted.find(({ text }) => /(?<!\\)\*/.test(text));
    if (loose) this.leftOut("wildcard-left-out", { text: loose.text });
  }
}

/** An answer, and how much of the points it brings, in percent; less than nothing: it takes some. */
interface Weighed {
  text: string;
  weight: number;
}

/** The fields of the question, and what of the weights has no place. */
interface WeighedQuestion {
  fields: Draft;
  leftOut: Omission[];
}

/**
 * A short text accepts what brings all points. Of single choices one is right that brings them all, and none where each
 * of several does; of multiple ones those that bring some are right together.
 */
export function weighed(
  all: readonly Weighed[],
  kind: "single" | "multiple" | "text",
): WeighedQuestion {
  const full = all.flatMap(({ weight }, at) => weight >= 99.9 ? [at] : []);
  if (kind === "text") {
    const accepted = full.map((at) => all[at].text.replaceAll("\\*", "*"))
      .filter((it) => it !== "");
    const isPart = all.some(({ weight }) => weight > 0 && weight < 99.9);
    return {
      fields: {
        kind,
        ...(accepted.length > 0 && { correct: [...new Set(accepted)] }),
      },
      leftOut: isPart ? ["weights-left-out"] : [],
    };
  }
  const some = all.flatMap(({ weight }, at) => weight > 0 ? [at] : []);
  const isOne = kind === "single";
  if (isOne && full.length > 1) {
    return {
      fields: { kind, choices: all.map(({ text }) => text) },
      leftOut: ["one-of-several-left-out"],
    };
  }
  const correct = isOne ? full : some;
  const fair = 100 / Math.max(1, correct.length);
  const isPlain = all.every(({ weight }, at) =>
    correct.includes(at)
      ? weight >= 99.9 || Math.abs(weight - fair) < 1
      // That a wrong choice takes points away is what keeps one from choosing all.
      : weight === 0 || !isOne && weight < 0
  );
  return {
    fields: {
      kind,
      choices: all.map(({ text }) => text),
      ...(correct.length > 0 && { correct }),
    },
    leftOut: isPlain ? [] : ["weights-left-out"],
  };
}
