import type * as Y from "yjs";
import type { ClassDocuments } from "../model/layout.ts";
import { isRightAnswer } from "../model/questions/question_rules.ts";
import {
  normalizeAnswer,
  normalizeAnswers,
} from "../model/resources/questions.ts";
import {
  countAnswers,
  hasTextAnswers,
  hideWords,
  type QuestionCounts,
  waitsForGrade,
  withKnownSolution,
} from "../model/resources/results.ts";
import type {
  AnswerSheet,
  CheckResource,
  ClassResult,
} from "../model/resources/shared_resources.ts";
import { answerSheetsByPerson } from "../model/resources_layout.ts";
import { answerSheets, resourceSecrets } from "../model/staff_roots.ts";
import { refusal } from "../model/refuse.ts";
import type { ResourceChangeRequest } from "../library/resource_bodies.ts";

/**
 * Results of the questions that students have.
 * @param questionCounts their counts, in the same order
 */
function resultsOf(
  check: CheckResource,
  staff: Y.Doc,
  questionCounts: readonly QuestionCounts[],
): ClassResult[] {
  const secret = resourceSecrets(staff).get(check.id) ?? {};
  return check.questions.map((publicQuestion, index) => {
    const question = withKnownSolution(secret, publicQuestion);
    const { answered, counts } = hideWords(
      questionCounts[index],
      secret.hiddenWords,
    );
    const { id, correct, tolerance, explanation } = question;
    const isGradedByHand = check.poll === undefined && hasTextAnswers(question);
    const waitingCount = isGradedByHand
      ? Object.entries(counts)
        .filter(([text]) => waitsForGrade(question, secret, text))
        .reduce((sum, [, n]) => sum + n, 0)
      : 0;
    const isAccepted = ([text]: [string, number]) =>
      isRightAnswer(question.kind, question, text) === true;
    // Texts that are not accepted answers are not shown to the class.
    const knownWords = isGradedByHand
      ? Object.fromEntries(Object.entries(counts).filter(isAccepted))
      : counts;
    return {
      id,
      answered,
      counts: knownWords,
      ...(correct !== undefined && { correct }),
      ...(tolerance !== undefined && { tolerance }),
      ...(explanation && { explanation }),
      ...(waitingCount > 0 && { waits: waitingCount }),
    };
  });
}

/** Adds results of all questions and closes the check, or only updates the results that are shown already. */
export function withResults(
  staff: Y.Doc,
  check: CheckResource,
  questionCounts: readonly QuestionCounts[],
  shouldShowAll: boolean,
): CheckResource {
  const results = resultsOf(check, staff, questionCounts);
  const shownIds = new Set(check.results?.map(({ id }) => id));
  return {
    ...check,
    results: shouldShowAll
      ? results
      : results.filter(({ id }) => shownIds.has(id)),
    ...(shouldShowAll && { closed: true }),
  };
}

/** Counts shown results again, such as after a grade. Not for anonymous polls. */
export function withRecountedResults(
  { session, staff }: ClassDocuments,
  check: CheckResource,
): CheckResource {
  const people = answerSheetsByPerson(session, staff, check.id);
  return withResults(staff, check, countAnswers(check, people.values()), false);
}

/** The answer sheets of a check, one for each member who has answered. */
function answerSheetsOf(staff: Y.Doc, resource: string): AnswerSheet[] {
  return [...answerSheets(staff)].flatMap(([key, answerSheet]) =>
    answerSheet !== true && key.startsWith(`${resource} `) ? [answerSheet] : []
  );
}

/** Grades texts as right or wrong, or removes their grades; equal texts get the same grade. */
export function storeTextGrades(
  staff: Y.Doc,
  id: string,
  grades: NonNullable<ResourceChangeRequest["marks"]>,
): void {
  const secret = resourceSecrets(staff).get(id);
  if (!secret?.questions) throw refusal("not-found");
  const allAnswerSheets = answerSheetsOf(staff, id);
  const wrong = { ...secret.wrong }, right = { ...secret.right };
  const questions = secret.questions.map((question) => {
    const questionGrades = grades.filter((it) => it.question === question.id);
    if (questionGrades.length === 0 || !hasTextAnswers(question)) {
      return question;
    }
    const { correct = [] } = question;
    const accepted = new Map(
      (correct as string[]).map((text) => [normalizeAnswer(text), text]),
    );
    const rejected = new Set(normalizeAnswers(wrong[question.id] ?? []));
    const acceptedByHand = new Set(normalizeAnswers(right[question.id] ?? []));
    const judgedTexts = new Set([...accepted.keys(), ...rejected]);
    for (const { answers: { [question.id]: answer } } of allAnswerSheets) {
      if (typeof answer === "string") judgedTexts.add(normalizeAnswer(answer));
    }
    for (const { text, right: isRight } of questionGrades) {
      const plain = normalizeAnswer(text);
      // Ignores texts that are neither answered nor graded.
      if (!judgedTexts.has(plain)) continue;
      if (isRight === true && !accepted.has(plain)) acceptedByHand.add(plain);
      if (isRight !== true) acceptedByHand.delete(plain);
      accepted.delete(plain);
      rejected.delete(plain);
      if (isRight === true) accepted.set(plain, text);
      if (isRight === false) rejected.add(plain);
    }
    wrong[question.id] = [...rejected];
    right[question.id] = [...acceptedByHand];
    return { ...question, correct: [...accepted.values()] };
  });
  resourceSecrets(staff).set(id, { ...secret, questions, wrong, right });
}
