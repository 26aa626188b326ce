/**
 * A running quiz or poll for its teacher: results, who has answered, grades; of an anonymous poll only
 * counts.
 */
import { type Signal, useSignal } from "@preact/signals";
import { useId, useMemo } from "preact/hooks";
import { live as t, share } from "texts/sharing_live.ts";
import type { Question } from "../../../classroom/model/resources/questions.ts";
import {
  countAnswers,
  mayNeedGrade,
  type QuestionCounts,
  sumCounts,
  withKnownSolution,
} from "../../../classroom/model/resources/results.ts";
import {
  type CheckResource,
  currentQuestionIndex,
  type ResourceSecret,
  type SharedPoll,
} from "../../../classroom/model/resources/shared_resources.ts";
import { Markdown } from "../../markdown/Markdown.tsx";
import { formatTime } from "../../../formats/format_time.ts";
import { AnswerBars, type HiddenWords } from "../questions/AnswerBars.tsx";
import { AnswerCountdown } from "../questions/AnswerCountdown.tsx";
import {
  QuestionText,
  translatePollQuestion,
} from "../questions/QuestionText.tsx";
import { CheckActions } from "./CheckActions.tsx";
import type { LiveClass } from "../../resources/live/live_class.ts";
import { AnswerGrading } from "./AnswerGrading.tsx";
import {
  describeAudience,
  hasShownAllResults,
  kindNameOf,
  openStateOf,
  titleOf,
} from "../../resources/live/resource_words.ts";
import { AnswerSheetTable } from "./AnswerSheetTable.tsx";
import {
  type CheckProgress,
  computeProgress,
  currentQuestion,
} from "./check_progress.ts";
import { countTextsToGrade } from "./grading.ts";
import { usePollVotes } from "./use_poll_votes.ts";
import "../../resources/live/live.css";

type View = "questions" | "students" | "marks";

export function LiveCheck(
  { lesson, shared: check }: { lesson: LiveClass; shared: CheckResource },
) {
  const view = useSignal<View>("questions");
  const people = lesson.resources.sheetsOf(check.id).value;
  const secret = lesson.resources.secretOf(check.id);
  const { actions, isAhead = false, id, students } = lesson;
  const hasLoadedAnswers = lesson.resources.hasLoadedAnswers.value;
  const current = lesson.isOver ? undefined : currentQuestion(check);
  const checkProgress = useMemo(
    () => computeProgress(check, students, people, current?.id),
    [check, students, people, current?.id],
  );
  const questionCounts = useMemo(() => countAnswers(check, people.values()), [
    check,
    people,
  ]);
  const questions = useMemo(
    () =>
      check.poll
        ? [translatePollQuestion(check)]
        : check.questions.map((question) =>
          withKnownSolution(secret, question)
        ),
    [check, secret],
  );
  const toGradeCount = useMemo(
    () => countTextsToGrade(questions, secret, people),
    [
      questions,
      secret,
      people,
    ],
  );
  const isSecret = check.anonymous === true;
  const state = openStateOf(check, lesson);
  const views: View[] = isSecret || isAhead
    ? []
    : questions.some(mayNeedGrade) && !lesson.isReadOnly
    ? ["questions", "students", "marks"]
    : ["questions", "students"];
  // The table of students has all names already.
  const hasNames = !isSecret && view.value !== "students";
  const content = useMemo(() => {
    const words = wordsOf(lesson, check, secret);
    if (check.anonymous) {
      return (
        <SecretBars
          session={id}
          poll={check}
          secret={secret}
          anonymousVoteCount={people.size}
          words={words}
        />
      );
    }
    const viewProps = { check, questions, secret, people };
    switch (view.value) {
      case "students":
        return <AnswerSheetTable {...viewProps} students={students} />;
      case "marks":
        return <AnswerGrading {...viewProps} actions={actions} />;
      case "questions":
        return (
          <CheckQuestions
            {...viewProps}
            questionCounts={questionCounts}
            words={words}
          />
        );
    }
  }, [view.value, check, questions, secret, people, students, questionCounts]);
  return (
    <div class="live-check stack">
      <LiveCheckHead
        lesson={lesson}
        check={check}
        checkProgress={checkProgress}
        current={current}
      />
      <div class="stack live-check-parts" data-named={hasNames}>
        <div class="stack">
          {views.length > 1 && (
            <ViewChoice views={views} view={view} toGradeCount={toGradeCount} />
          )}
          {content}
        </div>
        {hasNames && hasLoadedAnswers && !isAhead && (
          <MissingStudents
            checkProgress={checkProgress}
            online={lesson.online}
            isDone={state === "closed" || state === "shown"}
          />
        )}
      </div>
    </div>
  );
}

