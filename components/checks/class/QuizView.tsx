import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { quiz as t } from "texts/sharing_class.ts";
import { questionRules } from "../../../classroom/model/questions/question_rules.ts";
import {
  type Answer,
  isNonEmptyAnswer,
  type PublicQuestion,
} from "../../../classroom/model/resources/questions.ts";
import {
  type ClassResult,
  currentQuestionIndex,
  isCheckOver,
  type SharedQuiz,
} from "../../../classroom/model/resources/shared_resources.ts";
import { language } from "../../../locales/current.ts";
import { Markdown } from "../../markdown/Markdown.tsx";
import type { ClassSession } from "../../client/class_session.ts";
import { Notice } from "../../ui/Notice.tsx";
import { CheckIcon, ClockIcon, CloseIcon } from "../../ui/icons.tsx";
import { AnswerBars } from "../questions/AnswerBars.tsx";
import { QuestionForm } from "../questions/QuestionForm.tsx";
import { QuestionText } from "../questions/QuestionText.tsx";
import type { ResourceAnswers } from "../../resources/class_resources.ts";
import { QuestionHeading } from "./QuestionHeading.tsx";
import {
  type CheckAnswers,
  typedAnswerDelayMs,
  useCheckAnswers,
} from "./check_answers.ts";
import { OwnPaceQuiz } from "./OwnPaceQuiz.tsx";
import { StudentResources } from "../../resources/class/student_resources.ts";
import { createQuizKeyHandler, focusQuestion } from "./quiz_keys.ts";
import {
  type AnswerGrade,
  countAnswered,
  gradeAnswer,
  sumPoints,
} from "../../resources/class/check_standing.ts";

type Phase = "asked" | "handedIn" | "closed" | "results";

function phaseOf(quiz: SharedQuiz, isHandedIn: boolean): Phase {
  const { pace, results = [], closed, of } = quiz;
  if (pace === "together") {
    return closed && results.length >= of ? "results" : "asked";
  }
  if (quiz.results) return "results";
  return isHandedIn ? "handedIn" : closed ? "closed" : "asked";
}

export function QuizView(
  { session, shared: quiz }: { session: ClassSession; shared: SharedQuiz },
) {
  const answering = useCheckAnswers(session, quiz);
  const { givenAnswers, isOffline } = answering;
  const phase = phaseOf(quiz, givenAnswers.done);
  const place = useRef<HTMLDivElement>(null);
  const lastPhase = useRef(phase);
  // A layout effect, so that it runs before the code that keeps the focus.
  useLayoutEffect(() => {
    if (lastPhase.current === phase) return;
    lastPhase.current = phase;
    // Only if the focused element is gone; a focus elsewhere on the page stays.
    const { activeElement, body } = globalThis.document;
    if (activeElement !== body && activeElement !== null) return;
    place.current?.closest("section")?.querySelector("h2")?.focus();
  }, [phase]);
  const isOver = isCheckOver(
    quiz,
    session.part(StudentResources).serverTimeMs.value,
  );
  return (
    <div class="quiz stack" ref={place}>
      <p class="visually-hidden" role="status">
        {phase === "asked" ? "" : t.phases[phase]}
      </p>
      {answering.isOutboxFull.value && <Notice tone="stop">{t.full}</Notice>}
      {phase === "asked"
        ? (
          <>
            {isOver && !quiz.closed && <Notice tone="warn">{t.over}</Notice>}
            {quiz.pace === "own"
              ? <OwnPaceQuiz quiz={quiz} answering={answering} />
              : <OneByOne quiz={quiz} answering={answering} />}
          </>
        )
        : (
          <>
            {phase === "handedIn" && (
              <Notice tone="good">
                <p>
                  {givenAnswers.unsent && isOffline
                    ? t.handedInAway
                    : t.handedIn}
                </p>
              </Notice>
            )}
            {phase === "closed" && (
              <Notice tone="plain">
                <p>
                  {givenAnswers.unsent && isOffline
                    ? t.closedAway
                    : t.closedNow}
                </p>
              </Notice>
            )}
            <Results check={quiz} givenAnswers={givenAnswers} />
          </>
        )}
    </div>
  );
}

// All questions with the student's answers; once the class has them, also results and points.

