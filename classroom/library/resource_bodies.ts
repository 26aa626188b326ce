/** Bodies of requests about resources, and types of what is stored. */
import { z } from "zod";
import { bounds } from "../model/bounds.ts";
import { pageBounds } from "../model/page_bounds.ts";
import {
  idempotencyKeySchema,
  idSchema,
  typedTextSchema,
} from "../model/field_schemas.ts";
import { faultMessage } from "../model/faults.ts";
import { newId } from "../model/ids.ts";
import type { Choice, PublicQuestion } from "../model/resources/questions.ts";
import { paperKinds } from "../model/drawing.ts";
import { pageScopes, pollKinds } from "../model/resources/shared_resources.ts";
import { isShowable } from "../model/display_names.ts";
import {
  type QuestionKind,
  questionKinds,
} from "../model/resources/question_kinds.ts";

export const resourceNameSchema = z.string().trim().min(
  1,
  faultMessage("blank"),
).max(
  bounds.resourceName,
)
  .refine(isShowable, faultMessage("not-one-line"));
const name = resourceNameSchema;
const optionalText = (maxLength: number) =>
  typedTextSchema.trim().max(maxLength).transform((text) => text || undefined)
    .optional();

export const templateBody = z.strictObject({
  name,
  description: optionalText(bounds.description),
  instructions: typedTextSchema.trim().min(1, faultMessage("blank")).max(
    bounds.instructionPrompt,
  ),
  firstMessage: optionalText(bounds.firstMessage),
});

/** Body of `POST /api/templates`; `id` makes a repeated request add nothing. */
export const newTemplateBody = templateBody.extend({ id: idSchema.optional() });

/** Body of `PUT /api/templates/:t`; `expected` is the `at` of the version to replace. */
export const changedTemplateBody = templateBody.extend({
  expected: z.number().optional(),
});

export type Template = z.output<typeof templateBody>;

const choiceText = typedTextSchema.trim().min(1, faultMessage("blank")).max(
  bounds.choice,
);
const choice = z.union([
  choiceText.transform((text): Choice => ({ id: newId(), text })),
  z.strictObject({ id: idSchema, text: choiceText }),
]);
const common = {
  /** Absent for a new question. */
  id: idSchema.default(newId),
  text: typedTextSchema.trim().max(bounds.question),
  image: idSchema.optional(),
  alt: optionalText(bounds.alt),
  points: z.number().min(0).max(bounds.points).optional(),
  explanation: optionalText(bounds.explanation),
};
const choices = z.array(choice).min(bounds.choices.min).max(
  bounds.choices.max,
).refine(
  (list) => new Set(list.map(({ text }) => text)).size === list.length,
  faultMessage("choice-twice"),
);
const place = z.number().int().min(0);
const places = z.union([place.transform((it) => [it]), z.array(place)]);
const accepted = typedTextSchema.trim().min(1, faultMessage("blank")).max(
  bounds.shortText,
);

const questionBodies = {
  single: z.strictObject({
    kind: z.literal("single"),
    ...common,
    choices,
    correct: places.optional(),
  }).refine(({ correct = [] }) => correct.length <= 1, {
    path: ["correct"],
    message: faultMessage("one-right-choice"),
  }),
  multiple: z.strictObject({
    kind: z.literal("multiple"),
    ...common,
    choices,
    correct: places.optional(),
  }),
  text: z.strictObject({
    kind: z.literal("text"),
    ...common,
    correct: z.union([
      accepted.transform((it) => [it]),
      z.array(accepted).max(bounds.acceptedTexts),
    ]).optional(),
  }),
  number: z.strictObject({
    kind: z.literal("number"),
    ...common,
    correct: z.number().optional(),
    tolerance: z.number().min(0).optional(),
  }),
  scale: z.strictObject({
    kind: z.literal("scale"),
    ...common,
    most: z.number().int().min(bounds.scale.min).max(bounds.scale.max)
      .default(bounds.scale.default),
    correct: z.number().int().min(1).max(bounds.scale.max).optional(),
  }),
} satisfies { [Kind in QuestionKind]: z.ZodType<{ kind: Kind }> };

type QuestionBody = (typeof questionBodies)[QuestionKind];

export const questionBody = z.discriminatedUnion(
  "kind",
  Object.values(questionBodies) as [QuestionBody, ...QuestionBody[]],
).refine((it) => it.text !== "" || it.image !== undefined, {
  path: ["text"],
  message: faultMessage("blank"),
}).refine(
  (question) =>
    !("choices" in question) ||
    (question.correct ?? []).every((at) => at < question.choices.length),
  { path: ["correct"], message: faultMessage("no-such-choice") },
).meta({
  id: "NewQuestion",
  description:
    "`correct`: the places of the right choices from 0, the accepted texts, or the number",
});

/** An unfinished question needs only `kind` and `text`; the same upper bounds hold. */
const unfinishedQuestion = z.strictObject({
  ...common,
  kind: z.enum(questionKinds),
  choices: z.array(
    z.strictObject({
      id: idSchema,
      text: typedTextSchema.trim().max(bounds.choice),
    }),
  ).max(bounds.choices.max).optional(),
  correct: z.union([
    z.number(),
    z.array(place),
    z.array(accepted).max(bounds.acceptedTexts),
  ]).optional(),
  tolerance: z.number().min(0).optional(),
  most: z.number().int().min(bounds.scale.min).max(bounds.scale.max)
    .optional(),
}).meta({ id: "UnfinishedQuestion" });

const quizShape = {
  name,
  questions: z.array(questionBody).max(bounds.questions),
  unfinished: z.array(z.strictObject({
    place: place.max(bounds.questions),
    question: unfinishedQuestion,
  })).max(bounds.questions).transform((list) =>
    list.length > 0 ? list : undefined
  )
    .optional().describe(
      "questions that cannot be asked yet, with their places among all",
    ),
};

