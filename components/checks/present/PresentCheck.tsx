/**
 * A quiz or poll on the projector. A poll's bars are shown at once, a quiz's with its results. Never
 * shows names, and no words of students before the results.
 */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { onPresent as t } from "texts/sharing_live.ts";
import { questionRules } from "../../../classroom/model/questions/question_rules.ts";
import {
  countAnswers,
  type QuestionCounts,
  sumCounts,
} from "../../../classroom/model/resources/results.ts";
import {
  type CheckResource,
  currentQuestionIndex,
  isOnePressCheck,
  type SharedPoll,
} from "../../../classroom/model/resources/shared_resources.ts";
import type { ClassSession } from "../../client/class_session.ts";
import type { Student } from "../../people/students.ts";
import { IconButton } from "../../ui/Button.tsx";
import { ArrowLeftIcon } from "../../ui/icons.tsx";
import { ChevronRightIcon } from "../../ui/later_icons.tsx";
import { arrowStep } from "../../ui/keys.ts";
import { DeskResources } from "../../resources/live/desk_resources.ts";
import {
  type CheckProgress,
  computeProgress,
  currentQuestion,
} from "../live/check_progress.ts";
import { usePollVotes } from "../live/use_poll_votes.ts";
import { AnswerCountdown } from "../questions/AnswerCountdown.tsx";
import {
  QuestionText,
  translatePollQuestion,
} from "../questions/QuestionText.tsx";
import { Markdown } from "../../markdown/Markdown.tsx";
import {
  choiceLetter,
  hasLetters,
  type QuestionWithKeys,
} from "../questions/answer_keys.ts";
import { AnswerBars } from "../questions/AnswerBars.tsx";
import type { AnsweredCounts } from "../../../classroom/model/questions/answer_rows.ts";
import "./present.css";

export function PresentCheck({ session, shared: check, students, children }: {
  session: ClassSession;
  shared: CheckResource;
  students: readonly Student[];
  children: ComponentChildren;
}) {
  const people = session.part(DeskResources).sheetsOf(check.id).value;
  const current = currentQuestion(check)?.id;
  const checkProgress = computeProgress(check, students, people, current);
  const isOwn = check.pace === "own";
  const isRunning = !check.closed && !check.results;
  // If there is a single question, all students are at it, and dots suffice.
  const isRing = isOwn && !check.results && check.of > 1;
  // Once closed, answers count even if they were not handed in.
  const isHandedIn = isOwn && isRunning && !isOnePressCheck(check);
  const counted = isHandedIn ? checkProgress.done : checkProgress.answered;
  const counts = { ...checkProgress, of: checkProgress.total };
  const progress = isHandedIn ? t.handedIn(counts) : t.answered(counts);
  const isNamed = check.pace !== undefined && check.of > 1;
  const endsAt = check.closed ? undefined : check.endsAt;
  return (
    <section class="present-stage present-check" data-holds>
      {(isNamed || endsAt !== undefined) && (
        <div class="spread present-check-head">
          {isNamed && <h2>{check.name}</h2>}
          {endsAt !== undefined && (
            <AnswerCountdown endsAt={endsAt} session={session} />
          )}
        </div>
      )}
      {check.poll
        ? <Poll session={session} poll={check} />
        : isRing
        ? (
          <ProgressRing
            {...{ checkProgress, counted, progress, isRunning }}
          />
        )
        : <Questions check={check} />}
      <div class="spread present-foot">
        {!isRing && (
          <AnswerDots counted={counted} total={checkProgress.total}>
            {check.closed && !check.results
              ? `${progress} · ${t.closed}`
              : progress}
          </AnswerDots>
        )}
        {children}
      </div>
    </section>
  );
}

/** Up to this many students have a dot each; more are shown by a bar. */
const maxDots = 72;

/** Dots are filled from the first on, so that a dot does not tell whose it is. */
function AnswerDots({ counted, total, children }: {
  counted: number;
  total: number;
  children: string;
}) {
  return (
    <div class="cluster present-answers">
      {total <= maxDots && (
        <p class="cluster present-dots" aria-hidden="true">
          {Array.from(
            { length: total },
            (_, n) => <span key={n} data-answered={n < counted} />,
          )}
        </p>
      )}
      {total > maxDots && (
        <svg class="present-bar" aria-hidden="true">
          <rect width={`${partOf(counted, total)}%`} height="100%" />
        </svg>
      )}
      <p class="present-answered figures">{children}</p>
    </div>
  );
}

/** Progress at the students' own pace: a ring of those who have begun and those who have handed in. */
function ProgressRing(
  { checkProgress: { answered, total }, counted, progress, isRunning }: {
    checkProgress: CheckProgress;
    counted: number;
    progress: string;
    isRunning: boolean;
  },
) {
  return (
    <div class="stack middle present-own" data-holds>
      <div class="present-ring figures">
        <svg viewBox="0 0 100 100" aria-hidden="true">
          <circle cx="50" cy="50" r="44" />
          <Arc
            from={partOf(counted, total)}
            to={partOf(answered, total)}
            is="begun"
          />
          <Arc from={0} to={partOf(counted, total)} is="done" />
        </svg>
        <strong aria-hidden="true">
          {t.ring({ count: counted, of: total })}
        </strong>
      </div>
      <p class="figures">{progress}</p>
      <p class="present-note figures">
        {isRunning ? `${t.begun({ answered })} · ${t.ownPace}` : t.closed}
      </p>
    </div>
  );
}

