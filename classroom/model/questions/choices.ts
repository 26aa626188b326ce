/** An answer lists the ids of chosen choices. */
import type { Answer } from "../resources/questions.ts";
import type { QuestionRules } from "./rules.ts";

export const singleChoiceRules = makeChoiceRules(false);
export const multipleChoiceRules = makeChoiceRules(true);

function makeChoiceRules(mayChooseSeveral: boolean): QuestionRules {
  return {
    answers: "choices",
    isOpen: false,
    clearingAnswer: mayChooseSeveral ? null : [],
    options({ choices = [] }, previousAnswer) {
      const has = (id: string) =>
        mayChooseSeveral && chosenIds(previousAnswer).includes(id);
      return choices.map(({ id: pressed, text }) => ({
        text,
        // In the order of the question, so that the same choices give the same answer.
        answer: choices.map(({ id }) => id)
          .filter((id) => has(id) !== (id === pressed)),
      }));
    },
    isValid({ choices = [] }, answer) {
      const choiceIds = new Set(choices.map(({ id }) => id));
      return Array.isArray(answer) &&
        answer.every((id) => choiceIds.delete(id)) &&
        (mayChooseSeveral || answer.length <= 1);
    },
    isRight({ correct }, answer) {
      const right = chosenIds(correct);
      return Array.isArray(answer) && answer.length === right.length &&
        answer.every((id) => right.includes(id));
    },
    rightAnswers: (correct) => chosenIds(correct).length > 0 ? [correct] : [],
    chosenChoices: ({ choices = [] }, answer) =>
      choices.filter(({ id }) => chosenIds(answer).includes(id)),
    countKeys: chosenIds,
    countForms: chosenIds,
    resultRows: ({ choices = [] }, { correct }) =>
      choices.map(({ id, text }) => ({
        key: id,
        text,
        isRight: chosenIds(correct).includes(id),
      })),
  };
}

function chosenIds(answer: Answer | undefined): readonly string[] {
  return Array.isArray(answer) ? answer : [];
}
