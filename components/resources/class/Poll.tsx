/**
 * A quick poll as a student has it. It says who can see what one chooses, before one does; what nobody can see,
 * nobody can change either, so there **Vote** is the last word.
 */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { poll as t, quiz as words } from "texts/resources_class.ts";
import { bounds } from "../../../classroom/schema/bounds.ts";
import {
  type Answer,
  type AskedQuestion,
  isGiven,
} from "../../../classroom/schema/resources/questions.ts";
import type { SharedPoll } from "../../../classroom/schema/resources/shared.ts";
import type { ClassSession } from "../../session/class_session.ts";
import { Button } from "../../ui/Button.tsx";
import { LockIcon, ViewIcon } from "../../ui/icons.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Bars } from "../questions/Bars.tsx";
import { pollQuestion } from "../questions/poll_question.ts";
import { QuestionForm } from "../questions/QuestionForm.tsx";
import { QuestionText } from "../questions/QuestionText.tsx";
import { type Answering, pause, useAnswering } from "./answering.ts";
import { quizKeys } from "./quiz_keys.ts";

/** The poll. */
export function Poll(
  { session, poll }: { session: ClassSession; poll: SharedPoll },
) {
  const answering = useAnswering(session, poll);
  const question = pollQuestion(poll);
  const { anonymous = false } = poll;
  const [result] = poll.results ?? [];
  const props = { poll, question, answering };
  return (
    <div class="quiz">
      <p class="poll-how">
        {anonymous ? <LockIcon /> : <ViewIcon />}
        <span>{anonymous ? t.anonymous : t.named}</span>
      </p>
      {answering.full.value && <Notice tone="stop">{words.full}</Notice>}
      {result
        ? (
          <Shown
            question={question}
            counted={result}
            anonymous={anonymous}
            own={anonymous ? undefined : answering.given.answers[question.id]}
          />
        )
        : anonymous
        ? <Ballot {...props} />
        : <Named {...props} />}
    </div>
  );
}

interface PollProps {
  poll: SharedPoll;
  question: AskedQuestion;
  answering: Answering;
}

function Shown(
  { question, ...bars }: Omit<Parameters<typeof Bars>[0], "labelledBy">,
) {
  const id = useId();
  return (
    <div class="card stack">
      <QuestionText question={question} id={id} />
      <Bars question={question} {...bars} labelledBy={id} />
    </div>
  );
}

/** Chosen here first, given once. */
function Ballot({ poll, question, answering }: PollProps) {
  const chosen = useSignal<Answer | undefined>(undefined);
  const { given, away } = answering;
  if (given.done) {
    return (
      <Notice tone="good">
        <p>{given.unsent && away ? t.votedAway : t.voted}</p>
      </Notice>
    );
  }
  const vote = () => {
    if (isGiven(chosen.value)) {
      answering.handIn({ [question.id]: chosen.value });
    }
  };
  const onAnswer = (answer: Answer) => chosen.value = answer;
  if (poll.closed) return <Closed question={question} />;
  return (
    <div
      class="quiz-question card"
      onKeyDown={quizKeys({
        question,
        answer: chosen.value,
        onAnswer,
        onNext: vote,
      })}
    >
      <QuestionForm
        question={question}
        answer={chosen.value}
        onAnswer={onAnswer}
        longest={bounds.word}
      />
      <div class="quiz-steps">
        <p class="quiet small">{t.final}</p>
        <Button
          look="main"
          aria-disabled={!isGiven(chosen.value)}
          onClick={vote}
        >
          {t.vote}
        </Button>
      </div>
    </div>
  );
}

/** Given as it is chosen, and changed as one likes. */
function Named({ poll, question, answering }: PollProps) {
  const answer = answering.given.answers[question.id];
  const onAnswer = (next: Answer) => answering.answer(question.id, next);
  if (poll.closed && !isGiven(answer)) return <Closed question={question} />;
  return (
    <div
      class="quiz-question card"
      onKeyDown={poll.closed
        ? undefined
        : quizKeys({ question, answer, onAnswer })}
    >
      <QuestionForm
        question={question}
        answer={answer}
        onAnswer={onAnswer}
        state={answering.stateOf(question.id)}
        disabled={poll.closed}
        longest={bounds.word}
        pause={pause}
        clears
      />
      <p class="quiet small" role="status">
        {poll.closed ? t.closed : isGiven(answer) ? t.canChange : ""}
      </p>
    </div>
  );
}

function Closed({ question }: { question: AskedQuestion }) {
  return (
    <div class="card stack">
      <QuestionText question={question} />
      <p>{t.closed}</p>
    </div>
  );
}