function Results(
  { check, givenAnswers }: { check: SharedQuiz; givenAnswers: ResourceAnswers },
) {
  const points = sumPoints(check, givenAnswers.answers);
  return (
    <>
      {points && (
        <p class="quiz-points" role="status">
          {!givenAnswers.done && countAnswered(check, givenAnswers) === 0
            ? t.answeredNone
            : points.hasUnmarked
            ? t.scoreSoFar(points)
            : t.score(points)}
        </p>
      )}
      <ul class="stack">
        {check.questions.map((question, index) => (
          <li key={question.id} class="card stack">
            <QuestionHeading
              index={index}
              count={check.of}
              points={question.points}
            />
            <QuestionResult
              question={question}
              result={check.results?.find(({ id }) =>
                id === question.id
              )}
              ownAnswer={givenAnswers.answers[question.id]}
              isLate={givenAnswers.late.includes(question.id)}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

// A quiz that the class answers together, question by question.

function OneByOne(
  { quiz, answering }: { quiz: SharedQuiz; answering: CheckAnswers },
) {
  const { givenAnswers } = answering;
  const index = currentQuestionIndex(quiz);
  const current = quiz.questions[index];
  const result = quiz.results?.find(({ id }) => id === current.id);
  const answer = givenAnswers.answers[current.id];
  const heading = useRef<HTMLHeadingElement>(null);
  const number = useId();
  // A layout effect, so that the next key reaches the next question.
  useLayoutEffect(() => {
    // Only if the focused field is gone, or a heading of this quiz has the focus.
    const { activeElement, body } = globalThis.document;
    const page = heading.current?.closest("section");
    if (
      !activeElement || activeElement === body ||
      (page?.contains(activeElement) && activeElement.matches("h2, h3"))
    ) {
      focusQuestion(heading.current);
    }
  }, [current.id]);
  const onAnswer = (next: Answer) => answering.answerQuestion(current.id, next);
  const earlier = quiz.questions.slice(0, index);
  return (
    <>
      <div
        class="quiz-question card stack"
        onKeyDown={result || quiz.closed
          ? undefined
          : createQuizKeyHandler({ question: current, answer, onAnswer })}
      >
        <QuestionHeading
          id={number}
          heading={heading}
          index={index}
          count={quiz.of}
          points={current.points}
        />
        {result
          ? (
            <QuestionResult
              question={current}
              result={result}
              ownAnswer={answer}
              isLate={givenAnswers.late.includes(current.id)}
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
              pause={typedAnswerDelayMs}
              describedBy={number}
              canClear
            />
          )}
        <p class="quiet" role="status">{wordsNow()}</p>
      </div>
      {earlier.length > 0 && (
        <details>
          <summary>{t.earlier({ count: earlier.length })}</summary>
          <ul class="stack">
            {earlier.toReversed().map((question) => (
              <li key={question.id} class="card">
                <QuestionResult
                  question={question}
                  result={quiz.results?.find(({ id }) =>
                    id === question.id
                  )}
                  ownAnswer={givenAnswers.answers[question.id]}
                  isLate={givenAnswers.late.includes(question.id)}
                />
              </li>
            ))}
          </ul>
        </details>
      )}
      {quiz.closed && index === quiz.of - 1 && result && (
        <Notice tone="good">
          <p>{t.lastOne}</p>
        </Notice>
      )}
    </>
  );

  function wordsNow(): string {
    if (result) return index < quiz.of - 1 ? t.goesOn : "";
    if (quiz.closed) return t.closedQuestion;
    if (isNonEmptyAnswer(answer)) return t.waitsForTeacher;
    const { answers, isOpen } = questionRules[current.kind];
    const isTyped = isOpen && answers !== "choices";
    return (isTyped ? t.nowWrite : t.now)({ number: index + 1 });
  }
}

const icons = {
  right: CheckIcon,
  wrong: CloseIcon,
  waits: ClockIcon,
  none: null,
};

export function QuestionResult(
  { question, result, ownAnswer, isLate = false }: {
    question: PublicQuestion;
    result?: ClassResult;
    ownAnswer: Answer | undefined;
    isLate?: boolean;
  },
) {
  const id = useId();
  const grade = result ? gradeAnswer(question, result, ownAnswer) : null;
  const { isOpen } = questionRules[question.kind];
  return (
    <div class="result stack">
      <QuestionText question={question} id={id} hasResults={!!result} />
      {(!result || isOpen || !isNonEmptyAnswer(ownAnswer)) && (
        <OwnAnswer question={question} ownAnswer={ownAnswer} />
      )}
      {(grade !== null && grade !== "none" || isLate) && (
        <p class="spread">
          {grade !== null && grade !== "none" && (
            <GradeLine grade={grade} points={question.points} />
          )}
          {isLate && isNonEmptyAnswer(ownAnswer) && (
            <span class="badge">{t.late}</span>
          )}
        </p>
      )}
      {result && (
        <AnswerBars
          question={question}
          counted={result}
          ownAnswer={ownAnswer}
          labelledBy={id}
        />
      )}
      {result?.explanation && (
        <div class="stack snug result-why">
          <h4 class="small">{t.explanation}</h4>
          <Markdown text={result.explanation} />
        </div>
      )}
    </div>
  );
}

function GradeLine(
  { grade, points }: { grade: NonNullable<AnswerGrade>; points?: number },
) {
  const Icon = icons[grade];
  return (
    <span class="result-mark" data-mark={grade}>
      {Icon && <Icon />}
      {t.marks[grade]}
      {grade === "right" && points !== undefined && points > 0 && (
        <span class="quiet">{t.points({ count: points })}</span>
      )}
    </span>
  );
}

function OwnAnswer(
  { question, ownAnswer }: {
    question: PublicQuestion;
    ownAnswer: Answer | undefined;
  },
) {
  if (!isNonEmptyAnswer(ownAnswer)) return <p class="quiet">{t.notAnswered}</p>;
  return (
    <div class="result-own">
      <span class="quiet">{t.yourAnswer}</span>
      {Array.isArray(ownAnswer)
        ? questionRules[question.kind].chosenChoices(question, ownAnswer).map((
          { id, text },
        ) => (
          <div key={id} class="result-choice">
            <Markdown text={text} by="choice" />
          </div>
        ))
        : (
          <strong>
            {typeof ownAnswer === "number"
              ? new Intl.NumberFormat(language().formats, {
                maximumSignificantDigits: 15,
                useGrouping: false,
              }).format(ownAnswer)
              : ownAnswer}
          </strong>
        )}
    </div>
  );
}
