/**
 * A quiz at one's own pace: a question at a time, in any order, with what is answered in sight; at the end one
 * looks over it and hands it in. Figures and letters choose, Enter goes on.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { quiz as t } from "texts/resources_class.ts";
import { isGiven } from "../../../classroom/model/resources/questions.ts";
import type { SharedQuiz } from "../../../classroom/model/resources/shared.ts";
import { Button } from "../../ui/Button.tsx";
import { HandInIcon } from "../../ui/icons.tsx";
import { QuestionForm } from "../questions/QuestionForm.tsx";
import { type Answering, pause } from "./answering.ts";
import { Overview } from "./Overview.tsx";
import { QuestionNumber } from "./QuestionNumber.tsx";
import { Review } from "./Review.tsx";
import { quizKeys, staysWithTyped, toQuestion } from "./quiz_keys.ts";

/** The kinds of question that are answered by a key. */
const keyed: ReadonlySet<string> = new Set(["single", "multiple", "scale"]);

/** The quiz. */
export function OwnPace(
  { quiz, answering }: { quiz: SharedQuiz; answering: Answering },
) {
  const { questions } = quiz;
  const { given } = answering;
  const isAnswered = ({ id }: { id: string }) => isGiven(given.answers[id]);
  const at = useSignal(firstOpen());
  const heading = useRef<HTMLHeadingElement>(null);
  const number = useId();
  // From the first question on the keys are heard, and what is typed is written, where the focus is.
  const moved = useRef(true);
  // At once: the next key is meant for the next question.
  useLayoutEffect(() => {
    if (moved.current) toQuestion(heading.current);
    moved.current = false;
  }, [at.value]);
  usePictures(quiz);

  function firstOpen(): number {
    const found = questions.findIndex((it) => !isAnswered(it));
    // All of them are answered: what is left is to hand it in.
    return found < 0 ? questions.length : found;
  }
  const go = (to: number) => {
    moved.current = true;
    at.value = Math.max(0, Math.min(to, questions.length));
  };
  const question = questions[at.value];
  const overview = (
    <Overview
      questions={questions}
      given={given}
      at={at.value}
      onGo={go}
    />
  );
  if (!question) {
    return (
      <>
        {overview}
        <Review
          quiz={quiz}
          answering={answering}
          heading={heading}
          onGo={go}
        />
      </>
    );
  }
  const last = at.value === questions.length - 1;
  const next = () => {
    if (!staysWithTyped(heading.current)) go(at.value + 1);
  };
  return (
    <>
      {overview}
      <div
        class="quiz-question card"
        onKeyDown={quizKeys({
          question,
          answer: given.answers[question.id],
          onAnswer: (answer) => answering.answer(question.id, answer),
          onNext: next,
        })}
      >
        <QuestionNumber
          id={number}
          heading={heading}
          at={at.value}
          of={questions.length}
          points={question.points}
        />
        <QuestionForm
          key={question.id}
          question={question}
          answer={given.answers[question.id]}
          onAnswer={(answer) => answering.answer(question.id, answer)}
          state={answering.stateOf(question.id)}
          pause={pause}
          describedBy={number}
          clears
        />
        <div class="quiz-steps">
          {at.value > 0 && (
            <Button onClick={() => go(at.value - 1)}>{t.previous}</Button>
          )}
          <Button look="main" onClick={next}>
            {last && <HandInIcon />}
            {last ? t.handIn : t.next}
          </Button>
        </div>
        {keyed.has(question.kind) && (
          <p class="quiz-keys quiet small">{t.keys}</p>
        )}
      </div>
      {!last && (
        <p>
          <Button look="bare" onClick={() => go(questions.length)}>
            <HandInIcon />
            {t.handIn}
          </Button>
        </p>
      )}
    </>
  );
}

/** Asks for all pictures at once, so that those further on are there without a network. */
function usePictures({ questions }: SharedQuiz) {
  useEffect(() => {
    for (const { image } of questions) {
      if (image) new Image().src = `/api/files/${image}`;
    }
  }, []);
}
