/** Results of quizzes and polls, for the server and for the teacher's page, which counts while answers arrive. */
import { isRightAnswer, questionRules } from "../questions/question_rules.ts";
import { type Member, resolvePerson, resolveSeat } from "../members.ts";
import {
  type Answer,
  isNonEmptyAnswer,
  normalizeAnswer,
  normalizeAnswers,
  pointsFor,
  type PublicQuestion,
  type Question,
  wordKey,
} from "./questions.ts";
import {
  type AnonymousVote,
  type AnswerSheet,
  type CheckResource,
  type OwnAnswerSheet,
  type ResourceSecret,
  type SharedResource,
} from "./shared_resources.ts";

/** Answers to one check, by the id of the member or person. */
export type AnswerSheets = ReadonlyMap<string, AnswerSheet | AnonymousVote>;

/** Whether an answer sheet answers a question; without `question`: any of them, or it is handed in. */
export function hasAnswered(
  answerSheet: AnswerSheet | AnonymousVote | undefined,
  question?: string,
): boolean {
  if (answerSheet === undefined || answerSheet === true) {
    return answerSheet === true;
  }
  return question === undefined
    ? answerSheet.done === true ||
      Object.values(answerSheet.answers).some(isNonEmptyAnswer)
    : isNonEmptyAnswer(answerSheet.answers[question]);
}

export interface QuestionCounts {
  id: string;
  answered: number;
  counts: Record<string, number>;
}

/** The question, with its solution if the staff's document has one. */
export function withKnownSolution(
  { questions }: Pick<ResourceSecret, "questions">,
  question: PublicQuestion,
): Question {
  return questions?.find(({ id }) => id === question.id) ?? question;
}

/**
 * Whether an answer is right, by the solution and the teacher's grades; undefined: the question has no right answer, or
 * a text waits for a grade.
 */
export function isGradedRight(
  question: Question,
  { wrong }: Pick<ResourceSecret, "wrong">,
  answer: Answer,
): boolean | undefined {
  const isRight = isRightAnswer(question.kind, question, answer);
  if (isRight !== undefined || !hasTextAnswers(question)) return isRight;
  const isWrong = normalizeAnswers(wrong?.[question.id] ?? [])
    .has(normalizeAnswer(String(answer)));
  return isWrong ? false : undefined;
}

export function hasTextAnswers(
  { kind }: Pick<PublicQuestion, "kind">,
): boolean {
  return questionRules[kind].answers === "texts";
}

export function mayNeedGrade(question: Question): boolean {
  return hasTextAnswers(question) && question.correct !== undefined;
}

export function waitsForGrade(
  question: Question,
  secret: Pick<ResourceSecret, "wrong">,
  answer: Answer,
): boolean {
  return mayNeedGrade(question) && isNonEmptyAnswer(answer) &&
    isGradedRight(question, secret, answer) === undefined;
}

type GradableQuestion = Pick<Question, "points" | "correct">;

export function isGraded({ correct }: GradableQuestion): boolean {
  return correct !== undefined;
}

export interface AnswerOutcome {
  question: Question;
  answer: Answer;
  /** Absent: the question is not graded, or the answer not graded yet. */
  right?: boolean;
  waits?: true;
  /** Absent: the question has no points, or the answer is not graded yet. */
  points?: number;
  late?: true;
}

/** Undefined: there is no answer, or it is anonymous. */
export function findAnswerOutcome(
  question: Question,
  secret: Pick<ResourceSecret, "wrong">,
  answerSheet: OwnAnswerSheet | AnonymousVote | undefined,
): AnswerOutcome | undefined {
  const { answers = {}, late }: OwnAnswerSheet = answerSheet === true
    ? {}
    : answerSheet ?? {};
  const answer = answers[question.id];
  if (!isNonEmptyAnswer(answer)) return undefined;
  const right = isGradedRight(question, secret, answer);
  const points = pointsFor(question, right);
  return {
    question,
    answer,
    ...(right !== undefined && { right }),
    ...(waitsForGrade(question, secret, answer) && { waits: true as const }),
    ...(points !== undefined && { points }),
    ...(late?.includes(question.id) && { late: true as const }),
  };
}

export interface AnswerSheetOutcome {
  answers: (AnswerOutcome | undefined)[];
  answered: number;
  /** Sum of points; null: nothing was answered or handed in, which differs from 0. */
  points: number | null;
  /** Number of right answers; null: as for `points`. */
  right: number | null;
  late: number;
  /** Handed in, or voted in an anonymous poll. */
  hasHandedIn: boolean;
}

