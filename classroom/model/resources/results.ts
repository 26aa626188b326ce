/**
 * Results of quizzes and polls: counts, marks, and sheets by person. Shared by the server and the teacher's
 * page, which counts while answers arrive.
 */
import { isRight, questionRules } from "../questions/kinds.ts";
import {
  type Answer,
  type AskedQuestion,
  isGiven,
  plainAnswer,
  plainAnswers,
  pointsFor,
  type Question,
} from "./questions.ts";
import {
  type AnswerSheet,
  type Ballot,
  type Check,
  type OwnSheet,
  type ResourceSecret,
  type Shared,
} from "./shared.ts";

/** Sheets of a resource, by member or by person. */
export type Sheets = ReadonlyMap<string, AnswerSheet | Ballot>;

/** Whether any question, or this one, is answered. A quiz handed in and a ballot count as answered. */
export function hasAnswered(
  sheet: AnswerSheet | Ballot | undefined,
  question?: string,
): boolean {
  if (sheet === undefined || sheet === true) return sheet === true;
  return question === undefined
    ? sheet.done === true || Object.values(sheet.answers).some(isGiven)
    : isGiven(sheet.answers[question]);
}

export interface Tally {
  id: string;
  answered: number;
  counts: Record<string, number>;
}

/** A question, with its solution if staff have one. */
export function questionOf(
  { questions }: Pick<ResourceSecret, "questions">,
  asked: AskedQuestion,
): Question {
  return questions?.find(({ id }) => id === asked.id) ?? asked;
}

/**
 * Whether an answer is right, by the solution and the teacher's marks; undefined: it cannot be, or a text
 * waits for a mark.
 */
export function markOf(
  question: Question,
  { wrong }: Pick<ResourceSecret, "wrong">,
  answer: Answer,
): boolean | undefined {
  const right = isRight(question.kind, question, answer);
  if (right !== undefined || !hasTexts(question)) return right;
  const isWrong = plainAnswers(wrong?.[question.id] ?? [])
    .has(plainAnswer(String(answer)));
  return isWrong ? false : undefined;
}

export function hasTexts({ kind }: Pick<AskedQuestion, "kind">): boolean {
  return questionRules[kind].answers === "texts";
}

/** Whether answers may need a teacher's mark. */
export function isMarkable(question: Question): boolean {
  return hasTexts(question) && question.correct !== undefined;
}

export function waitsForMark(
  question: Question,
  secret: Pick<ResourceSecret, "wrong">,
  answer: Answer,
): boolean {
  return isMarkable(question) && isGiven(answer) &&
    markOf(question, secret, answer) === undefined;
}

type Graded = Pick<Question, "points" | "correct">;

export function isGraded({ correct }: Graded): boolean {
  return correct !== undefined;
}

export interface Outcome {
  question: Question;
  answer: Answer;
  /** Absent: not graded, or not marked yet. */
  right?: boolean;
  waits?: true;
  /** Absent: the question counts nothing, or the answer is not marked yet. */
  points?: number;
  late?: true;
}

/** Undefined: no answer, or an anonymous one. */
export function outcomeOf(
  question: Question,
  secret: Pick<ResourceSecret, "wrong">,
  sheet: OwnSheet | Ballot | undefined,
): Outcome | undefined {
  const { answers = {}, late }: OwnSheet = sheet === true ? {} : sheet ?? {};
  const answer = answers[question.id];
  if (!isGiven(answer)) return undefined;
  const right = markOf(question, secret, answer);
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
  answers: (Outcome | undefined)[];
  answered: number;
  /** Sum of points; null: nothing was answered, which differs from 0. */
  points: number | null;
  /** Number of right answers; null: nothing was answered. */
  right: number | null;
  late: number;
  /** Handed in, or voted in an anonymous poll. */
  done: boolean;
}

export function sheetOutcome(
  questions: readonly Question[],
  secret: Pick<ResourceSecret, "wrong">,
  sheet: AnswerSheet | Ballot | undefined,
): SheetOutcome {
  const answers = questions.map((it) => outcomeOf(it, secret, sheet));
  const given = answers.filter((it) => it !== undefined);
  const took = hasAnswered(sheet);
  return {
    answers,
    answered: given.length,
    points: took
      ? given.reduce((sum, { points = 0 }) => sum + points, 0)
      : null,
    right: took ? given.filter(({ right }) => right).length : null,
    late: given.filter(({ late }) => late).length,
    done: sheet === true || sheet?.done === true,
  };
}

