/**
 * Quizzes as Moodle's XML (R-3): a category for each, and in it its questions with their right answers, points and
 * pictures. A scale is a choice among its numbers; a text or a number that nothing is right for takes any answer.
 */
import type {
  QuizBody,
  QuizQuestion,
} from "../../classroom/library/resource_bodies.ts";
import { withoutControls } from "../../classroom/model/controls.ts";
import { words } from "../markup.ts";
import { formats as t } from "texts/library_formats.ts";

/** The bytes of a question's picture, and what they are; null: they are gone. */
export type PictureOf = (
  id: string,
) => Promise<{ bytes: Uint8Array; type: string } | null>;

/** The file, made while it is sent. */
export function quizMoodle(
  quizzes: readonly QuizBody[],
  pictureOf: PictureOf,
): ReadableStream<Uint8Array> {
  const named = quizzes.map((quiz) => ({ quiz, lacks: unfinishedWords(quiz) }));
  return ReadableStream.from(parts(named, pictureOf))
    .pipeThrough(new TextEncoderStream());
}

async function* parts(
  quizzes: readonly { quiz: QuizBody; lacks: readonly string[] }[],
  pictureOf: PictureOf,
) {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n';
  for (const { quiz: { name, questions }, lacks } of quizzes) {
    for (const line of lacks) {
      yield `<!-- ${line.replaceAll("--", "- -")} -->\n`;
    }
    const path = `$course$/top/${name.replaceAll("/", "-")}`;
    yield `<question type="category">
<category>${text(path)}</category>
<info format="moodle_auto_format">${text("")}</info>
</question>\n`;
    for (const question of questions) {
      const found = question.image ? await pictureOf(question.image) : null;
      yield questionXml(question, found);
    }
  }
  yield "</quiz>\n";
}

function questionXml(
  it: QuizQuestion,
  picture: Awaited<ReturnType<PictureOf>>,
): string {
  const { type, fields, answers } = answered(it);
  const ending = picture?.type.replace("image/", "");
  const shown = picture
    ? `<p><img src="@@PLUGINFILE@@/picture.${ending}" alt="${
      it.alt?.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`) ?? ""
    }"></p>`
    : "";
  const file = picture
    ? `<file name="picture.${ending}" path="/" encoding="base64">${picture.bytes.toBase64()}</file>`
    : "";
  const points = it.points ?? (it.correct === undefined ? 0 : 1);
  return `<question type="${type}">
<name>${
    text([...it.text.split("\n", 1)[0].trim()].slice(0, 80).join(""))
  }</name>
<questiontext format="html">${text(shown + html(it.text))}${file}</questiontext>
<generalfeedback format="html">${
    text(it.explanation ? html(it.explanation) : "")
  }</generalfeedback>
<defaultgrade>${points}</defaultgrade>
<penalty>0</penalty>
<hidden>0</hidden>
<idnumber></idnumber>
${fields}${
    answers.map(({ fraction, format, said, more = "" }) =>
      `<answer fraction="${fraction}" format="${format}">${
        text(said)
      }<feedback format="html">${text("")}</feedback>${more}</answer>\n`
    ).join("")
  }</question>\n`;
}

interface Answered {
  type: "multichoice" | "shortanswer" | "numerical" | "essay";
  fields: string;
  answers: { fraction: number; format: string; said: string; more?: string }[];
}

function answered(it: QuizQuestion): Answered {
  switch (it.kind) {
    case "single":
    case "multiple":
      return choices(
        it.choices.map(({ text }) => html(text)),
        it.correct ?? [],
        it.kind === "single",
      );
    case "scale":
      return choices(
        Array.from({ length: it.most }, (_, n) => String(n + 1)),
        it.correct === undefined ? [] : [it.correct - 1],
        true,
      );
    case "text":
      if (!it.correct?.length) {
        const fields = "<responseformat>editor</responseformat>\n";
        return { type: "essay", fields, answers: [] };
      }
      return {
        type: "shortanswer",
        fields: "<usecase>0</usecase>\n",
        // A bare star stands for any text.
        answers: it.correct.map((said) => exactly(said.replaceAll("*", "\\*"))),
      };
    case "number": {
      const { correct, tolerance = 0 } = it;
      const more = `<tolerance>${tolerance}</tolerance>`;
      const said = correct === undefined ? "*" : String(correct);
      const answers = [{ ...exactly(said), more }];
      return { type: "numerical", fields: "", answers };
    }
  }
}

function choices(
  said: readonly string[],
  right: readonly number[],
  isSingle: boolean,
): Answered {
  // Of several each right one is its share, and each wrong one takes one away: whoever ticks all has nothing.
  const part = share(right.length);
  return {
    type: "multichoice",
    fields: `<single>${isSingle}</single>
<shuffleanswers>false</shuffleanswers>
<answernumbering>abc</answernumbering>\n`,
    answers: said.map((said, at) => ({
      fraction: right.includes(at)
        ? part
        : isSingle || right.length === 0
        ? 0
        : -part,
      format: "html",
      said,
    })),
  };
}

const exactly = (said: string) => ({
  fraction: 100,
  format: "moodle_auto_format",
  said,
});

/** The element that Moodle puts all text into. */
function text(written: string): string {
  const plain = withoutControls(written.toWellFormed());
  if (plain === "") return "<text></text>";
  return `<text><![CDATA[${
    plain.replaceAll("]]>", "]]]]><![CDATA[>")
  }]]></text>`;
}

/** A person's text (C-4) as HTML. */
function html(written: string): string {
  return words(written.toWellFormed()).text;
}

/** The text of a quiz; what is not finished is named in comments. */
export function quizGift(quiz: QuizBody): string {
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
      // Without a right one Moodle takes none of them: the first of a survey counts as well as any.
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

/** Moodle knows fractions to five places. */
function share(count: number): number {
  return Math.round(100 / count * 100_000) / 100_000;
}

/** The grammar knows no exponents. */
function plain(number: number): string {
  return /e/i.test(String(number))
    ? number.toFixed(12).replace(/0+$/, "")
    : String(number);
}

/** An empty line would end the question: it is written as two breaks. */
function safe(text: string): string {
  return text.replace(/[\\~=#{}:]/g, "\\$&").replaceAll("\n", "\\n");
}

/** A line for each of a quiz, with its number there. */
export function unfinishedWords({ name, unfinished = [] }: QuizBody): string[] {
  return unfinished.map(({ place }) =>
    t.unfinished({ number: place + 1, quiz: name }).replace(/\s+/gu, " ")
  );
}
