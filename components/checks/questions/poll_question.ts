/** The question of a quick poll in the reader's language. */
import { questions as t } from "texts/checks_questions.ts";
import type { AskedQuestion } from "../../../classroom/model/resources/questions.ts";
import type { SharedPoll } from "../../../classroom/model/resources/shared.ts";

/** The question; whoever reads another language than the teacher sees **Yes** and **No** in theirs. */
export function shownPollQuestion(
  { poll, questions: [question] }: Pick<SharedPoll, "poll" | "questions">,
): AskedQuestion {
  if (poll !== "yes-no") return question;
  const words = [t.yes, t.no];
  return {
    ...question,
    choices: question.choices?.map((choice, at) => ({
      ...choice,
      text: words[at] ?? choice.text,
    })),
  };
}
