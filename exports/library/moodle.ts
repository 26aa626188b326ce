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
import type { PictureOf } from "./qti.ts";
import { unfinishedWords } from "./unfinished.ts";

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
  const share = Math.round(100 / right.length * 100_000) / 100_000;
  return {
    type: "multichoice",
    fields: `<single>${isSingle}</single>
<shuffleanswers>false</shuffleanswers>
<answernumbering>abc</answernumbering>\n`,
    answers: said.map((said, at) => ({
      fraction: right.includes(at)
        ? share
        : isSingle || right.length === 0
        ? 0
        : -share,
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
