import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import {
  type Answer,
  isNonEmptyAnswer,
} from "../../../classroom/model/resources/questions.ts";
import type { CheckResource } from "../../../classroom/model/resources/shared_resources.ts";
import type { ClassSession } from "../../client/class_session.ts";
import type { AnswerState } from "../questions/QuestionForm.tsx";
import type { ResourceAnswers } from "../../resources/class_resources.ts";
import { StudentResources } from "../../resources/class/student_resources.ts";
import { AnonymousVoteSender, type VoteState } from "./anonymous_votes.ts";

const nothing: ResourceAnswers = {
  answers: {},
  done: false,
  late: [],
  unsent: false,
  unsentAnswers: [],
};

export const typedAnswerDelayMs = 800;

export interface CheckAnswers {
  readonly givenAnswers: ResourceAnswers;
  readonly isOffline: boolean;
  /** True if the outbox had no room for the last answer. */
  readonly isOutboxFull: Signal<boolean>;
  answerQuestion(question: string, answer: Answer): void;
  handIn(answers?: Readonly<Record<string, Answer>>): void;
  vote(answer: Answer): void;
  /** Undefined: this page has not sent a vote. */
  readonly ownVote: VoteState | undefined;
  /** Undefined: the question has no answer, or, online, the answer is on its way. */
  stateOf(question: string): AnswerState | undefined;
}

export function useCheckAnswers(
  session: ClassSession,
  check: CheckResource,
): CheckAnswers {
  const {
    resources,
    isOffline,
    pollChoices,
    choosePollAnswer,
  } = session.part(StudentResources);
  const votes = session.part(AnonymousVoteSender);
  const isOutboxFull = useSignal(false);
  const givenAnswers = resources.answersByResource.value[check.id] ?? nothing;
  useEffect(() => {
    // Forgets the choice in an anonymous poll once the vote is counted.
    if (givenAnswers.done && pollChoices.peek()[check.id]) {
      choosePollAnswer(check.id, undefined);
    }
  }, [givenAnswers.done]);
  const send = (
    answers: Readonly<Record<string, Answer>>,
    isDone?: boolean,
  ) => {
    isOutboxFull.value = !resources.answer(check, answers, isDone);
  };
  return {
    givenAnswers,
    isOffline: isOffline.value,
    isOutboxFull,
    answerQuestion: (question, answer) => send({ [question]: answer }),
    handIn: (answers = {}) => send(answers, true),
    vote: (answer) => void votes.sendVote(check.id, answer),
    ownVote: votes.votesByPoll.value[check.id],
    stateOf(question) {
      if (!isNonEmptyAnswer(givenAnswers.answers[question])) return undefined;
      if (givenAnswers.unsentAnswers.includes(question)) {
        return isOffline.value ? "unsent" : undefined;
      }
      return givenAnswers.late.includes(question) ? "late" : "saved";
    },
  };
}
