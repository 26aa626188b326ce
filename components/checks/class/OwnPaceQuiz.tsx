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
import { CheckIcon, OfflineIcon } from "../../ui/icons.tsx";
import { HandInIcon } from "../../ui/later_icons.tsx";
import { formatList } from "../../../formats/format_list.ts";
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
  { questions, givenAnswers, index, onGo }: {
    questions: readonly PublicQuestion[];
    givenAnswers: ResourceAnswers;
    index: number;
    onGo: (to: number) => void;
  },
) {
  const answered = questions.filter(({ id }) =>
    isNonEmptyAnswer(givenAnswers.answers[id])
  );
  const list = (
    <ol class="overview">
      {questions.map(({ id }, n) => {
        const isAnswered = isNonEmptyAnswer(givenAnswers.answers[id]);
        const number = n + 1;
        return (
          <li key={id}>
            <Button
              look="small figures"
              data-given={isAnswered}
              aria-current={n === index ? "step" : undefined}
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
  const { givenAnswers } = answering;
  const isAnswered = ({ id }: { id: string }) =>
    isNonEmptyAnswer(givenAnswers.answers[id]);
  const index = useSignal(firstOpen());
  const heading = useRef<HTMLHeadingElement>(null);
  // True at first too, so that keys and typing reach the first question.
  const moved = useRef(true);
  // A layout effect, so that the next key reaches the next question.
  useLayoutEffect(() => {
    if (moved.current) focusQuestion(heading.current);
    moved.current = false;
  }, [index.value]);
  usePictures(quiz);

  function firstOpen(): number {
    const openIndex = questions.findIndex((it) => !isAnswered(it));
    return openIndex < 0 ? questions.length : openIndex;
  }
  const go = (to: number) => {
    moved.current = true;
    index.value = Math.max(0, Math.min(to, questions.length));
  };
  const question = questions[index.value];
  return (
    <>
      <Overview
        questions={questions}
        givenAnswers={givenAnswers}
        index={index.value}
        onGo={go}
      />
      {question
        ? (
          <QuestionStep
            question={question}
            index={index.value}
            count={questions.length}
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

function QuestionStep({ question, index, count, answering, heading, onGo }: {
  question: PublicQuestion;
  index: number;
  count: number;
  answering: CheckAnswers;
  heading: RefObject<HTMLHeadingElement>;
  onGo: (to: number) => void;
}) {
  const number = useId();
  const answer = answering.givenAnswers.answers[question.id];
  const isLast = index === count - 1;
  const next = () => {
    if (!focusUnreadableField(heading.current)) onGo(index + 1);
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
          index={index}
          count={count}
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
          canClear
        />
        <div class="spread tight quiz-steps">
          {index > 0 && (
            <Button onClick={() => onGo(index - 1)}>{t.previous}</Button>
          )}
          <Button look="main" onClick={next}>
            {isLast && <HandInIcon />}
            {isLast ? t.handIn : t.next}
          </Button>
        </div>
        {questionRules[question.kind].options(question).length > 0 && (
          <p class="quiz-keys quiet small">{t.keys}</p>
        )}
      </div>
      {!isLast && (
        <p>
          <Button look="bare" onClick={() => onGo(count)}>
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
  const { givenAnswers, isOffline } = answering;
  const missing = quiz.questions.flatMap(({ id }, n) =>
    isNonEmptyAnswer(givenAnswers.answers[id]) ? [] : [n]
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
      {isOffline && (
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