function Arc(
  { from, to, is }: { from: number; to: number; is: "begun" | "done" },
) {
  if (to <= from) return null;
  return (
    <circle
      cx="50"
      cy="50"
      r="44"
      pathLength="100"
      stroke-dasharray={`0 ${from} ${to - from} 100`}
      data-part={is}
    />
  );
}

/** The share in hundredths; 0 if `total` is 0. */
function partOf(count: number, total: number): number {
  return total > 0 ? 100 * Math.min(1, count / total) : 0;
}

function Poll(
  { session, poll }: { session: ClassSession; poll: SharedPoll },
) {
  const people = session.part(DeskResources).sheetsOf(poll.id).value;
  const question = translatePollQuestion(poll);
  const [result] = poll.results ?? [];
  // The result that the class has leaves out hidden words.
  const counted = result
    ? <PollBars poll={poll} questionCounts={result} />
    : poll.anonymous
    ? (
      <SecretBars
        session={session.seat.session}
        poll={poll}
        anonymousVoteCount={people.size}
      />
    )
    : (
      <PollBars
        poll={poll}
        questionCounts={countAnswers(poll, people.values())[0]}
      />
    );
  return (
    <div class="present-question" data-holds>
      <PresentQuestion question={question} hasChoices={false} />
      {counted}
    </div>
  );
}

function SecretBars({ session, poll, anonymousVoteCount }: {
  session: string;
  poll: SharedPoll;
  anonymousVoteCount: number;
}) {
  const votes = usePollVotes(session, poll, anonymousVoteCount);
  return (
    <PollBars
      poll={poll}
      questionCounts={{ id: poll.questions[0].id, ...votes }}
    />
  );
}

/** The bars of a poll; of an anonymous one, the choices until votes are revealed. */
function PollBars(
  { poll, questionCounts }: {
    poll: SharedPoll;
    questionCounts: QuestionCounts;
  },
) {
  const question = { ...translatePollQuestion(poll), text: "" };
  if (poll.poll === "word" && !poll.results) {
    return <p class="present-note">{t.wordsLater}</p>;
  }
  if (poll.anonymous && sumCounts(questionCounts.counts) === 0) {
    return <PresentQuestion question={question} hasText={false} />;
  }
  return (
    <PresentQuestion
      question={question}
      hasText={false}
      hasChoices={false}
      counted={questionCounts}
      isAnonymous={poll.anonymous}
    />
  );
}

/** One question at a time: the class's current one; with results the teacher can go to any. */
function Questions({ check }: { check: Exclude<CheckResource, SharedPoll> }) {
  const { pace, questions, results = [] } = check;
  const current = pace === "together" ? currentQuestionIndex(check) : 0;
  const place = useSignal(current);
  useEffect(() => {
    place.value = current;
  }, [current]);
  const go = (step: number) => {
    const next = place.peek() + step;
    if (next >= 0 && next < questions.length) place.value = next;
  };
  const canGo = results.length > 1;
  useEffect(() => {
    if (!canGo) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.target === document.body) go(arrowStep(event));
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [canGo, questions.length]);
  const index = Math.min(place.value, questions.length - 1);
  const question = questions[index];
  const result = results.find(({ id }) => id === question.id);
  return (
    <div class="present-question" data-holds>
      {check.of > 1 && (
        <div class="row present-pager figures">
          {canGo && (
            <IconButton
              label={t.previous}
              Icon={ArrowLeftIcon}
              disabled={index === 0}
              onClick={() => go(-1)}
            />
          )}
          <span>{`${index + 1} / ${check.of}`}</span>
          {canGo && (
            <IconButton
              label={t.next}
              Icon={ChevronRightIcon}
              disabled={index === questions.length - 1}
              onClick={() => go(1)}
            />
          )}
        </div>
      )}
      <PresentQuestion
        key={question.id}
        question={question}
        hasChoices={!result}
        counted={result}
        explanation={result?.explanation}
      />
    </div>
  );
}

/** If there are at most `fewChoices`, and one has more letters than `longChoice`, each has a whole line. */
const longChoice = 120, fewChoices = 5;

function needWholeLines({ choices = [] }: QuestionWithKeys): boolean {
  return choices.length <= fewChoices &&
    choices.some(({ text }) => text.length > longChoice);
}

function PresentQuestion(
  {
    question,
    hasText = true,
    hasChoices = true,
    counted,
    isAnonymous = false,
    explanation,
  }: {
    question: QuestionWithKeys;
    hasText?: boolean;
    hasChoices?: boolean;
    counted?: AnsweredCounts;
    isAnonymous?: boolean;
    explanation?: string;
  },
) {
  const rules = questionRules[question.kind];
  const choices = question.choices ?? rules.options(question);
  return (
    <>
      {hasText && (
        <div class="present-text">
          <QuestionText question={question} />
        </div>
      )}
      {hasChoices && choices.length > 0 && (
        <ul
          class="present-choices"
          data-holds
          data-scale={rules.answers === "numbers"}
          data-lines={needWholeLines(question)}
        >
          {choices.map(({ text }, index) => (
            <li key={text}>
              {hasLetters(question) && (
                <span class="present-letter">{choiceLetter(index)}</span>
              )}
              <Markdown text={text} by="choice" />
            </li>
          ))}
        </ul>
      )}
      {counted && (
        <div
          class="present-bars"
          data-holds
          data-choices={question.choices !== undefined}
          data-anonymous={isAnonymous}
          data-lines={needWholeLines(question)}
        >
          <AnswerBars
            question={question}
            counted={counted}
            isAnonymous={isAnonymous}
          />
        </div>
      )}
      {counted && explanation && (
        <div class="present-explanation">
          <Markdown text={explanation} />
        </div>
      )}
    </>
  );
}