/** Whether a quiz counts points; otherwise each right answer counts one. */
export function countsPoints(questions: readonly Graded[]): boolean {
  return questions.some((it) => isGraded(it) && it.points !== undefined);
}

export function pointsIn(questions: readonly Graded[]): number {
  return questions.filter(isGraded)
    .reduce((sum, { points = 0 }) => sum + points, 0);
}

/** Greatest score: points, or the number of graded questions if none has points. */
export function mostOf(questions: readonly Graded[]): number {
  return countsPoints(questions)
    ? pointsIn(questions)
    : questions.filter(isGraded).length;
}

/** The graded questions that the class was asked. */
export function gradedIn(
  { shared, questions }: { shared: Shared; questions: readonly Question[] },
): Question[] {
  if (!shared.pace) return [];
  // In a quiz one by one, later questions were not asked.
  const asked = new Set(shared.questions.map(({ id }) => id));
  return questions.filter((it) => isGraded(it) && asked.has(it.id));
}

/** Counts right, wrong, unmarked and missing answers of these people. */
export function marksIn(
  graded: readonly Question[],
  secret: Pick<ResourceSecret, "wrong">,
  people: readonly { sheet?: AnswerSheet | Ballot }[],
): { right: number; wrong: number; waits: number; missing: number } {
  const marks = { right: 0, wrong: 0, waits: 0, missing: 0 };
  for (const question of graded) {
    for (const { sheet } of people) {
      const it = outcomeOf(question, secret, sheet);
      if (!it) marks.missing++;
      else if (it.right === undefined) marks.waits++;
      else marks[it.right ? "right" : "wrong"]++;
    }
  }
  return marks;
}

export function tallies(
  { questions }: Check,
  sheets: Iterable<AnswerSheet | Ballot>,
): Tally[] {
  const all = [...sheets];
  return questions.map(({ id, kind }) => {
    const counts: Record<string, number> = {};
    let answered = 0;
    for (const sheet of all) {
      const answer = sheet === true ? undefined : sheet.answers[id];
      if (!isGiven(answer)) continue;
      answered++;
      for (const key of questionRules[kind].countedAs(answer)) {
        counts[key] = timesIn(counts, key) + 1;
      }
    }
    return { id, answered, counts };
  });
}

/** Safe for answers named like properties of every object. */
export function timesIn(
  counts: Readonly<Record<string, number>>,
  key: string,
): number {
  return Object.hasOwn(counts, key) ? counts[key] : 0;
}

export function votesIn(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, n) => sum + n, 0);
}

/** A tally as the class sees it: without hidden words and their votes, so that bars add up. */
export function withoutWords<T extends Pick<Tally, "answered" | "counts">>(
  tally: T,
  hidden: readonly string[] = [],
): T {
  if (hidden.length === 0) return tally;
  const gone = plainAnswers(hidden);
  const all = Object.entries(tally.counts);
  const left = all.filter(([word]) => !gone.has(plainAnswer(word)));
  if (left.length === all.length) return tally;
  const counts = Object.fromEntries(left);
  const answered = tally.answered - votesIn(tally.counts) + votesIn(counts);
  return { ...tally, answered, counts };
}

/**
 * Merges sheets of members who are one person; later answers replace earlier ones.
 * @param personOf the person that a member now is
 */
export function byPerson(
  sheets: Iterable<readonly [member: string, AnswerSheet | Ballot]>,
  personOf: (member: string) => string,
): Map<string, AnswerSheet | Ballot> {
  const found = new Map<string, AnswerSheet | Ballot>();
  for (const [member, sheet] of sheets) {
    const person = personOf(member);
    found.set(person, mergedSheets(found.get(person), sheet));
  }
  return found;
}

/** Merges two sheets of one person, question by question; the later answer counts. */
export function mergedSheets(
  one: AnswerSheet | Ballot | undefined,
  other: AnswerSheet | Ballot,
): AnswerSheet | Ballot {
  if (one === undefined || one === true || other === true) return other;
  const [first, last] = one.at <= other.at ? [one, other] : [other, one];
  const late = new Set([
    ...(first.late ?? []).filter((id) => !(id in last.answers)),
    ...last.late ?? [],
  ]);
  return {
    answers: { ...first.answers, ...last.answers },
    at: last.at,
    ...((first.done || last.done) && { done: true }),
    ...(late.size > 0 && { late: [...late] }),
  };
}
