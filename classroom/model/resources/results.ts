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
  type AnswerSheet,
  type Ballot,
  type CheckResource,
  type OwnSheet,
  type ResourceSecret,
  type SharedResource,
} from "./shared_resources.ts";

/** Answers to one check, by the id of the member or person. */
export type AnswerSheets = ReadonlyMap<string, AnswerSheet | Ballot>;

/** Whether a sheet answers a question; without `question`: any of them, or it is handed in. */
export function hasAnswered(
  sheet: AnswerSheet | Ballot | undefined,
  question?: string,
): boolean {
  if (sheet === undefined || sheet === true) return sheet === true;
  return question === undefined
    ? sheet.done === true || Object.values(sheet.answers).some(isNonEmptyAnswer)
    : isNonEmptyAnswer(sheet.answers[question]);
}

export interface QuestionTally {
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
 * Whether an answer is right, by the solution and the teacher's marks; undefined: the question has no right answer, or
 * a text waits for a mark.
 */
export function isMarkedRight(
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

export function mayNeedMark(question: Question): boolean {
  return hasTextAnswers(question) && question.correct !== undefined;
}

export function waitsForMark(
  question: Question,
  secret: Pick<ResourceSecret, "wrong">,
  answer: Answer,
): boolean {
  return mayNeedMark(question) && isNonEmptyAnswer(answer) &&
    isMarkedRight(question, secret, answer) === undefined;
}

type GradableQuestion = Pick<Question, "points" | "correct">;

export function isGraded({ correct }: GradableQuestion): boolean {
  return correct !== undefined;
}

export interface AnswerOutcome {
  question: Question;
  answer: Answer;
  /** Absent: the question is not graded, or the answer not marked yet. */
  right?: boolean;
  waits?: true;
  /** Absent: the question has no points, or the answer is not marked yet. */
  points?: number;
  late?: true;
}

/** Undefined: there is no answer, or it is anonymous. */
export function findAnswerOutcome(
  question: Question,
  secret: Pick<ResourceSecret, "wrong">,
  sheet: OwnSheet | Ballot | undefined,
): AnswerOutcome | undefined {
  const { answers = {}, late }: OwnSheet = sheet === true ? {} : sheet ?? {};
  const answer = answers[question.id];
  if (!isNonEmptyAnswer(answer)) return undefined;
  const right = isMarkedRight(question, secret, answer);
  const points = pointsFor(question, right);
  return {
    question,
    answer,
    ...(right !== undefined && { right }),
    ...(waitsForMark(question, secret, answer) && { waits: true as const }),
    ...(points !== undefined && { points }),
    ...(late?.includes(question.id) && { late: true as const }),
  };
}

export interface SheetOutcome {
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

export function computeSheetOutcome(
  questions: readonly Question[],
  secret: Pick<ResourceSecret, "wrong">,
  sheet: AnswerSheet | Ballot | undefined,
): SheetOutcome {
  const answers = questions.map((it) => findAnswerOutcome(it, secret, sheet));
  const outcomes = answers.filter((it) => it !== undefined);
  const hasSheet = hasAnswered(sheet);
  return {
    answers,
    answered: outcomes.length,
    points: hasSheet
      ? outcomes.reduce((sum, { points = 0 }) => sum + points, 0)
      : null,
    right: hasSheet ? outcomes.filter(({ right }) => right).length : null,
    late: outcomes.filter(({ late }) => late).length,
    hasHandedIn: sheet === true || sheet?.done === true,
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

export function countMarks(
  graded: readonly Question[],
  secret: Pick<ResourceSecret, "wrong">,
  people: readonly { sheet?: AnswerSheet | Ballot }[],
): { right: number; wrong: number; waits: number; missing: number } {
  const marks = { right: 0, wrong: 0, waits: 0, missing: 0 };
  for (const question of graded) {
    for (const { sheet } of people) {
      const outcome = findAnswerOutcome(question, secret, sheet);
      if (!outcome) marks.missing++;
      else if (outcome.right === undefined) marks.waits++;
      else marks[outcome.right ? "right" : "wrong"]++;
    }
  }
  return marks;
}

export function tallyAnswers(
  { questions }: CheckResource,
  sheets: Iterable<AnswerSheet | Ballot>,
): QuestionTally[] {
  const sheetList = [...sheets];
  return questions.map(({ id, kind }) => {
    const forms = new Map<string, number>();
    let count = 0;
    for (const sheet of sheetList) {
      const answer = sheet === true ? undefined : sheet.answers[id];
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

/** A tally as the class sees it: without hidden words and their votes, so that the bars add up to its total. */
export function hideWords<T extends Pick<QuestionTally, "answered" | "counts">>(
  tally: T,
  hidden: readonly string[] = [],
): T {
  if (hidden.length === 0) return tally;
  const hiddenWords = normalizeAnswers(hidden);
  const entries = Object.entries(tally.counts);
  const visible = entries.filter(([word]) =>
    !hiddenWords.has(normalizeAnswer(word))
  );
  if (visible.length === entries.length) return tally;
  const counts = Object.fromEntries(visible);
  const answeredCount = tally.answered - sumCounts(tally.counts) +
    sumCounts(counts);
  return { ...tally, answered: answeredCount, counts };
}

/**
 * Merges sheets of members who are one person, as {@link mergeSheets} does. The sheet of an unconfirmed device only
 * answers what the person has not answered, and hands nothing of theirs in (ACCESS-6).
 */
export function mergeSheetsByPerson(
  sheets: Iterable<readonly [member: string, AnswerSheet | Ballot]>,
  entryOf: (member: string) => Member | undefined,
): Map<string, AnswerSheet | Ballot> {
  const sheetByPerson = new Map<string, AnswerSheet | Ballot>();
  const unconfirmed: [person: string, sheet: AnswerSheet | Ballot][] = [];
  for (const [member, sheet] of sheets) {
    const person = resolvePerson(entryOf, member);
    if (resolveSeat(entryOf, member) !== person) {
      unconfirmed.push([person, sheet]);
    } else {
      sheetByPerson.set(
        person,
        mergeSheets(sheetByPerson.get(person), sheet),
      );
    }
  }
  for (const [person, sheet] of unconfirmed) {
    sheetByPerson.set(person, fillSheet(sheetByPerson.get(person), sheet));
  }
  return sheetByPerson;
}

/** Adds the answers to those questions that `personSheet` leaves open. */
function fillSheet(
  personSheet: AnswerSheet | Ballot | undefined,
  sheet: AnswerSheet | Ballot,
): AnswerSheet | Ballot {
  if (personSheet === undefined) return sheet;
  if (personSheet === true || sheet === true) return personSheet;
  const late = new Set([
    ...personSheet.late ?? [],
    ...(sheet.late ?? []).filter((id) => !(id in personSheet.answers)),
  ]);
  return {
    ...personSheet,
    answers: { ...sheet.answers, ...personSheet.answers },
    ...(late.size > 0 && { late: [...late] }),
  };
}

/**
 * Merges two sheets of one person, question by question. The answers of the sheet that changed last count; but what was
 * handed in stays as it was, whatever another device of the person says later.
 */
export function mergeSheets(
  sheet: AnswerSheet | Ballot | undefined,
  otherSheet: AnswerSheet | Ballot,
): AnswerSheet | Ballot {
  if (sheet === undefined || sheet === true || otherSheet === true) {
    return otherSheet;
  }
  const [first, last] = sheet.at <= otherSheet.at
    ? [sheet, otherSheet]
    : [otherSheet, sheet];
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
