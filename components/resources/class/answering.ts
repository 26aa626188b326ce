/** What one answers to a quiz or a poll on its page, with what has become of each answer. */
import { type Signal, useSignal } from "@preact/signals";
import {
  type Answer,
  isGiven,
} from "../../../classroom/model/resources/questions.ts";
import type { Check } from "../../../classroom/model/resources/shared.ts";
import type { ClassSession } from "../../session/class_session.ts";
import type { AnswerState } from "../questions/QuestionForm.tsx";
import type { Given } from "../resources.ts";
import { Portal } from "./portal.ts";

const nothing: Given = {
  answers: {},
  done: false,
  late: [],
  unsent: false,
  unsentAnswers: [],
};

/** How long after the last key a typed answer is kept (ms). */
export const pause = 800;

/** A check as one answers it. */
export interface Answering {
  readonly given: Given;
  /** There is no network. */
  readonly away: boolean;
  /** The outbox takes nothing more. */
  readonly full: Signal<boolean>;
  answer(question: string, answer: Answer): void;
  /** Hands everything in, with these answers. */
  handIn(answers?: Readonly<Record<string, Answer>>): void;
  /** What became of an answer; nothing while it is on its way. */
  stateOf(question: string): AnswerState | undefined;
}

/** The answers to a check. */
export function useAnswering(session: ClassSession, check: Check): Answering {
  const { resources, away } = session.part(Portal);
  const full = useSignal(false);
  const given = resources.given.value[check.id] ?? nothing;
  const send = (answers: Readonly<Record<string, Answer>>, done?: boolean) => {
    full.value = !resources.answer(check, answers, done);
  };
  return {
    given,
    away: away.value,
    full,
    answer: (question, answer) => send({ [question]: answer }),
    handIn: (answers = {}) => send(answers, true),
    stateOf(question) {
      if (!isGiven(given.answers[question])) return undefined;
      if (given.unsentAnswers.includes(question)) {
        return away.value ? "unsent" : undefined;
      }
      return given.late.includes(question) ? "late" : "saved";
    },
  };
}
