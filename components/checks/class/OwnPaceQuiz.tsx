/**
 * A quiz at the student's own pace: one question at a time, with an overview; then a review and **Hand in**.
 * Digits and letters choose, Enter goes on.
 */
import { useSignal } from "@preact/signals";
import type { Ref, RefObject } from "preact";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { quiz as t } from "texts/sharing_class.ts";
import { questionRules } from "../../../classroom/model/questions/question_rules.ts";
import {
  isNonEmptyAnswer,
  type PublicQuestion,
} from "../../../classroom/model/resources/questions.ts";
import type { SharedQuiz } from "../../../classroom/model/resources/shared_resources.ts";
import { Button } from "../../ui/Button.tsx";
import { CheckIcon, HandInIcon, OfflineIcon } from "../../ui/icons.tsx";
import { formatList } from "../../ui/format_list.ts";
import { QuestionForm } from "../questions/QuestionForm.tsx";
import type { ResourceAnswers } from "../../resources/class_resources.ts";
import { type CheckAnswers, typedAnswerDelayMs } from "./check_answers.ts";
import { QuestionHeading } from "./QuestionHeading.tsx";
import {
  createQuizKeyHandler,
  focusQuestion,
  focusUnreadableField,
} from "./quiz_keys.ts";

/** An overview of more questions than this is folded. */
const inSight = 12;

function Overview(
  { questions, given, at, onGo }: {
    questions: readonly PublicQuestion[];
    given: ResourceAnswers;
    at: number;
    onGo: (to: number) => void;
  },
) {
  const answered = questions.filter(({ id }) =>
    isNonEmptyAnswer(given.answers[id])
  );
  const list = (
    <ol class="overview">
      {questions.map(({ id }, n) => {
        const isAnswered = isNonEmptyAnswer(given.answers[id]);
        const number = n + 1;
        return (
          <li key={id}>
            <Button
              look="small figures"
              data-given={isAnswered}
              aria-current={n === at ? "step" : undefined}
              aria-label={isAnswered
                ? t.goAnswered({ number })
                : t.goOpen({ number })}
              onClick={() => onGo(n)}
            >
              {isAnswered && <CheckIcon />}
              {number}
            </Button>
          </li>
        );
      })}
    </ol>
  );
  return (
    <nav class="quiz-overview stack tight" aria-label={t.overview}>
      <p class="quiet small" role="status">
        {t.progress({ count: answered.length, of: questions.length })}
      </p>
      {questions.length <= inSight ? list : (
        <details>
          <summary>{t.overview}</summary>
          {list}
        </details>
      )}
    </nav>
  );
}

export function OwnPaceQuiz(
  { quiz, answering }: { quiz: SharedQuiz; answering: CheckAnswers },
) {
  const { questions } = quiz;
  const { givenAnswers: given } = answering;
  const isAnswered = ({ id }: { id: string }) =>
    isNonEmptyAnswer(given.answers[id]);
  const at = useSignal(firstOpen());
  const heading = useRef<HTMLHeadingElement>(null);
  // True at first too, so that keys and typing reach the first question.
  const moved = useRef(true);
  // A layout effect, so that the next key reaches the next question.
  useLayoutEffect(() => {
    if (moved.current) focusQuestion(heading.current);
    moved.current = false;
  }, [at.value]);
  usePictures(quiz);

  function firstOpen(): number {
    const found = questions.findIndex((it) => !isAnswered(it));
    return found < 0 ? questions.length : found;
  }
  const go = (to: number) => {
    moved.current = true;
    at.value = Math.max(0, Math.min(to, questions.length));
  };
  const question = questions[at.value];
  return (
    <>
      <Overview
        questions={questions}
        given={given}
        at={at.value}
        onGo={go}
      />
      {question
        ? (
          <QuestionStep
            question={question}
            at={at.value}
            of={questions.length}
            answering={answering}
            heading={heading}
            onGo={go}
          />
        )
        : (
          <Review
            quiz={quiz}
            answering={answering}
            heading={heading}
            onGo={go}
          />
        )}
    </>
  );
}

function QuestionStep({ question, at, of, answering, heading, onGo }: {
  question: PublicQuestion;
  at: number;
  of: number;
  answering: CheckAnswers;
  heading: RefObject<HTMLHeadingElement>;
  onGo: (to: number) => void;
}) {
  const number = useId();
  const answer = answering.givenAnswers.answers[question.id];
  const last = at === of - 1;
  const next = () => {
    if (!focusUnreadableField(heading.current)) onGo(at + 1);
  };
  return (
    <>
      <div
        class="quiz-question card stack"
        onKeyDown={createQuizKeyHandler({
          question,
          answer,
          onAnswer: (answer) => answering.answerQuestion(question.id, answer),
          onNext: next,
        })}
      >
        <QuestionHeading
          id={number}
          heading={heading}
          at={at}
          of={of}
          points={question.points}
        />
        <QuestionForm
          key={question.id}
          question={question}
          answer={answer}
          onAnswer={(answer) => answering.answerQuestion(question.id, answer)}
          state={answering.stateOf(question.id)}
          pause={typedAnswerDelayMs}
          describedBy={number}
          clears
        />
        <div class="spread tight quiz-steps">
          {at > 0 && <Button onClick={() => onGo(at - 1)}>{t.previous}</Button>}
          <Button look="main" onClick={next}>
            {last && <HandInIcon />}
            {last ? t.handIn : t.next}
          </Button>
        </div>
        {questionRules[question.kind].options(question).length > 0 && (
          <p class="quiz-keys quiet small">{t.keys}</p>
        )}
      </div>
      {!last && (
        <p>
          <Button look="bare" onClick={() => onGo(of)}>
            <HandInIcon />
            {t.handIn}
          </Button>
        </p>
      )}
    </>
  );
}

/** Loads all pictures at first, so that they are there offline. */
function usePictures({ questions }: SharedQuiz) {
  useEffect(() => {
    for (const { image } of questions) {
      if (image) new Image().src = `/api/files/${image}`;
    }
  }, []);
}

function Review({ quiz, answering, heading, onGo }: {
  quiz: SharedQuiz;
  answering: CheckAnswers;
  heading: Ref<HTMLHeadingElement>;
  onGo: (to: number) => void;
}) {
  const { givenAnswers: given, isOffline: away } = answering;
  const missing = quiz.questions.flatMap(({ id }, n) =>
    isNonEmptyAnswer(given.answers[id]) ? [] : [n]
  );
  const numbers = formatList(missing.map((n) => String(n + 1)));
  return (
    <div class="card stack">
      <h3 ref={heading} tabIndex={-1}>{t.review}</h3>
      {missing.length === 0 ? <p>{t.allAnswered}</p> : (
        <p>
          <strong>{t.missing({ count: missing.length, numbers })}</strong>
        </p>
      )}
      <p>{t.final}</p>
      {away && (
        <p class="row">
          <OfflineIcon />
          <span>{t.awayHint}</span>
        </p>
      )}
      <div class="actions">
        {missing.length > 0 && (
          <Button
            look="main"
            onClick={() => onGo(missing[0])}
          >
            {t.answerOne({ number: missing[0] + 1 })}
          </Button>
        )}
        <Button
          look={missing.length > 0 ? undefined : "main"}
          onClick={() => answering.handIn()}
        >
          <HandInIcon />
          {missing.length > 0 ? t.handInAnyway : t.handIn}
        </Button>
      </div>
    </div>
  );
}
