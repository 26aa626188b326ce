/**
 * A student's answers as the student reads them later, with results only if the class was shown them. For
 * anonymous polls, only that the student took part.
 */
import type * as Y from "yjs";
import type { ClassDocuments } from "../model/layout.ts";
import {
  type Answer,
  isNonEmptyAnswer,
  type PublicQuestion,
  type Solution,
} from "../model/resources/questions.ts";
import { findAnswerOutcome } from "../model/resources/results.ts";
import {
  type CheckResource,
  isCheck,
  type OwnSheet,
  type ResourceSecret,
} from "../model/resources/shared_resources.ts";
import { ownAnswerSheets, sharedResources } from "../model/roots.ts";
import { resourceSecrets } from "../model/staff_roots.ts";

export interface OwnAnswer extends PublicQuestion, Solution {
  answer?: Answer;
  late?: true;
  /** The class was shown the results; without this, the following fields are absent. */
  shown?: true;
  right?: boolean;
  waits?: true;
  earned?: number;
}

export interface OwnCheck {
  id: string;
  shared: Omit<CheckResource, "questions" | "results">;
  done?: true;
  /** The questions; those of an anonymous poll have no answer. */
  questions: OwnAnswer[];
}

/** All checks that the student took part in and that were not taken back, oldest first. */
export function ownChecks(
  { session, staff }: ClassDocuments,
  ownDocument: Y.Doc,
): OwnCheck[] {
  return sharedResources(session).toArray().flatMap((shared) => {
    const sheet = ownAnswerSheets(ownDocument).get(shared.id);
    if (!sheet || !isCheck(shared)) return [];
    return [
      ownCheck(shared, sheet, resourceSecrets(staff).get(shared.id) ?? {}),
    ];
  });
}

function ownCheck(
  check: CheckResource,
  sheet: OwnSheet,
  secret: Pick<ResourceSecret, "wrong">,
): OwnCheck {
  const { questions, results: _, ...shared } = check;
  return {
    id: check.id,
    shared,
    ...(sheet.done && { done: true as const }),
    questions: questions.map((question) =>
      ownAnswer(check, question, sheet, secret)
    ),
  };
}

function ownAnswer(
  { results = [] }: CheckResource,
  question: PublicQuestion,
  sheet: OwnSheet,
  secret: Pick<ResourceSecret, "wrong">,
): OwnAnswer {
  const { id } = question;
  const answer = sheet.answers?.[id];
  const ownResult: OwnAnswer = {
    ...question,
    ...(isNonEmptyAnswer(answer) && { answer }),
    ...(sheet.late?.includes(id) && { late: true as const }),
  };
  const result = results.find((it) => it.id === id);
  if (!result) return ownResult;
  const { correct, tolerance, explanation } = result;
  const solved = {
    ...ownResult,
    ...(correct !== undefined && { correct }),
    ...(tolerance !== undefined && { tolerance }),
    ...(explanation && { explanation }),
    shown: true as const,
  };
  const { right, waits, points } = findAnswerOutcome(solved, secret, sheet) ??
    {};
  return {
    ...solved,
    ...(right !== undefined && { right }),
    ...(waits && { waits }),
    ...(points !== undefined && { earned: points }),
  };
}