export function computeAnswerSheetOutcome(
  questions: readonly Question[],
  secret: Pick<ResourceSecret, "wrong">,
  answerSheet: AnswerSheet | AnonymousVote | undefined,
): AnswerSheetOutcome {
  const answers = questions.map((question) =>
    findAnswerOutcome(question, secret, answerSheet)
  );
  const outcomes = answers.filter((it) => it !== undefined);
  const hasAnswerSheet = hasAnswered(answerSheet);
  return {
    answers,
    answered: outcomes.length,
    points: hasAnswerSheet
      ? outcomes.reduce((sum, { points = 0 }) => sum + points, 0)
      : null,
    right: hasAnswerSheet ? outcomes.filter(({ right }) => right).length : null,
    late: outcomes.filter(({ late }) => late).length,
    hasHandedIn: answerSheet === true || answerSheet?.done === true,
  };
}

/** Whether any graded question has points; if none has, each right answer counts one. */
export function countsPoints(questions: readonly GradableQuestion[]): boolean {
  return questions.some((it) => isGraded(it) && it.points !== undefined);
}

export function sumQuestionPoints(
  questions: readonly GradableQuestion[],
): number {
  return questions.filter(isGraded)
    .reduce((sum, { points = 0 }) => sum + points, 0);
}

/** The greatest score: points, or the number of graded questions if none has points. */
export function maxScore(questions: readonly GradableQuestion[]): number {
  return countsPoints(questions)
    ? sumQuestionPoints(questions)
    : questions.filter(isGraded).length;
}

export function askedGradedQuestions(
  { shared, questions }: {
    shared: SharedResource;
    questions: readonly Question[];
  },
): Question[] {
  if (!shared.pace) return [];
  // In a quiz at the teacher's pace, later questions were not asked.
  const questionIds = new Set(shared.questions.map(({ id }) => id));
  return questions.filter((it) => isGraded(it) && questionIds.has(it.id));
}

export function countGrades(
  graded: readonly Question[],
  secret: Pick<ResourceSecret, "wrong">,
  people: readonly { sheet?: AnswerSheet | AnonymousVote }[],
): { right: number; wrong: number; waits: number; missing: number } {
  const gradeCounts = { right: 0, wrong: 0, waits: 0, missing: 0 };
  for (const question of graded) {
    for (const { sheet: answerSheet } of people) {
      const outcome = findAnswerOutcome(question, secret, answerSheet);
      if (!outcome) gradeCounts.missing++;
      else if (outcome.right === undefined) gradeCounts.waits++;
      else gradeCounts[outcome.right ? "right" : "wrong"]++;
    }
  }
  return gradeCounts;
}

export function countAnswers(
  { questions }: CheckResource,
  allAnswerSheets: Iterable<AnswerSheet | AnonymousVote>,
): QuestionCounts[] {
  const answerSheetList = [...allAnswerSheets];
  return questions.map(({ id, kind }) => {
    const forms = new Map<string, number>();
    let count = 0;
    for (const answerSheet of answerSheetList) {
      const answer = answerSheet === true ? undefined : answerSheet.answers[id];
      if (!isNonEmptyAnswer(answer)) continue;
      count++;
      for (const form of questionRules[kind].countForms(answer)) {
        forms.set(form, (forms.get(form) ?? 0) + 1);
      }
    }
    return { id, answered: count, counts: groupForms({ kind }, forms) };
  });
}

/** Counts equal texts together, each under the form that was typed most often, or else first. */
export function groupForms(
  question: Pick<PublicQuestion, "kind">,
  forms: Iterable<readonly [form: string, count: number]>,
): Record<string, number> {
  if (!hasTextAnswers(question)) return Object.fromEntries(forms);
  const groups = new Map<
    string,
    { topForm: string; maxCount: number; total: number }
  >();
  for (const [form, count] of forms) {
    const key = wordKey(form);
    const { topForm, maxCount, total } = groups.get(key) ??
      { topForm: form, maxCount: count, total: 0 };
    groups.set(key, {
      topForm: count > maxCount ? form : topForm,
      maxCount: Math.max(maxCount, count),
      total: total + count,
    });
  }
  return Object.fromEntries(
    [...groups.values()].map(({ topForm, total }) => [topForm, total]),
  );
}

