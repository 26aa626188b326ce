/** Quizzes as GIFT (R-3), Moodle's text format, with correct answers but without points and pictures. */
import type {
  QuizBody,
  QuizQuestion,
} from "../../classroom/library/resource_bodies.ts";
import { formats as t } from "texts/library_formats.ts";

/** Unfinished questions are only named in comments. */
export function writeGift(quiz: QuizBody): string {
  const title = quiz.name.replaceAll("/", "-");
  const leftOut = unfinishedWords(quiz).map((line) => `// ${line}`);
  return [
    `$CATEGORY: ${title}`,
    ...leftOut.length > 0 ? [leftOut.join("\n")] : [],
    ...quiz.questions.map(questionGift),
  ].join("\n\n") + "\n";
}

function questionGift(it: QuizQuestion, at: number): string {
  const feedback = it.explanation ? `\n####${safe(it.explanation)}` : "";
  const text = `::Q${at + 1}::[markdown]${safe(it.text)}`;
  return `${text}{${giftAnswers(it)}${feedback}}`;
}

function giftAnswers(it: QuizQuestion): string {
  switch (it.kind) {
    case "single":
    case "multiple": {
      const right = it.correct ?? [];
      return it.choices.map(({ text }, n) => {
        const isRight = right.includes(n);
        const mark = right.length > 1
          ? `~%${isRight ? share(right.length) : -share(right.length)}%`
          : isRight
          ? "="
          : "~";
        return `\n${mark}${safe(text)}`;
      }).join("");
    }
    case "text":
      return (it.correct ?? []).map((text) => `\n=${safe(text)}`).join("");
    case "number":
      return it.correct === undefined
        ? ""
        : `#${plain(it.correct)}${
          it.tolerance ? `:${plain(it.tolerance)}` : ""
        }`;
    case "scale":
      return Array.from(
        { length: it.most },
        (_, n) => `\n${it.correct === n + 1 ? "=" : "~"}${n + 1}`,
      ).join("");
  }
}

/** Moodle reads fractions to five places. */
function share(count: number): number {
  return Math.round(100 / count * 100_000) / 100_000;
}

/** A number without exponent, which GIFT does not have. */
function plain(number: number): string {
  return number.toLocaleString("en", {
    useGrouping: false,
    maximumSignificantDigits: 17,
  });
}

/** Escapes GIFT's signs. Breaks become `\n`, because an empty line would end the question. */
function safe(text: string): string {
  return text.replace(/[\\~=#{}:]/g, "\\$&").replaceAll("\n", "\\n");
}

function unfinishedWords({ name, unfinished = [] }: QuizBody): string[] {
  return unfinished.map(({ place }) =>
    t.unfinished({ number: place + 1, quiz: name }).replace(/\s+/gu, " ")
  );
}
