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

function questionGift(question: QuizQuestion, index: number): string {
  const feedback = question.explanation
    ? `\n####${safe(question.explanation)}`
    : "";
  const text = `::Q${index + 1}::[markdown]${safe(question.text)}`;
  return `${text}{${giftAnswers(question)}${feedback}}`;
}

function giftAnswers(question: QuizQuestion): string {
  switch (question.kind) {
    case "single":
    case "multiple": {
      const right = question.correct ?? [];
      return question.choices.map(({ text }, n) => {
        const isRight = right.includes(n);
        const weight = right.length > 1
          ? `~%${isRight ? share(right.length) : -share(right.length)}%`
          : isRight
          ? "="
          : "~";
        return `\n${weight}${safe(text)}`;
      }).join("");
    }
    case "text":
      return (question.correct ?? []).map((text) => `\n=${safe(text)}`).join(
        "",
      );
    case "number":
      return question.correct === undefined
        ? ""
        : `#${plain(question.correct)}${
          question.tolerance ? `:${plain(question.tolerance)}` : ""
        }`;
    case "scale":
      return Array.from(
        { length: question.most },
        (_, n) => `\n${question.correct === n + 1 ? "=" : "~"}${n + 1}`,
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
