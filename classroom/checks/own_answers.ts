/**
 * A student's answers as the student reads them later, with results only if the class was shown them. For
 * anonymous polls, only that the student took part.
 */
import type * as Y from "yjs";
import { z } from "zod";
import type { ClassDocuments } from "../model/layout.ts";
import {
  isNonEmptyAnswer,
  type PublicQuestion,
} from "../model/resources/questions.ts";
import { findAnswerOutcome } from "../model/resources/results.ts";
import {
  type CheckResource,
  isCheck,
  type OwnAnswerSheet,
  type ResourceSecret,
} from "../model/resources/shared_resources.ts";
import { ownAnswerSheets, sharedResources } from "../model/roots.ts";
import { resourceSecrets } from "../model/staff_roots.ts";
import {
  answerSchema,
  questionFields,
} from "../model/resources/question_schemas.ts";
import { ownSharedSchema } from "../model/resources/views.ts";
import {
  namedIdSchema,
  nameSchema,
  yesSchema,
} from "../model/result_schemas.ts";

const ownAnswerSchema = nameSchema(
  "MyQuestion",
  z.object({
    ...questionFields,
    answer: answerSchema.optional(),
    late: yesSchema.optional(),
    /** Without this, the following fields are absent. */
    shown: yesSchema.optional().describe("the class was shown the results"),
    right: z.boolean().optional(),
    waits: yesSchema.optional().describe("it is not marked yet"),
    earned: z.number().optional().describe("points"),
  }),
);
export type OwnAnswer = z.output<typeof ownAnswerSchema>;

export const ownCheckSchema = z.object({
  id: namedIdSchema,
  shared: ownSharedSchema,
  done: yesSchema.optional(),
  /** Those of an anonymous poll have no answer. */
  questions: z.array(ownAnswerSchema),
});
export type OwnCheck = z.output<typeof ownCheckSchema>;

/** All checks that the student took part in and that were not taken back, oldest first. */
export function ownChecks(
  { session, staff }: ClassDocuments,
  ownDocument: Y.Doc,
): OwnCheck[] {
  return sharedResources(session).toArray().flatMap((shared) => {
    const answerSheet = ownAnswerSheets(ownDocument).get(shared.id);
    if (!answerSheet || !isCheck(shared)) return [];
    return [
      ownCheck(
        shared,
        answerSheet,
        resourceSecrets(staff).get(shared.id) ?? {},
      ),
    ];
  });
}

function ownCheck(
  check: CheckResource,
  answerSheet: OwnAnswerSheet,
  secret: Pick<ResourceSecret, "wrong">,
): OwnCheck {
  const { questions, results: _, ...shared } = check;
  return {
    id: check.id,
    shared,
    ...(answerSheet.done && { done: true as const }),
    questions: questions.map((question) =>
      ownAnswer(check, question, answerSheet, secret)
    ),
  };
}

function ownAnswer(
  { results = [] }: CheckResource,
  question: PublicQuestion,
  answerSheet: OwnAnswerSheet,
  secret: Pick<ResourceSecret, "wrong">,
): OwnAnswer {
  const { id } = question;
  const answer = answerSheet.answers?.[id];
  const ownResult: OwnAnswer = {
    ...question,
    ...(isNonEmptyAnswer(answer) && { answer }),
    ...(answerSheet.late?.includes(id) && { late: true as const }),
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
  const { right, waits, points } =
    findAnswerOutcome(solved, secret, answerSheet) ??
      {};
  return {
    ...solved,
    ...(right !== undefined && { right }),
    ...(waits && { waits }),
    ...(points !== undefined && { earned: points }),
  };
}