/** Requires at least one question, at most the limit, and no id twice. */
function checkQuestions<
  Q extends {
    questions: readonly { id: string }[];
    unfinished?: readonly { question: { id: string } }[];
  },
>(schema: z.ZodType<Q>) {
  const ids = ({ questions, unfinished = [] }: Q) =>
    [...questions, ...unfinished.map(({ question }) => question)]
      .map(({ id }) => id);
  const path = ["questions"];
  return schema.refine((quiz) => ids(quiz).length > 0, {
    path,
    message: faultMessage("missing"),
  }).refine((quiz) => ids(quiz).length <= bounds.questions, {
    path,
    message: faultMessage("wrong"),
  }).refine((quiz) => new Set(ids(quiz)).size === ids(quiz).length, {
    path,
    message: faultMessage("question-twice"),
  });
}

export const quizBody = checkQuestions(z.strictObject(quizShape));

/** Body of `POST /api/quizzes`; `id` makes a repeated request add nothing. */
export const newQuizBody = checkQuestions(
  z.strictObject({ ...quizShape, id: idSchema.optional() }),
);

/** Body of `PUT /api/quizzes/:q`; `expected` is the `at` of the version to replace. */
export const changedQuizBody = checkQuestions(
  z.strictObject({ ...quizShape, expected: z.number().optional() }),
);

/** `correct` of a question: the indices of the right choices (from 0), the accepted texts, or the number. */
export type QuizBody = z.output<typeof quizBody>;

export type QuizQuestion = QuizBody["questions"][number];

const rooms = z.array(idSchema).min(1).max(bounds.rooms).optional();
const minutes = z.number().min(bounds.quizMinutes.min).max(
  bounds.quizMinutes.max,
).optional();

/** Body of `POST /api/sessions/:s/resources`. */
export const shareBody = z.union([
  z.strictObject({ template: idSchema, rooms, press: idempotencyKeySchema }),
  z.strictObject({
    quiz: idSchema,
    pace: z.enum(["own", "together"]).default("own"),
    minutes,
    rooms,
    press: idempotencyKeySchema,
  }),
  z.strictObject({
    poll: z.strictObject({
      kind: z.enum(pollKinds),
      question: typedTextSchema.trim().max(bounds.question).default(""),
      anonymous: z.boolean().default(true),
      words: z.tuple([choiceText, choiceText]).default(["Yes", "No"])
        .describe("the choices of `yes-no`, in the teacher's language"),
    }),
    rooms,
    press: idempotencyKeySchema,
  }),
  z.strictObject({
    wall: z.strictObject({}),
    rooms,
    press: idempotencyKeySchema,
  }),
  z.strictObject({
    page: z.strictObject({
      name,
      text: typedTextSchema.max(pageBounds.initialMarkdown).default("")
        .describe("the initial Markdown"),
      per: z.enum(pageScopes).default("group"),
    }),
    rooms,
    press: idempotencyKeySchema,
  }),
  z.strictObject({
    drawing: z.strictObject({
      name,
      paper: z.enum(paperKinds).default("plain"),
      image: idSchema.optional().describe(
        "a picture of `POST /api/images`, which the class gets a copy of",
      ),
      alt: optionalText(bounds.alt),
    }),
    rooms,
    press: idempotencyKeySchema,
  }),
]);

export type ShareRequest = z.output<typeof shareBody>;

/** The owner of a page: the id of a group or of a student's member, or `class`. */
export const pageOwnerSchema = z.union([z.literal("class"), idSchema]);

/** Body of `PATCH /api/sessions/:s/resources/:id`. */
export const changeResourceBody = z.strictObject({
  showResults: z.literal(true),
  closed: z.boolean(),
  step: z.number().int().min(0),
  present: z.boolean().describe(
    "shows it on **Present** until something newer is shared",
  ),
  of: pageOwnerSchema.describe("with `present`: whose page is shown"),
  locked: z.boolean().describe("of a page: only staff can write"),
  text: typedTextSchema.max(pageBounds.initialMarkdown).describe(
    "of pages, before the class begins: the initial Markdown",
  ),
  presentsAll: z.boolean().describe(
    "of a wall: new questions appear on **Present**",
  ),
  words: z.array(
    z.strictObject({
      text: typedTextSchema.trim().min(1, faultMessage("blank")).max(
        bounds.word,
      ),
      hidden: z.boolean(),
    }),
  ).min(1).max(bounds.hiddenWords).describe(
    `of a poll of words: hides or shows each in all spellings that count as it; \`hidden-words-full\` beyond ${bounds.hiddenWords}`,
  ),
  marks: z.array(
    z.strictObject({
      question: idSchema,
      text: accepted,
      right: z.boolean().nullable(),
    }),
  ).min(1).max(500).describe(
    "of short texts: equal answers share a mark; null removes it",
  ),
}).partial();

export type ResourceChangeRequest = z.output<typeof changeResourceBody>;

export function makePollQuestion(
  { kind, question: text, words }: Extract<ShareRequest, { poll: unknown }>[
    "poll"
  ],
): PublicQuestion {
  const id = newId();
  const toChoices = (texts: readonly string[]) =>
    texts.map((text) => ({ id: newId(), text }));
  switch (kind) {
    case "yes-no":
      return { id, kind: "single", text, choices: toChoices(words) };
    case "letters":
      return {
        id,
        kind: "single",
        text,
        choices: toChoices(["A", "B", "C", "D"]),
      };
    case "scale":
      return { id, kind: "scale", text, most: bounds.scale.default };
    case "word":
      return { id, kind: "text", text };
  }
}
