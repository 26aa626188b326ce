import { asked as t } from "texts/sharing_class.ts";
import type { Answer } from "../../../classroom/model/resources/questions.ts";
import { makePreview } from "../../../formats/markdown/previews.ts";
import {
  choiceLetter,
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

/** Characters of a choice in the line that says what was chosen. */
const maxNamedChoice = 40;

/** The text of the chosen answer, or its letter if it has no words; empty: it does not exist. */
function nameAnswer(question: QuestionWithKeys, answer: Answer): string {
  if (!Array.isArray(answer)) return String(answer);
  const { choices = [] } = question;
  const index = choices.findIndex(({ id }) => id === answer[0]);
  if (index < 0) return "";
  return makePreview(choices[index].text, maxNamedChoice) ||
    choiceLetter(index);
}
