import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import {
  type Answer,
  isGiven,
} from "../../../classroom/model/resources/questions.ts";
import type { Check } from "../../../classroom/model/resources/shared.ts";
import type { ClassSession } from "../../client/class_session.ts";
import type { AnswerState } from "../questions/QuestionForm.tsx";
import type { GivenAnswers } from "../../sharing/class_resources.ts";
import { Portal } from "../../sharing/class/portal.ts";
import { AnonymousVotes, type VoteState } from "./anonymous_votes.ts";

const nothing: GivenAnswers = {
  answers: {},
  done: false,
  late: [],
  unsent: false,
  unsentAnswers: [],
};

/** Delay after a key before a typed answer is stored (ms). */
export const typedAnswerDelayMs = 800;

export interface AnsweredCheck {
  readonly given: GivenAnswers;
  readonly away: boolean;
  /** The outbox is full. */
  readonly full: Signal<boolean>;
  answer(question: string, answer: Answer): void;
  handIn(answers?: Readonly<Record<string, Answer>>): void;
  /** On an anonymous poll. */
  vote(answer: Answer): void;
  /** Undefined: this page has not sent one. */
  readonly voted: VoteState | undefined;
  /** Undefined while the answer is on its way. */
  stateOf(question: string): AnswerState | undefined;
}

export function useAnswering(
  session: ClassSession,
  check: Check,
): AnsweredCheck {
  const { resources, away, chosen, choose } = session.part(Portal);
  const votes = session.part(AnonymousVotes);
  const full = useSignal(false);
  const given = resources.given.value[check.id] ?? nothing;
  useEffect(() => {
    // Forgets the choice of an anonymous vote once it is cast.
    if (given.done && chosen.peek()[check.id]) choose(check.id, undefined);
  }, [given.done]);
  const send = (answers: Readonly<Record<string, Answer>>, done?: boolean) => {
    full.value = !resources.answer(check, answers, done);
  };
  return {
    given,
    away: away.value,
    full,
    answer: (question, answer) => send({ [question]: answer }),
    handIn: (answers = {}) => send(answers, true),
    vote: (answer) => void votes.cast(check.id, answer),
    voted: votes.all.value[check.id],
    stateOf(question) {
      if (!isGiven(given.answers[question])) return undefined;
      if (given.unsentAnswers.includes(question)) {
        return away.value ? "unsent" : undefined;
      }
      return given.late.includes(question) ? "late" : "saved";
    },
  };
}
