/**
 * A check that is answered in one go: a poll, or a quiz whose only question takes one press (R-2, R-4, V-3). The card
 * that rises over the page shows it, and its own page in the Class Portal, where an answer can also be changed.
 */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { questions as questionText } from "texts/checks_questions.ts";
import { asked as t, poll as pollText, quiz } from "texts/sharing_class.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { questionRules } from "../../../classroom/model/questions/question_rules.ts";
import {
  type Answer,
  isNonEmptyAnswer,
} from "../../../classroom/model/resources/questions.ts";
import {
  type CheckResource,
  isCheckOver,
} from "../../../classroom/model/resources/shared_resources.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { Markdown } from "../../markdown/Markdown.tsx";
import { isAnsweredOnCard } from "../../resources/class/check_card.ts";
import { isVoteUnsent } from "../../resources/class/check_standing.ts";
import { StudentResources } from "../../resources/class/student_resources.ts";
import { UnconfirmedNote } from "../../resources/class/UnconfirmedNote.tsx";
import { Button, Form } from "../../ui/Button.tsx";
import { LockIcon } from "../../ui/icons.tsx";
import { ignorePressesAfterChange } from "../../ui/ignore_presses.ts";
import { ViewIcon } from "../../ui/later_icons.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { AnswerBars } from "../questions/AnswerBars.tsx";
import {
  choiceLetter,
  hasLetters,
  type QuestionWithKeys,
} from "../questions/answer_keys.ts";
import { ReadQuestion, StateLine } from "../questions/QuestionForm.tsx";
import {
  QuestionText,
  translatePollQuestion,
} from "../questions/QuestionText.tsx";
import { type CheckAnswers, useCheckAnswers } from "./check_answers.ts";
import { describeVote } from "./poll_texts.ts";
import { createQuizKeyHandler } from "./quiz_keys.ts";
import { QuestionResult } from "./QuizView.tsx";

type Phase = "asked" | "answered" | "results";

export interface OneQuestion {
  session: ClassSession;
  check: CheckResource;
  question: QuestionWithKeys;
  answering: CheckAnswers;
  phase: Phase;
  /** Empty in an anonymous poll: nobody knows who chose what. */
  ownAnswer: Answer | undefined;
  id: string;
  onAnswer: (answer: Answer) => void;
}

/** @param onAnswered called once an answer was given */
export function useOneQuestion(
  session: ClassSession,
  check: CheckResource,
  onAnswered?: () => void,
): OneQuestion {
  const answering = useCheckAnswers(session, check);
  const { choosePollAnswer } = session.part(StudentResources);
  const question = questionOf(check);
  const onAnswer = (answer: Answer) => {
    if (check.anonymous) {
      if (answering.ownVote?.isSent) return;
      // The choice is shown until the server has counted the vote.
      choosePollAnswer(check.id, answer);
      answering.vote(answer);
    } else {
      answering.answerQuestion(question.id, answer);
      // If the outbox was full, the word stays.
      if (answering.isOutboxFull.peek()) return;
      choosePollAnswer(check.id, undefined);
    }
    onAnswered?.();
  };
  return {
    session,
    check,
    question,
    answering,
    phase: phaseOf(check, answering),
    ownAnswer: ownAnswerOf(check, answering),
    id: useId(),
    onAnswer,
  };
}

function phaseOf(
  check: CheckResource,
  { givenAnswers, ownVote }: CheckAnswers,
): Phase {
  if (!isAnsweredOnCard(check)) return "asked";
  if (check.results) return "results";
  const [{ id }] = check.questions;
  return givenAnswers.done || ownVote?.isCounted ||
      isNonEmptyAnswer(givenAnswers.answers[id])
    ? "answered"
    : "asked";
}

function questionOf(check: CheckResource): QuestionWithKeys {
  return check.poll ? translatePollQuestion(check) : check.questions[0];
}

function ownAnswerOf(
  { anonymous, questions: [{ id }] }: CheckResource,
  { givenAnswers }: CheckAnswers,
): Answer | undefined {
  return anonymous ? undefined : givenAnswers.answers[id];
}

/** The reader's answer in words, without an anonymous vote's choice. */
export function describeAnswer(
  check: CheckResource,
  answering: CheckAnswers,
): string {
  const { givenAnswers, isOffline } = answering;
  return t.saidThen({
    said: describeVote(questionOf(check), ownAnswerOf(check, answering)),
    then: givenAnswers.unsent && isOffline ? t.sentLater : t.resultsLaterAny,
  });
}

/** Takes the own answer back. */
export function clearAnswer(check: CheckResource, answering: CheckAnswers) {
  const [{ id, kind }] = check.questions;
  answering.answerQuestion(id, questionRules[kind].clearingAnswer ?? []);
}

