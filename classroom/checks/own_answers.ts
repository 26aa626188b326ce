/**
 * What somebody has answered to the quizzes and polls of a class, as they read it later: right or wrong, points, and
 * what is right only where the class was shown it. Of an anonymous poll that they took part, and nothing else.
 */
import type * as Y from "yjs";
import type { ClassDocuments } from "../model/layout.ts";
import {
  type Answer,
  type AskedQuestion,
  isGiven,
  type Solution,
} from "../model/resources/questions.ts";
import { outcomeOf } from "../model/resources/results.ts";
import {
  type Check,
  isCheck,
  type OwnSheet,
  type ResourceSecret,
} from "../model/resources/shared.ts";
import { ownSheets, resources, secrets } from "../model/resources_layout.ts";

export interface OwnAnswer extends AskedQuestion, Solution {
  answer?: Answer;
  late?: true;
  /** The class was shown what is right: only then the rest is there. */
  shown?: true;
  right?: boolean;
  waits?: true;
  earned?: number;
}

/** A quiz or a poll that they took part in. */
export interface OwnCheck {
  id: string;
  /** Without its questions, and without results. */
  shared: Omit<Check, "questions" | "results">;
  done?: true;
  /** Of an anonymous poll without an answer. */
  questions: OwnAnswer[];
}

/** All that they took part in and that was not taken back, the oldest first. */
export function ownChecks(
  { session, staff }: ClassDocuments,
  own: Y.Doc,
): OwnCheck[] {
  return resources(session).toArray().flatMap((shared) => {
    const sheet = ownSheets(own).get(shared.id);
    if (!sheet || !isCheck(shared)) return [];
    return [ownCheck(shared, sheet, secrets(staff).get(shared.id) ?? {})];
  });
}

function ownCheck(
  check: Check,
  sheet: OwnSheet,
  secret: Pick<ResourceSecret, "wrong">,
): OwnCheck {
  const { questions, results: _, ...shared } = check;
  return {
    id: check.id,
    shared,
    ...(sheet.done && { done: true as const }),
    questions: questions.map((asked) => ownAnswer(check, asked, sheet, secret)),
  };
}

function ownAnswer(
  { results = [] }: Check,
  asked: AskedQuestion,
  sheet: OwnSheet,
  secret: Pick<ResourceSecret, "wrong">,
): OwnAnswer {
  const { id } = asked;
  const answer = sheet.answers?.[id];
  const own: OwnAnswer = {
    ...asked,
    ...(isGiven(answer) && { answer }),
    ...(sheet.late?.includes(id) && { late: true as const }),
  };
  const result = results.find((it) => it.id === id);
  if (!result) return own;
  const { correct, tolerance, explanation } = result;
  const solved = {
    ...own,
    ...(correct !== undefined && { correct }),
    ...(tolerance !== undefined && { tolerance }),
    ...(explanation && { explanation }),
    shown: true as const,
  };
  const { right, waits, points } = outcomeOf(solved, secret, sheet) ?? {};
  return {
    ...solved,
    ...(right !== undefined && { right }),
    ...(waits && { waits }),
    ...(points !== undefined && { earned: points }),
  };
}
