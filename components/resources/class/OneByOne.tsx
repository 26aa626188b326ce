/** A quiz one by one: the question at which the teacher stands, then its results, and those before it. */
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { quiz as t } from "texts/resources_class.ts";
import {
  type Answer,
  isGiven,
} from "../../../classroom/model/resources/questions.ts";
import type { SharedQuiz } from "../../../classroom/model/resources/shared.ts";
import { Notice } from "../../ui/Notice.tsx";
import { QuestionForm } from "../questions/QuestionForm.tsx";
import { type Answering, pause } from "./answering.ts";
import { QuestionNumber } from "./QuestionNumber.tsx";
import { QuestionResult } from "./QuestionResult.tsx";
import { quizKeys, toQuestion } from "./quiz_keys.ts";
import { currentOf } from "./standing.ts";

/** The quiz. */
export function OneByOne(
  { quiz, answering }: { quiz: SharedQuiz; answering: Answering },
) {
  const { given } = answering;
  const current = currentOf(quiz);
  const at = quiz.questions.indexOf(current);
  const result = quiz.results?.find(({ id }) => id === current.id);
  const answer = given.answers[current.id];
  const heading = useRef<HTMLHeadingElement>(null);
  const number = useId();
  // At once: the next key is meant for the next question.
  useLayoutEffect(() => {
    // The question that one was in is gone; who is busy elsewhere, and has not only come to this page, stays there.
    const { activeElement: at, body } = globalThis.document;
    const page = heading.current?.closest("section");
    if (!at || at === body || (page?.contains(at) && at.matches("h2, h3"))) {
      toQuestion(heading.current);
    }
  }, [current.id]);
  const onAnswer = (next: Answer) => answering.answer(current.id, next);
  const earlier = quiz.questions.slice(0, at);
  return (
    <>
      <div
        class="quiz-question card"
        onKeyDown={result || quiz.closed
          ? undefined
          : quizKeys({ question: current, answer, onAnswer })}
      >
        <QuestionNumber
          id={number}
          heading={heading}
          at={at}
          of={quiz.of}
          points={current.points}
        />
        {result
          ? (
            <QuestionResult
              question={current}
              result={result}
              own={answer}
              late={given.late.includes(current.id)}
            />
          )
          : (
            <QuestionForm
              key={current.id}
              question={current}
              answer={answer}
              onAnswer={onAnswer}
              state={answering.stateOf(current.id)}
              disabled={quiz.closed}
              pause={pause}
              describedBy={number}
              clears
            />
          )}
        <p class="quiet" role="status">{wordsNow()}</p>
      </div>
      {earlier.length > 0 && (
        <details>
          <summary>{t.earlier({ count: earlier.length })}</summary>
          <ul class="results-list">
            {earlier.toReversed().map((question) => (
              <li key={question.id} class="card">
                <QuestionResult
                  question={question}
                  result={quiz.results?.find(({ id }) =>
                    id === question.id
                  )}
                  own={given.answers[question.id]}
                  late={given.late.includes(question.id)}
                />
              </li>
            ))}
          </ul>
        </details>
      )}
      {quiz.closed && at === quiz.of - 1 && result && (
        <Notice tone="good">
          <p>{t.lastOne}</p>
        </Notice>
      )}
    </>
  );

  function wordsNow(): string {
    if (result) return at < quiz.of - 1 ? t.goesOn : "";
    if (quiz.closed) return t.closedQuestion;
    if (isGiven(answer)) return t.waitsForTeacher;
    const typed = current.kind === "text" || current.kind === "number";
    return (typed ? t.nowWrite : t.now)({ number: at + 1 });
  }
}