/** The page of such a check in the Class Portal. */
export function OneQuestionView(
  { session, shared: check }: { session: ClassSession; shared: CheckResource },
) {
  const oneQuestion = useOneQuestion(session, check);
  const { question, answering, phase, ownAnswer, id } = oneQuestion;
  const { points } = question;
  const { anonymous = false, closed = false, results } = check;
  const { pollChoices, serverTimeMs } = session.part(StudentResources);
  const canAnswer = !closed &&
    (phase === "asked" || phase === "answered" && !anonymous);
  const place = useRef<HTMLDivElement>(null);
  // The second of two presses on **Open** must not answer.
  useLayoutEffect(() => ignorePressesAfterChange(place.current!), [canAnswer]);
  useKeysOnPage(place, canAnswer && !anonymous ? oneQuestion : null);
  return (
    <div class="stack" ref={place}>
      <p class="visually-hidden" role="status">
        {phase === "results"
          ? quiz.phases.results
          : closed
          ? describeClosed(check, answering)
          : phase === "answered" && describeAnswer(check, answering)}
      </p>
      {check.poll
        ? (
          <p class="row top poll-how" id={`${id}-note`}>
            {anonymous ? <LockIcon /> : <ViewIcon />}
            <span>{describePrivacy()}</span>
          </p>
        )
        : points !== undefined && points > 0 && (
          <p class="quiet small">{quiz.points({ count: points })}</p>
        )}
      {answering.isOutboxFull.value && <Notice tone="stop">{quiz.full}</Notice>}
      {(results !== undefined || closed) &&
        isVoteUnsent(pollChoices.value[check.id], answering.givenAnswers) && (
        <Notice tone="warn">
          {isNonEmptyAnswer(ownAnswer)
            ? pollText.unsentChange
            : answering.ownVote?.refusal ?? pollText.unsent}
        </Notice>
      )}
      {canAnswer && isCheckOver(check, serverTimeMs.value) && (
        <Notice tone="warn">{quiz.over}</Notice>
      )}
      <div class="card stack">
        {canAnswer
          ? (
            <OpenQuestion {...oneQuestion}>
              {anonymous ? null : <ChangeableAnswer {...oneQuestion} />}
            </OpenQuestion>
          )
          : phase === "results"
          ? <OneQuestionResult {...oneQuestion} />
          : <ClosedQuestion {...oneQuestion} />}
      </div>
    </div>
  );

  function describePrivacy(): string {
    if (!anonymous) return pollText.named;
    return canAnswer
      ? frame.sentences({ first: pollText.anonymous, second: pollText.final })
      : pollText.anonymous;
  }
}

/** A question that takes no answer any more, before its results. */
function ClosedQuestion(
  { check, question, answering, phase, ownAnswer }: OneQuestion,
) {
  if (!check.anonymous) {
    return (
      <>
        <QuestionResult
          question={question}
          ownAnswer={ownAnswer}
          isLate={answering.givenAnswers.late.includes(question.id)}
        />
        <p>{describeClosed(check, answering)}</p>
      </>
    );
  }
  return (
    <>
      <QuestionText question={question} />
      {phase === "answered"
        ? (
          <Notice tone="good" isSilent>
            {describeAnswer(check, answering)}
          </Notice>
        )
        : <p>{describeClosed(check, answering)}</p>}
    </>
  );
}

function describeClosed(
  { poll }: CheckResource,
  { givenAnswers: { unsent }, isOffline }: CheckAnswers,
): string {
  if (poll) return pollText.closed;
  return unsent && isOffline ? quiz.closedAway : quiz.closedNow;
}

/**
 * The question with what answers it: a press on a choice, or a word. An unconfirmed device has no anonymous vote (J-2).
 * @param children what the page has below
 */
export function OpenQuestion(
  { children, ...props }: OneQuestion & { children?: ComponentChildren },
) {
  const { session, check, question, answering: { ownVote }, id } = props;
  if (check.anonymous && session.seat.alias !== undefined) {
    return (
      <div class="stack">
        <QuestionText question={question} />
        <UnconfirmedNote session={session} isVote />
      </div>
    );
  }
  return (
    <div class="question stack">
      <QuestionText question={question} id={`${id}-text`} />
      {check.poll === "word"
        ? <WordField {...props} />
        : <Choices {...props} />}
      {children ?? (
        <div class="spread tight asked-card-foot">
          {check.anonymous && check.poll !== "word" && (
            <div class="asked-card-send">
              <p class="small" role="alert">
                {!ownVote?.isSent && ownVote?.refusal}
              </p>
              <p class="small quiet" role="status">
                {ownVote?.isSent && t.sending}
              </p>
            </div>
          )}
          <ReadQuestion id={id} question={question} />
        </div>
      )}
    </div>
  );
}