function LiveCheckHead({ lesson, check, checkProgress, current }: {
  lesson: LiveClass;
  check: CheckResource;
  checkProgress: CheckProgress;
  current: ReturnType<typeof currentQuestion>;
}) {
  const { isAhead = false } = lesson;
  const state = openStateOf(check, lesson);
  const counts = { answered: checkProgress.answered, of: checkProgress.total };
  const progress = !lesson.resources.hasLoadedAnswers.value
    ? share.loading
    : current
    ? t.answeredQuestion({ ...counts, n: current.n })
    : t.answered(counts);
  return (
    <div class="card stack tight live-check-head">
      <div class="spread">
        <div>
          <h3>{titleOf(check)}</h3>
          <p class="small quiet">
            {[
              kindNameOf(check),
              ...isAhead ? [] : [sharedAt(check, lesson)],
              describeAudience(check, lesson.rooms),
              check.pace
                ? check.pace === "own" ? t.ownPace : t.together
                : check.anonymous
                ? t.anonymous
                : t.named,
            ].join(" · ")}
          </p>
        </div>
        <div class="cluster">
          {check.endsAt !== undefined &&
            !check.closed && !lesson.isOver && !isAhead &&
            !hasShownAllResults(check) && (
            <AnswerCountdown endsAt={check.endsAt} session={lesson.session} />
          )}
          {state && (
            <span class={state === "open" ? "badge active" : "badge"}>
              {t.states[state]}
            </span>
          )}
        </div>
      </div>
      {!isAhead && (
        <Progress
          checkProgress={checkProgress}
          text={progress}
          isOwnPace={check.pace === "own"}
        />
      )}
      {!lesson.isReadOnly && (
        <CheckActions
          lesson={lesson}
          check={check}
          checkProgress={checkProgress}
        />
      )}
    </div>
  );
}

function ViewChoice({ views, view, toGradeCount }: {
  views: readonly View[];
  view: Signal<View>;
  toGradeCount: number;
}) {
  const names = {
    questions: t.views.questions,
    students: t.views.students,
    marks: t.views.marks({ count: toGradeCount }),
  };
  return (
    <div class="actions" role="group" aria-label={t.views.label}>
      {views.map((choice) => (
        <button
          key={choice}
          type="button"
          class="button small"
          aria-pressed={choice === view.value}
          onClick={() => view.value = choice}
        >
          {names[choice]}
        </button>
      ))}
    </div>
  );
}

/**
 * The hidden words of a word poll, and, unless `isReadOnly`, a function that changes them. Undefined for other polls.
 */
function wordsOf(
  { actions, isReadOnly }: LiveClass,
  check: CheckResource,
  { hiddenWords: hidden = [] }: ResourceSecret,
): HiddenWords | undefined {
  if (check.poll !== "word") return undefined;
  if (isReadOnly) return { hidden };
  const change = (text: string, isHidden: boolean) =>
    actions.change(check.id, { words: [{ text, hidden: isHidden }] });
  return {
    hidden,
    async onHide(word, isHidden) {
      if (!await change(word, isHidden) || !isHidden) return;
      actions.notice.value = {
        text: t.wordHidden({ word }),
        undo: () => change(word, false),
      };
    },
  };
}

function sharedAt({ at }: CheckResource, { zone }: LiveClass): string {
  return t.sharedAt({ time: formatTime(at, "hour", zone) });
}

