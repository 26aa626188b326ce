import { asked as t } from "texts/sharing_class.ts";
import { firstTeacherName } from "../../../classroom/model/class_page_header.ts";
import type { Answer } from "../../../classroom/model/resources/questions.ts";
import type { ClassSession } from "../../client/class_session.ts";
import {
  choiceLetter,
  hasLetters,
  type QuestionWithKeys,
} from "../questions/answer_keys.ts";

/** @param answer undefined: the vote is secret */
export function describeVote(
  question: QuestionWithKeys,
  answer: Answer | undefined,
): string {
  const answered = answer === undefined ? "" : nameAnswer(question, answer);
  return answered === "" ? t.voted : t.said({ answer: answered });
}

/** The letter of the chosen answer, or its text if choices have no letters; empty: it does not exist. */
export function nameAnswer(question: QuestionWithKeys, answer: Answer): string {
  if (!Array.isArray(answer)) return String(answer);
  const { choices = [] } = question;
  const at = choices.findIndex(({ id }) => id === answer[0]);
  if (at < 0) return "";
  return hasLetters(question) ? choiceLetter(at) : choices[at].text;
}

export function describeResultsLater({ facts }: ClassSession): string {
  const teacher = firstTeacherName(facts.members.value);
  return teacher ? t.resultsLater({ name: teacher }) : t.resultsLaterAny;
}