/** The foot of a question on its page: the answer's state, **Read aloud**, **Clear my answer**. */
function ChangeableAnswer(
  { session, check, question, answering, ownAnswer, id }: OneQuestion,
) {
  const { choosePollAnswer } = session.part(StudentResources);
  const state = answering.stateOf(question.id);
  const isAnswered = isNonEmptyAnswer(ownAnswer);
  return (
    <>
      <div class="spread tight question-foot">
        {state && <StateLine state={state} />}
        <ReadQuestion id={id} question={question} />
        {isAnswered && (
          <Button
            look="bare small"
            onClick={() => {
              clearAnswer(check, answering);
              choosePollAnswer(check.id, undefined);
            }}
          >
            {questionText.clear}
          </Button>
        )}
      </div>
      <p class="quiet small" id={check.poll ? undefined : `${id}-note`}>
        {isAnswered
          ? frame.sentences({
            first: describeAnswer(check, answering),
            second: t.canChange,
          })
          : t.canChange}
      </p>
    </>
  );
}

/** Keys answer from the page's heading too, which has the focus at first. */
function useKeysOnPage(
  place: { current: HTMLElement | null },
  oneQuestion: OneQuestion | null,
) {
  const keys = useRef<ReturnType<typeof createQuizKeyHandler>>();
  keys.current = oneQuestion && oneQuestion.check.poll !== "word"
    ? createQuizKeyHandler({ ...oneQuestion, answer: oneQuestion.ownAnswer })
    : undefined;
  useEffect(() => {
    const section = place.current!.closest("section");
    const onKey = (event: KeyboardEvent) => keys.current?.(event);
    section?.addEventListener("keydown", onKey);
    return () => section?.removeEventListener("keydown", onKey);
  }, []);
}

export function OneQuestionResult(
  { check, question, answering, ownAnswer, id }: OneQuestion,
) {
  const [result] = check.results!;
  if (!check.poll) {
    return (
      <QuestionResult
        question={question}
        result={result}
        ownAnswer={ownAnswer}
        isLate={answering.givenAnswers.late.includes(question.id)}
      />
    );
  }
  return (
    <div class="stack">
      <QuestionText question={question} id={`${id}-result`} />
      <AnswerBars
        question={question}
        counted={result}
        isAnonymous={check.anonymous}
        ownAnswer={ownAnswer}
        labelledBy={`${id}-result`}
      />
    </div>
  );
}

function Choices(
  { session, check, question, ownAnswer, id, onAnswer }: OneQuestion,
) {
  const { pollChoices } = session.part(StudentResources);
  const chosen = check.anonymous ? pollChoices.value[check.id] : ownAnswer;
  const letters = hasLetters(question);
  const isScale = question.kind === "scale";
  return (
    <div
      class="stack tight choices asked-card-choices"
      data-brief={!letters}
      role="group"
      aria-labelledby={`${id}-text`}
    >
      {questionRules[question.kind].options(question).map((
        { text, answer },
        index,
      ) => {
        const isChosen = JSON.stringify(answer) === JSON.stringify(chosen);
        return (
          // Not a button around the text, which may contain lists and formulas.
          <div key={text} class="choice" data-chosen={isChosen}>
            <button
              type="button"
              class="asked-card-press"
              aria-labelledby={`${id}-choice-${index}`}
              aria-describedby={`${id}-note`}
              aria-pressed={isNonEmptyAnswer(chosen) ? isChosen : undefined}
              onClick={() => {
                // A vote that was not sent is sent again.
                if (!isChosen || check.anonymous) onAnswer(answer);
              }}
            />
            <div class="asked-card-choice" id={`${id}-choice-${index}`}>
              {letters && (
                <span class="choice-letter">{choiceLetter(index)}</span>
              )}
              {isScale
                ? <span class="figures">{text}</span>
                : <Markdown text={text} by="choice" />}
            </div>
          </div>
        );
      })}
    </div>
  );
}

/** The field of **A word**. What is typed stays, as long as it is not sent. */
function WordField(
  { session, check, answering, ownAnswer, id, onAnswer }: OneQuestion,
) {
  const { pollChoices, choosePollAnswer } = session.part(StudentResources);
  const { ownVote } = answering;
  const isSent = ownVote?.isSent === true;
  const typed = pollChoices.value[check.id] ?? ownAnswer ?? "";
  const word = String(typed).trim();
  const canSend = !isSent && word !== "" && word !== ownAnswer;
  return (
    <Form
      class="asked-card-send"
      onSubmit={() => canSend && onAnswer(word)}
    >
      <p class="small" role="alert">{!isSent && ownVote?.refusal}</p>
      <div class="row asked-card-word">
        <input
          type="text"
          class="input"
          value={String(typed)}
          maxLength={bounds.word}
          autocomplete="off"
          enterkeyhint="send"
          aria-labelledby={`${id}-text`}
          aria-describedby={`${id}-note`}
          readOnly={isSent}
          onInput={({ currentTarget }) =>
            choosePollAnswer(check.id, currentTarget.value)}
        />
        <Button type="submit" look="main" aria-disabled={!canSend}>
          {isSent ? t.sending : ownVote?.refusal ? pollText.tryAgain : t.send}
        </Button>
      </div>
    </Form>
  );
}
