/**
 * Schemas of answers about a teacher's library and imports into it. The types of its items are those of the bodies that
 * are checked (`resource_bodies.ts`); described are the stored items, without bounds.
 */
import { z } from "zod";
import {
  namedIdSchema as id,
  nameSchema,
} from "../../classroom/model/result_schemas.ts";
import { publicQuestionSchema } from "../../classroom/model/resources/question_schemas.ts";
import {
  changedFields,
  summaryFields,
  templateFields,
  templateSchema,
  templateSummarySchema,
} from "../../classroom/model/resources/views.ts";

const questionFields = {
  ...publicQuestionSchema.shape,
  correct: z.union([
    z.array(z.union([z.number(), z.string()])),
    z.number(),
  ]).optional().describe(
    "places of the right choices from 0, accepted texts, or the number",
  ),
  tolerance: z.number().optional(),
  explanation: z.string().optional(),
};

const quizQuestion = nameSchema("QuizQuestion", z.object(questionFields));

const quizFields = {
  name: z.string(),
  questions: z.array(quizQuestion),
  unfinished: z.array(z.object({ place: z.int(), question: quizQuestion }))
    .optional().describe("questions that cannot be asked yet"),
};

const quizSchema = nameSchema(
  "Quiz",
  z.object({ ...quizFields, ...changedFields }),
);

export const quiz = z.object({ quiz: quizSchema });
export const quizList = z.object({
  quizzes: z.array(z.union([
    quizSchema,
    z.object({
      ...summaryFields,
      count: z.int().optional().describe("the number of its questions"),
      left: z.int().optional().describe("how many are unfinished"),
    }),
  ])),
});
export const quizExamples = z.object({
  examples: z.array(z.object({ id: z.string(), ...quizFields })),
});

export const template = z.object({ template: templateSchema });
export const templateList = z.object({
  templates: z.array(z.union([templateSchema, templateSummarySchema])),
});
export const templateExamples = z.object({
  examples: z.array(z.object({ id: z.string(), ...templateFields })),
});

const line = { line: z.int() };

const remark = nameSchema(
  "Remark",
  z.object({
    ...line,
    also: z.array(z.int()).optional(),
    message: z.string(),
  }),
);

const keptItems = z.array(z.object({ id, name: z.string() })).optional()
  .describe("what was kept, with 201");

const importFields = {
  kept: keptItems,
  format: z.string(),
  charset: z.string().optional().describe(
    "in which characters the file was read, where it does not say so itself",
  ),
  possible: z.array(z.string()).optional().describe("what else it could be"),
  failed: z.array(remark),
  leftOut: z.array(remark),
  untold: z.int().describe("how many remarks are not told"),
  columns: z.object({
    hasHead: z.boolean(),
    roles: z.array(z.string()),
    rows: z.array(z.array(z.string())),
  }).optional().describe(
    "of a sheet whose headings are not known: its first rows, and what its columns seem to hold",
  ),
};

export const importedTemplates = nameSchema(
  "ImportedTemplates",
  z.object({
    ...importFields,
    read: z.array(z.object({ ...line, ...templateFields })),
  }),
);

const importedQuestion = nameSchema(
  "ImportedQuestion",
  z.object({ ...questionFields, ...line }),
);

export const importedQuizzes = nameSchema(
  "ImportedQuizzes",
  z.object({
    ...importFields,
    read: z.array(z.object({
      ...line,
      name: z.string(),
      questions: z.array(importedQuestion),
    })),
  }),
);
