/** Schemas of answers about shared resources and templates. Pages import only the types. */
import { z } from "zod";
import { paperKinds } from "../drawing.ts";
import {
  millisecondsSchema as milliseconds,
  namedIdSchema as id,
  nameSchema,
  timeSchema as time,
  yesSchema as yes,
} from "../result_schemas.ts";
import {
  answerSchema,
  classResultSchema,
  countsSchema,
  pictureSchema,
  publicQuestionSchema,
  questionFields,
  questionSchema,
} from "./question_schemas.ts";
import { failureSchema } from "../views.ts";
import type { QuestionCounts } from "./results.ts";
import {
  pageScopes,
  pollKinds,
  resourceKindNames,
  type ResourceSecret,
} from "./shared_resources.ts";

/** Counts, and the words that are hidden from the class. */
export type CountedWords = QuestionCounts & Pick<ResourceSecret, "hiddenWords">;

const resourceFields = {
  id,
  kind: z.enum(resourceKindNames),
  rooms: z.array(id).optional().describe("absent: the whole class"),
  name: z.string().optional(),
  description: z.string().optional(),
  firstMessage: z.string().optional(),
  pace: z.enum(["own", "together"]).optional(),
  poll: z.enum(pollKinds).optional(),
  of: z.int().optional().describe("of a quiz: the number of its questions"),
  step: z.int().optional(),
  minutes: z.number().optional(),
  anonymous: yes.optional(),
  exit: yes.optional(),
  closed: yes.optional(),
  locked: yes.optional(),
  per: z.enum(pageScopes).optional(),
  from: z.object({
    resource: id,
    of: z.string().optional(),
    live: yes.optional(),
    all: yes.optional(),
  }).optional().describe("of a page that was brought back: its source"),
  paper: z.enum(paperKinds).optional(),
  ...pictureSchema.shape,
  shown: z.array(z.object({ id, member: id.optional() })).optional(),
};

const checkFields = {
  questions: z.array(publicQuestionSchema).optional(),
  results: z.array(classResultSchema).optional(),
};

/**
 * A resource as the session's document has it. The document's type, `SharedResource`, says besides which kind has which
 * fields.
 */
export const resourceSchema = nameSchema(
  "Resource",
  z.object({
    ...resourceFields,
    ...checkFields,
    at: milliseconds,
    endsAt: milliseconds.optional(),
    shownAt: milliseconds.optional(),
  }),
);

/** A check as a student reads it later: without questions and results. */
export const ownSharedSchema = z.object({
  ...resourceFields,
  at: milliseconds,
  endsAt: milliseconds.optional(),
});

/** A question on the wall, for staff. */
export const wallQuestionViewSchema = nameSchema(
  "WallQuestion",
  z.object({
    id,
    text: z.string(),
    at: time,
    member: id,
    votes: z.int(),
    answered: yes.optional(),
    hidden: yes.optional(),
    posted: yes.optional(),
    presented: yes.optional().describe("it is on **Present** with its wall"),
  }),
);
export type WallQuestionView = z.output<typeof wallQuestionViewSchema>;

/** Fields that each kind of resource adds to its view. */
const kindViewFields = {
  questions: z.array(z.object({
    ...questionFields,
    answered: z.int().optional(),
    counts: countsSchema.optional(),
    hiddenWords: z.array(z.string()).optional(),
  })),
  answers: z.array(z.object({
    member: id,
    question: z.string(),
    answer: answerSchema,
    /** Absent: the question is not graded, or the answer not graded yet. */
    right: z.boolean().optional(),
    late: yes.optional(),
  })).describe("empty for an anonymous poll"),
  done: z.array(id).describe("members who handed it in"),
  /** Only for a wall: its questions, oldest first. */
  wishes: z.array(wallQuestionViewSchema).optional(),
  presentsAll: yes.optional(),
};

export const resourceViewSchema = nameSchema(
  "ResourceView",
  z.object({
    resource: z.object({
      ...resourceFields,
      ...checkFields,
      at: time,
      endsAt: time.optional(),
      shownAt: time.optional(),
    }),
    ...kindViewFields,
    taken: yes.optional().describe("it was taken back"),
  }),
);
export type ResourceView = z.output<typeof resourceViewSchema>;
export type ResourceKindView = Pick<ResourceView, keyof typeof kindViewFields>;

export const exitTicketViewSchema = nameSchema(
  "ExitTicket",
  z.object({
    name: z.string(),
    quiz: z.string().optional(),
    questions: z.array(questionSchema),
    resource: id.optional(),
  }),
);
export type ExitTicketView = z.output<typeof exitTicketViewSchema>;

export const templateFields = {
  name: z.string(),
  description: z.string().optional(),
  instructions: z.string(),
  firstMessage: z.string().optional(),
};

/** The fields of an item of a library that is not new. */
export const changedFields = {
  id,
  at: milliseconds.describe("the last change"),
};

/** The fields of an item in a list with `?part=names`. */
export const summaryFields = { ...changedFields, name: z.string() };

export const templateSchema = nameSchema(
  "Template",
  z.object({ ...templateFields, ...changedFields }),
);
export type FullTemplate = z.output<typeof templateSchema>;

export const templateSummarySchema = z.object({
  ...summaryFields,
  description: z.string().optional(),
});
export type TemplateSummary = z.output<typeof templateSummarySchema>;

/** A piece of the answer in a trial of a template; or that all before was a thought; or why it ended early. */
export const trialPieceSchema = z.union([
  z.object({ text: z.string() }),
  z.object({
    isWithdrawn: yes.describe("all words before were a thought"),
  }),
  z.object({ failure: failureSchema }),
]);
export type TrialPiece = z.output<typeof trialPieceSchema>;
