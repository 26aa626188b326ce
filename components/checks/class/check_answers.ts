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
    isOffline: away,
    pollChoices: chosen,
    choosePollAnswer: choose,
  } = session.part(StudentResources);
  const votes = session.part(AnonymousVoteSender);
  const full = useSignal(false);
  const given = resources.answersByResource.value[check.id] ?? nothing;
  useEffect(() => {
    // Forgets the choice in an anonymous poll once the vote is counted.
    if (given.done && chosen.peek()[check.id]) choose(check.id, undefined);
  }, [given.done]);
  const send = (answers: Readonly<Record<string, Answer>>, done?: boolean) => {
    full.value = !resources.answer(check, answers, done);
  };
  return {
    givenAnswers: given,
    isOffline: away.value,
    isOutboxFull: full,
    answerQuestion: (question, answer) => send({ [question]: answer }),
    handIn: (answers = {}) => send(answers, true),
    vote: (answer) => void votes.castVote(check.id, answer),
    ownVote: votes.votesByPoll.value[check.id],
    stateOf(question) {
      if (!isNonEmptyAnswer(given.answers[question])) return undefined;
      if (given.unsentAnswers.includes(question)) {
        return away.value ? "unsent" : undefined;
      }
      return given.late.includes(question) ? "late" : "saved";
    },
  };
}
