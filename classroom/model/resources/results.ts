/**
 * What came of the questions of a quiz or a poll: counts, marks, and whose sheets are one person's. The same for the
 * server and for the teacher's page, which counts by itself while answers come in.
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

/** The sheets of a resource, by member or by person. */
export type Sheets = ReadonlyMap<string, AnswerSheet | Ballot>;

/** Whether somebody has answered: anything, or one question. Who has handed in a quiz or taken part in a poll has. */
export function hasAnswered(
  sheet: AnswerSheet | Ballot | undefined,
  question?: string,
): boolean {
  if (sheet === undefined || sheet === true) return sheet === true;
  return question === undefined
    ? sheet.done === true || Object.values(sheet.answers).some(isGiven)
    : isGiven(sheet.answers[question]);
}

/** How often each answer to a question was given, and by how many people. */
export interface Tally {
  id: string;
  answered: number;
  counts: Record<string, number>;
}

/** A question of a resource with what only staff see of it. */
export function questionOf(
  { questions }: Pick<ResourceSecret, "questions">,
  asked: AskedQuestion,
): Question {
  return questions?.find(({ id }) => id === asked.id) ?? asked;
}

/**
 * Whether an answer is right, with the marks of its teacher; undefined: nothing is right or wrong, or, of a short text
 * that should be, nobody has marked it yet.
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

/** Whether a question is answered with texts, which a teacher can mark. */
export function hasTexts({ kind }: Pick<AskedQuestion, "kind">): boolean {
  return questionRules[kind].answers === "texts";
}

/** Whether a teacher marks answers to a question. */
export function isMarkable(question: Question): boolean {
  return hasTexts(question) && question.correct !== undefined;
}

/** Whether an answer waits for its teacher's mark. */
export function waitsForMark(
  question: Question,
  secret: Pick<ResourceSecret, "wrong">,
  answer: Answer,
): boolean {
  return isMarkable(question) && isGiven(answer) &&
    markOf(question, secret, answer) === undefined;
}

/** What of a question says how much it counts. */
type Graded = Pick<Question, "points" | "correct">;

/** Whether an answer to a question can be right, or wrong. */
export function isGraded({ correct }: Graded): boolean {
  return correct !== undefined;
}

/** An answer of somebody, and what came of it. */
export interface Outcome {
  question: Question;
  answer: Answer;
  /** Absent: nothing is right or wrong, or nobody has marked it yet. */
  right?: boolean;
  waits?: true;
  /** Absent: the question counts nothing, or nobody has said yet whether it is right. */
  points?: number;
  late?: true;
}

/** What came of somebody's answer to a question; undefined: they have given none, or nobody knows which. */
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

/** What came of all that somebody was asked. */
export interface SheetOutcome {
  /** By question; undefined: no answer. */
  answers: (Outcome | undefined)[];
  answered: number;
  /** All points together; null: they have not answered, which is not the same as none. */
  points: number | null;
  /** How many are right; null: as with the points. */
  right: number | null;
  late: number;
  /** They have handed it in, or taken part in an anonymous poll. */
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

/** Whether a quiz counts in points; where no question has any, each that is right counts one. */
export function countsPoints(questions: readonly Graded[]): boolean {
  return questions.some((it) => isGraded(it) && it.points !== undefined);
}

/** How many points there are to be had: none by a question to which nothing is right. */
export function pointsIn(questions: readonly Graded[]): number {
  return questions.filter(isGraded)
    .reduce((sum, { points = 0 }) => sum + points, 0);
}

/** How much there is to be had: all points, or where no question has any, one for each that can be right. */
export function mostOf(questions: readonly Graded[]): number {
  return countsPoints(questions)
    ? pointsIn(questions)
    : questions.filter(isGraded).length;
}

/** The questions of a quiz that its class had, and where an answer can be right. */
export function gradedIn(
  { shared, questions }: { shared: Shared; questions: readonly Question[] },
): Question[] {
  if (!shared.pace) return [];
  // One by one, those to which it did not come are nobody's to answer.
  const asked = new Set(shared.questions.map(({ id }) => id));
  return questions.filter((it) => isGraded(it) && asked.has(it.id));
}

/** How many of these people's answers are right, wrong, and wait for a mark, and how many are not given. */
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

/** How often an answer was given: also of one that is called as something that every object has. */
export function timesIn(
  counts: Readonly<Record<string, number>>,
  key: string,
): number {
  return Object.hasOwn(counts, key) ? counts[key] : 0;
}

/** How many votes a count is of. */
export function votesIn(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, n) => sum + n, 0);
}

/** A count of words as their class has it: as if nobody had said those that are hidden, so that bars add up. */
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
 * The answers to a resource, person by person: whoever is one person now has one sheet, on which a later sheet goes over
 * an earlier one question by question. Of an anonymous poll: who has answered.
 *
 * @param personOf who a member is now
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

/** Two sheets of one person as one: the later goes over the earlier, question by question. */
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