/** The bars of an anonymous poll, whose counts are in no document. */
function SecretBars(
  { session, poll, secret, anonymousVoteCount, words }: {
    session: string;
    poll: SharedPoll;
    secret: ResourceSecret;
    anonymousVoteCount: number;
    words?: HiddenWords;
  },
) {
  const polledVotes = usePollVotes(session, poll, anonymousVoteCount);
  const { counts = {} } = secret;
  // The results that the class has leave out hidden words, so they are not used here.
  const voteCount = sumCounts(counts);
  const votes = voteCount > 0 ? { answered: voteCount, counts } : polledVotes;
  const question = translatePollQuestion(poll);
  return (
    <CheckQuestions
      check={poll}
      questions={[question]}
      questionCounts={[{ id: question.id, ...votes }]}
      words={words}
    />
  );
}

/** Up to this many names are shown; more are folded. */
const foldedFrom = 40;

/** @param isOwnPace at the student's own pace, so that those who handed in are counted too */
function Progress({ checkProgress, text, isOwnPace }: {
  checkProgress: CheckProgress;
  text: string;
  isOwnPace: boolean;
}) {
  const { answered, done, total } = checkProgress;
  return (
    <div class="stack snug">
      <p class="cluster baseline who-answered-figures figures">
        <strong>{text}</strong>
        {isOwnPace && <span class="quiet">{t.handedIn({ done })}</span>}
      </p>
      <svg class="who-answered-bar" aria-hidden="true">
        <rect
          width={`${total > 0 ? 100 * answered / total : 0}%`}
          height="100%"
        />
      </svg>
    </div>
  );
}

function MissingStudents({ checkProgress, online, isDone }: {
  checkProgress: CheckProgress;
  online: ReadonlySet<string>;
  isDone: boolean;
}) {
  const { missing, total } = checkProgress;
  if (total === 0) return null;
  if (missing.length === 0) return <p class="small">{t.allAnswered}</p>;
  return (
    <details open={missing.length <= foldedFrom}>
      <summary class="figures">
        {(isDone ? t.missed : t.missing)({ count: missing.length })}
      </summary>
      <ul class="cluster snug who-missing">
        {missing.map(({ id, name }) => (
          <li key={id} data-online={online.has(id)}>
            {name}
            {!online.has(id) && (
              <span class="quiet small">{` (${t.offline})`}</span>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

function CheckQuestions({ check, questions, questionCounts, words }: {
  check: CheckResource;
  questions: readonly Question[];
  questionCounts: readonly QuestionCounts[];
  words?: HiddenWords;
}) {
  const show = (index: number) => (
    <OneQuestion
      key={questions[index].id}
      check={check}
      question={questions[index]}
      questionCounts={questionCounts[index]}
      words={words}
      n={index + 1}
    />
  );
  if (check.pace !== "together") {
    return <div class="stack">{questions.map((_, at) => show(at))}</div>;
  }
  const current = currentQuestionIndex(check);
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

/** Whether the quiz is named after its only question, which is then shown once. */
function isNamedBy(check: CheckResource, { text, image }: Question): boolean {
  return check.of === 1 && !image &&
    check.name === text.trim();
}

function OneQuestion({ check, question, questionCounts, words, n }: {
  check: CheckResource;
  question: Question;
  questionCounts: QuestionCounts;
  words?: HiddenWords;
  n: number;
}) {
  const id = useId();
  const { correct, tolerance, explanation } = question;
  return (
    <section class="card stack" aria-labelledby={id}>
      {check.poll ? <h4 class="visually-hidden" id={id}>{t.kinds.poll}</h4> : (
        <>
          <h4
            class={check.of > 1 ? "small quiet figures" : "visually-hidden"}
            id={id}
          >
            {t.question({ n, of: check.of })}
          </h4>
          {!isNamedBy(check, question) && (
            <QuestionText
              question={question}
            />
          )}
        </>
      )}
      <AnswerBars
        question={question}
        counted={{ ...questionCounts, correct, tolerance }}
        isAnonymous={check.anonymous}
        hasTip
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
