/** A poll for a student: a choice, sent by **Vote**. Says first who can see it, and whether it is final. */
import { useId } from "preact/hooks";
import { asked, poll as t, quiz as words } from "texts/sharing_class.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import {
  type Answer,
  isNonEmptyAnswer,
  type PublicQuestion,
} from "../../../classroom/model/resources/questions.ts";
import type { SharedPoll } from "../../../classroom/model/resources/shared_resources.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { Button } from "../../ui/Button.tsx";
import { LockIcon } from "../../ui/icons.tsx";
import { ViewIcon } from "../../ui/later_icons.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { AnswerBars } from "../questions/AnswerBars.tsx";
import {
  QuestionText,
  translatePollQuestion,
} from "../questions/QuestionText.tsx";
import { QuestionForm } from "../questions/QuestionForm.tsx";
import { type CheckAnswers, useCheckAnswers } from "./check_answers.ts";
import { UnconfirmedNote } from "../../resources/class/UnconfirmedNote.tsx";
import { StudentResources } from "../../resources/class/student_resources.ts";
import { createQuizKeyHandler } from "./quiz_keys.ts";
import { isVoteUnsent } from "../../resources/class/check_standing.ts";
import { describeVote } from "./poll_texts.ts";

export function PollView(
  { session, shared: poll }: { session: ClassSession; shared: SharedPoll },
) {
  const answering = useCheckAnswers(session, poll);
  const { pollChoices, choosePollAnswer } = session.part(
    StudentResources,
  );
  const question = translatePollQuestion(poll);
  const { anonymous = false } = poll;
  const [result] = poll.results ?? [];
  const choice = pollChoices.value[poll.id];
  const isOver = result !== undefined || poll.closed === true;
  return (
    <div class="quiz stack">
      <p class="visually-hidden" role="status">
        {result && words.phases.results}
      </p>
      <p class="row top poll-how">
        {anonymous ? <LockIcon /> : <ViewIcon />}
        <span>{anonymous ? t.anonymous : t.named}</span>
      </p>
      {answering.isOutboxFull.value && <Notice tone="stop">{words.full}
      </Notice>}
      {isOver && isVoteUnsent(choice, answering.givenAnswers) && (
        <Notice tone="warn">
          {isNonEmptyAnswer(answering.givenAnswers.answers[question.id])
            ? t.unsentChange
            : answering.ownVote?.refusal ?? t.unsent}
        </Notice>
      )}
      {result
        ? (
          <div class="card">
            <PollResult
              question={question}
              counted={result}
              isAnonymous={anonymous}
              ownAnswer={anonymous
                ? undefined
                : answering.givenAnswers.answers[question.id]}
            />
          </div>
        )
        : anonymous && session.seat.alias !== undefined
        ? (
          <div class="card stack">
            <QuestionText question={question} />
            <UnconfirmedNote session={session} isVote />
          </div>
        )
        : (
          <Ballot
            poll={poll}
            question={question}
            answering={answering}
            choice={choice}
            onChoose={(answer) => choosePollAnswer(poll.id, answer)}
          />
        )}
    </div>
  );
}

export function PollResult(
  { question, ...bars }: Omit<Parameters<typeof AnswerBars>[0], "labelledBy">,
) {
  const id = useId();
  return (
    <div class="stack">
      <QuestionText question={question} id={id} />
      <AnswerBars question={question} {...bars} labelledBy={id} />
    </div>
  );
}

function Ballot({ poll, question, answering, choice, onChoose }: {
  poll: SharedPoll;
  question: PublicQuestion;
  answering: CheckAnswers;
  /** The choice that was made but not sent. */
  choice: Answer | undefined;
  onChoose: (answer: Answer | undefined) => void;
}) {
  const { givenAnswers, ownVote } = answering;
  const { anonymous = false, closed = false } = poll;
  if (givenAnswers.done || ownVote?.isCast) {
    return (
      <Notice tone="good">
        <p>{t.voted}</p>
        <p>{asked.resultsLaterAny}</p>
      </Notice>
    );
  }
  const givenAnswer = givenAnswers.answers[question.id];
  const hasVoted = isNonEmptyAnswer(givenAnswer);
  if (closed && !hasVoted) {
    return (
      <div class="card stack">
        <QuestionText question={question} />
        <p>{t.closed}</p>
      </div>
    );
  }
  const answer = closed ? givenAnswer : choice ?? givenAnswer;
  const canVote = isVoteUnsent(choice, givenAnswers) && !ownVote?.isSent;
  const vote = () => {
    if (choice === undefined || !canVote) return;
    if (anonymous) return answering.vote(choice);
    answering.answerQuestion(question.id, choice);
    // If the outbox was full, the choice stays.
    if (!answering.isOutboxFull.peek()) onChoose(undefined);
  };
  return (
    <div
      class="quiz-question card stack"
      onKeyDown={closed ? undefined : createQuizKeyHandler({
        question,
        answer,
        onAnswer: onChoose,
        onNext: vote,
      })}
    >
      <QuestionForm
        question={question}
        answer={answer}
        onAnswer={onChoose}
        state={canVote ? undefined : answering.stateOf(question.id)}
        disabled={closed}
        longest={bounds.word}
        canClear={!anonymous}
      />
      <div class="spread tight quiz-steps">
        {ownVote?.isSent === false
          ? <Notice tone="stop">{ownVote.refusal}</Notice>
          : (
            <p class="quiet small" role="status">
              {closed
                ? t.closed
                : voteText({ isAnonymous: anonymous, hasVoted, canVote })}
              {!closed && hasVoted && !canVote &&
                ` ${
                  describeVote(question, givenAnswer)
                } ${asked.resultsLaterAny}`}
            </p>
          )}
        {!closed && (
          <Button look="main" aria-disabled={!canVote} onClick={vote}>
            {hasVoted ? t.change : ownVote?.refusal ? t.tryAgain : t.vote}
          </Button>
        )}
      </div>
    </div>
  );
}

function voteText({ isAnonymous, hasVoted, canVote }: {
  isAnonymous: boolean;
  hasVoted: boolean;
  canVote: boolean;
}): string {
  if (isAnonymous) return t.final;
  if (!hasVoted) return t.canChange;
  return canVote ? t.sendChange : t.given;
}
