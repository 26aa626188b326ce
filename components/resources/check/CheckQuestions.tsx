/** What comes of each question: a bar an answer. One by one the current question stands first, alone. */
import { useId } from "preact/hooks";
import { live as t } from "texts/resources_live.ts";
import type { Question } from "../../../classroom/model/resources/questions.ts";
import type { Tally } from "../../../classroom/model/resources/results.ts";
import type { Check } from "../../../classroom/model/resources/shared.ts";
import { Markdown } from "../../markdown/Markdown.tsx";
import { Bars, type HiddenWords } from "../questions/Bars.tsx";
import { QuestionText } from "../questions/QuestionText.tsx";

/** The questions that students have, with what was answered. */
export function CheckQuestions({ check, questions, tallied, words }: {
  check: Check;
  questions: readonly Question[];
  tallied: readonly Tally[];
  words?: HiddenWords;
}) {
  const show = (at: number) => (
    <OneQuestion
      key={questions[at].id}
      check={check}
      question={questions[at]}
      tally={tallied[at]}
      words={words}
      n={at + 1}
    />
  );
  if (check.kind === "poll" || check.pace === "own") {
    return <div class="stack">{questions.map((_, at) => show(at))}</div>;
  }
  const current = Math.min(check.step ?? 0, questions.length - 1);
  const earlier = questions.map((_, at) => at).filter((at) => at !== current);
  return (
    <div class="stack">
      {show(current)}
      {earlier.length > 0 && (
        <details class="stack">
          <summary>{t.earlier({ count: earlier.length })}</summary>
          <div class="stack live-earlier">
            {earlier.toReversed().map(show)}
          </div>
        </details>
      )}
    </div>
  );
}

function OneQuestion({ check, question, tally, words, n }: {
  check: Check;
  question: Question;
  tally: Tally;
  words?: HiddenWords;
  n: number;
}) {
  const id = useId();
  const { correct, tolerance, explanation } = question;
  const isPoll = check.kind === "poll";
  const hasText = !isPoll || question.text !== "";
  return (
    <section class="card stack" aria-labelledby={id}>
      {!isPoll && (
        <h4 class="small quiet figures" id={id}>
          {t.question({ n, of: check.of })}
        </h4>
      )}
      {isPoll && <h4 class="visually-hidden" id={id}>{t.kinds.poll}</h4>}
      {hasText && !isPoll && <QuestionText question={question} />}
      <Bars
        question={question}
        counted={{ ...tally, correct, tolerance }}
        anonymous={check.kind === "poll" && check.anonymous}
        words={words}
        labelledBy={id}
      />
      {explanation && (
        <details>
          <summary class="small">{t.explanation}</summary>
          <Markdown text={explanation} />
        </details>
      )}
    </section>
  );
}
