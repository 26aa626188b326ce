/** What one answers to a quiz or a poll on its page, with what has become of each answer. */
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

/** How long after the last key a typed answer is kept (ms). */
export const typedAnswerDelayMs = 800;

export interface AnsweredCheck {
  readonly given: GivenAnswers;
  readonly away: boolean;
  /** The outbox takes nothing more. */
  readonly full: Signal<boolean>;
  answer(question: string, answer: Answer): void;
  handIn(answers?: Readonly<Record<string, Answer>>): void;
  /** Votes on an anonymous poll. */
  vote(answer: Answer): void;
  /** How it stands with that vote; nothing where this page has sent none. */
  readonly voted: VoteState | undefined;
  /** What became of an answer; nothing while it is on its way. */
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
    // What nobody is to know is known here no longer than it takes to send it.
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
