/** A question as the back row reads it: with its choices, or with what came of it. */
import type { AskedQuestion } from "../../../classroom/model/resources/questions.ts";
import { Markdown } from "../../markdown/Markdown.tsx";
import { hasLetters, letterOf } from "../questions/answer_keys.ts";
import { Bars } from "../questions/Bars.tsx";
import { QuestionText } from "../questions/QuestionText.tsx";
import type { Counted } from "../questions/rows.ts";

/** From so many characters on it is written smaller; beside a picture too. */
const long = 140;

export function PresentQuestion(
  {
    question,
    withText = true,
    withChoices = true,
    counted,
    anonymous = false,
    explanation,
  }: {
    question: AskedQuestion;
    withText?: boolean;
    withChoices?: boolean;
    counted?: Counted;
    anonymous?: boolean;
    explanation?: string;
  },
) {
  const { choices = [], kind, most = 0 } = question;
  const hasChoices = kind === "single" || kind === "multiple";
  const all = hasChoices
    ? choices.map(({ text }, at) => ({
      letter: hasLetters(question) ? letterOf(at) : null,
      text,
    }))
    : Array.from(
      { length: kind === "scale" ? most : 0 },
      (_, at) => ({ letter: null, text: String(at + 1) }),
    );
  return (
    <>
      {withText && (
        <div
          class="present-text"
          data-long={question.text.length > long ||
            question.image !== undefined}
        >
          <QuestionText question={question} />
        </div>
      )}
      {withChoices && all.length > 0 && (
        <ul class="present-choices" data-scale={kind === "scale"}>
          {all.map(({ letter, text }) => (
            <li key={text}>
              {letter && <span class="present-letter">{letter}</span>}
              <Markdown text={text} />
            </li>
          ))}
        </ul>
      )}
      {counted && (
        <Bars question={question} counted={counted} anonymous={anonymous} />
      )}
      {counted && explanation && (
        <div class="present-explanation">
          <Markdown text={explanation} />
        </div>
      )}
    </>
  );
}
