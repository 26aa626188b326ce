/**
 * Questions and their results, as documents have them and as they are answered. `questions.ts` and
 * `shared_resources.ts` have the types, for pages.
 */
import { z } from "zod";
import { namedIdSchema, nameSchema } from "../result_schemas.ts";
import { questionKinds } from "./question_kinds.ts";

/** Ids of choices, a text, or a number. Empty: no answer. */
export const answerSchema = z.union([
  z.array(z.string()),
  z.string(),
  z.number(),
]).describe("ids of choices, a text, or a number");

export const pictureSchema = z.object({
  /** A file's id. */
  image: namedIdSchema.optional(),
  /** Describes the picture for people who do not see it. */
  alt: z.string().optional(),
  /** So that nothing moves when the picture loads. */
  imageSize: z.tuple([z.number(), z.number()]).optional().describe(
    "width and height in px",
  ),
});

/** A question as students may see it, without its solution. A picture is shown above it. */
export const publicQuestionSchema = nameSchema(
  "ShownQuestion",
  z.object({
    id: z.string(),
    kind: z.enum(questionKinds),
    text: z.string(),
    ...pictureSchema.shape,
    choices: z.array(z.object({ id: z.string(), text: z.string() })).optional(),
    /** The smallest number of a scale is 1. */
    most: z.number().optional().describe("of a scale: its greatest number"),
    /** Absent: the question has no points. */
    points: z.number().optional(),
  }),
);

/** Students see this only with the results. */
export const solutionSchema = z.object({
  /** Ids of right choices, accepted texts, or the number. Absent: the question has no right answer. */
  correct: z.union([z.array(z.string()), z.number()]).optional(),
  /** Only for a `number`: the greatest difference from `correct` that counts as right. */
  tolerance: z.number().optional(),
  explanation: z.string().optional(),
});

export const questionFields = {
  ...publicQuestionSchema.shape,
  ...solutionSchema.shape,
};

export const questionSchema = nameSchema("Question", z.object(questionFields));

export const countsSchema = z.record(z.string(), z.int()).describe(
  "how often each answer was given",
);

/** The anonymous result of one question, as the class sees it. */
export const classResultSchema = nameSchema(
  "ClassResult",
  z.object({
    id: z.string(),
    answered: z.int(),
    /**
     * Count per answer: a choice's id, a number, or a normalised text. Texts of a quiz are included only if accepted.
     * Empty for an anonymous poll with fewer than `minAnonymousVotes` answers.
     */
    counts: countsSchema,
    ...solutionSchema.shape,
    waits: z.int().optional().describe("texts that are not marked yet"),
  }),
);