/** Reads a count, safely for answers such as `constructor`. */
export function countOf(
  counts: Readonly<Record<string, number>>,
  key: string,
): number {
  return Object.hasOwn(counts, key) ? counts[key] : 0;
}

export function sumCounts(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, n) => sum + n, 0);
}

/** Counts as the class sees them: without hidden words and their votes, so that the bars add up to the total. */
export function hideWords<
  T extends Pick<QuestionCounts, "answered" | "counts">,
>(
  questionCounts: T,
  hidden: readonly string[] = [],
): T {
  if (hidden.length === 0) return questionCounts;
  const hiddenWords = normalizeAnswers(hidden);
  const entries = Object.entries(questionCounts.counts);
  const visible = entries.filter(([word]) =>
    !hiddenWords.has(normalizeAnswer(word))
  );
  if (visible.length === entries.length) return questionCounts;
  const counts = Object.fromEntries(visible);
  const answeredCount = questionCounts.answered -
    sumCounts(questionCounts.counts) +
    sumCounts(counts);
  return { ...questionCounts, answered: answeredCount, counts };
}

/**
 * Merges answer sheets of members who are one person, as {@link mergeAnswerSheets} does. The answer sheet of an
 * unconfirmed device only answers what the person has not answered, and hands nothing of theirs in (ACCESS-6).
 */
export function mergeAnswerSheetsByPerson(
  allAnswerSheets: Iterable<
    readonly [member: string, AnswerSheet | AnonymousVote]
  >,
  entryOf: (member: string) => Member | undefined,
): Map<string, AnswerSheet | AnonymousVote> {
  const answerSheetByPerson = new Map<string, AnswerSheet | AnonymousVote>();
  const unconfirmed: [person: string, sheet: AnswerSheet | AnonymousVote][] =
    [];
  for (const [member, answerSheet] of allAnswerSheets) {
    const person = resolvePerson(entryOf, member);
    if (resolveSeat(entryOf, member) !== person) {
      unconfirmed.push([person, answerSheet]);
    } else {
      answerSheetByPerson.set(
        person,
        mergeAnswerSheets(answerSheetByPerson.get(person), answerSheet),
      );
    }
  }
  for (const [person, answerSheet] of unconfirmed) {
    answerSheetByPerson.set(
      person,
      fillAnswerSheet(answerSheetByPerson.get(person), answerSheet),
    );
  }
  return answerSheetByPerson;
}

/** Adds the answers to those questions that `personSheet` leaves open. */
function fillAnswerSheet(
  personAnswerSheet: AnswerSheet | AnonymousVote | undefined,
  answerSheet: AnswerSheet | AnonymousVote,
): AnswerSheet | AnonymousVote {
  if (personAnswerSheet === undefined) return answerSheet;
  if (personAnswerSheet === true || answerSheet === true) {
    return personAnswerSheet;
  }
  const late = new Set([
    ...personAnswerSheet.late ?? [],
    ...(answerSheet.late ?? []).filter((id) =>
      !(id in personAnswerSheet.answers)
    ),
  ]);
  return {
    ...personAnswerSheet,
    answers: { ...answerSheet.answers, ...personAnswerSheet.answers },
    ...(late.size > 0 && { late: [...late] }),
  };
}

/**
 * Merges two answer sheets of one person, question by question. The answers of the answer sheet that changed last
 * count; but what was handed in stays as it was, whatever another device of the person says later.
 */
export function mergeAnswerSheets(
  answerSheet: AnswerSheet | AnonymousVote | undefined,
  otherAnswerSheet: AnswerSheet | AnonymousVote,
): AnswerSheet | AnonymousVote {
  if (
    answerSheet === undefined || answerSheet === true ||
    otherAnswerSheet === true
  ) {
    return otherAnswerSheet;
  }
  const [first, last] = answerSheet.at <= otherAnswerSheet.at
    ? [answerSheet, otherAnswerSheet]
    : [otherAnswerSheet, answerSheet];
  const [under, over] = first.done ? [last, first] : [first, last];
  const late = new Set([
    ...(under.late ?? []).filter((id) => !(id in over.answers)),
    ...over.late ?? [],
  ]);
  return {
    answers: { ...under.answers, ...over.answers },
    at: over.at,
    ...((first.done || last.done) && { done: true }),
    ...(late.size > 0 && { late: [...late] }),
  };
}
