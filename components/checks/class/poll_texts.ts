import { asked as t } from "texts/sharing_class.ts";
import { firstTeacherName } from "../../../classroom/model/class_head.ts";
import type {
  Answer,
  PublicQuestion,
} from "../../../classroom/model/resources/questions.ts";
import type { ClassSession } from "../../client/class_session.ts";

/** Undefined: the vote is secret. */
export function describeVote(
  { choices = [] }: PublicQuestion,
  answer: Answer | undefined,
): string {
  if (answer === undefined) return t.voted;
  const word = Array.isArray(answer)
    ? choices.find(({ id }) => id === answer[0])?.text
    : answer;
  return word === undefined ? t.voted : t.said({ answer: String(word) });
}

export function describeResultsLater({ facts }: ClassSession): string {
  const teacher = firstTeacherName(facts.members.value);
  return teacher ? t.resultsLater({ name: teacher }) : t.resultsLaterAny;
}
