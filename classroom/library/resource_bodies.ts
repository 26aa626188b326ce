/** The bodies of the requests about resources, and what of them is kept. */
import { z } from "zod";
import { bounds } from "../model/bounds.ts";
import { pageBounds } from "../model/page_bounds.ts";
import { writtenText } from "../model/controls.ts";
import { fault } from "../model/faults.ts";
import { id, press } from "../model/id_schemas.ts";
import { newId } from "../model/ids.ts";
import {
  type AskedQuestion,
  type Choice,
  type QuestionKind,
  questionKinds,
} from "../model/resources/questions.ts";
import { papers } from "../model/drawing.ts";
import { pagesPer, pollKinds } from "../model/resources/shared.ts";
import { isShowable } from "../model/display_names.ts";

/** What something shared is called. */
export const resourceName = z.string().trim().min(1, fault("blank")).max(
  bounds.resourceName,
)
  .refine(isShowable, fault("not-one-line"));
const name = resourceName;
const optionalText = (most: number) =>
  writtenText.trim().max(most).transform((text) => text || undefined)
    .optional();

/** Body of `POST /api/templates`. */
export const templateBody = z.strictObject({
  name,
  description: optionalText(bounds.description),
  instructions: writtenText.trim().min(1, fault("blank")).max(
    bounds.instructionPrompt,
  ),
  firstMessage: optionalText(bounds.firstMessage),
});

/** Body of `POST /api/templates`; `id`: the one that it is to have, so that a request that is sent again adds nothing. */
export const newTemplateBody = templateBody.extend({ id: id.optional() });

/** Body of `PUT /api/templates/:t`; `expected`: the `at` of the version that it replaces. */
export const changedTemplateBody = templateBody.extend({
  expected: z.number().optional(),
});

/** A prompt template as its teacher keeps it. */
export type Template = z.output<typeof templateBody>;

const choiceText = writtenText.trim().min(1, fault("blank")).max(bounds.choice);
const choice = z.union([
  choiceText.transform((text): Choice => ({ id: newId(), text })),
  z.strictObject({ id, text: choiceText }),
]);
const common = {
  /** Kept where it is given, so that what was read can be sent back. */
  id: id.default(newId),
  text: writtenText.trim().max(bounds.question),
  image: id.optional(),
  alt: optionalText(bounds.alt),
  points: z.number().min(0).max(bounds.points).optional(),
  explanation: optionalText(bounds.explanation),
};
const choices = z.array(choice).min(bounds.choices.least).max(
  bounds.choices.most,
).refine(
  (all) => new Set(all.map(({ text }) => text)).size === all.length,
  fault("choice-twice"),
);
const place = z.number().int().min(0);
const places = z.union([place.transform((one) => [one]), z.array(place)]);
const accepted = writtenText.trim().min(1, fault("blank")).max(
  bounds.shortText,
);

/** The questions of each kind as they are asked for; the right choices by their places from 0. */
const questionBodies = {
  single: z.strictObject({
    kind: z.literal("single"),
    ...common,
    choices,
    correct: places.optional(),
  }).refine(({ correct = [] }) => correct.length <= 1, {
    path: ["correct"],
    message: fault("one-right-choice"),
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
      accepted.transform((one) => [one]),
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
    most: z.number().int().min(bounds.scale.least).max(bounds.scale.most)
      .default(bounds.scale.usual),
    correct: z.number().int().min(1).max(bounds.scale.most).optional(),
  }),
} satisfies { [Kind in QuestionKind]: z.ZodType<{ kind: Kind }> };

type QuestionBody = (typeof questionBodies)[QuestionKind];

export const questionBody = z.discriminatedUnion(
  "kind",
  Object.values(questionBodies) as [QuestionBody, ...QuestionBody[]],
).refine((it) => it.text !== "" || it.image !== undefined, {
  path: ["text"],
  message: fault("blank"),
}).refine(
  (it) =>
    !("choices" in it) ||
    (it.correct ?? []).every((at) => at < it.choices.length),
  { path: ["correct"], message: fault("no-such-choice") },
);

/** A question that is not finished: whatever of it is there, within the same bounds. */
const unfinishedQuestion = z.strictObject({
  ...common,
  kind: z.enum(questionKinds),
  choices: z.array(
    z.strictObject({ id, text: writtenText.trim().max(bounds.choice) }),
  ).max(bounds.choices.most).optional(),
  correct: z.union([
    z.number(),
    z.array(place),
    z.array(accepted).max(bounds.acceptedTexts),
  ]).optional(),
  tolerance: z.number().min(0).optional(),
  most: z.number().int().min(bounds.scale.least).max(bounds.scale.most)
    .optional(),
});

const quizShape = {
  name,
  questions: z.array(questionBody).max(bounds.questions),
  /** Questions that nobody can be asked yet, each with its place among all. */
  unfinished: z.array(z.strictObject({
    place: place.max(bounds.questions),
    question: unfinishedQuestion,
  })).max(bounds.questions).transform((all) => all.length > 0 ? all : undefined)
    .optional(),
};

/** What a quiz is kept with: at least one question, no more than there may be, none twice. */
function whole<
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
    message: fault("missing"),
  }).refine((quiz) => ids(quiz).length <= bounds.questions, {
    path,
    message: fault("wrong"),
  }).refine((quiz) => new Set(ids(quiz)).size === ids(quiz).length, {
    path,
    message: fault("question-twice"),
  });
}

/** A quiz from elsewhere. */
export const quizBody = whole(z.strictObject(quizShape));

/** Body of `POST /api/quizzes`; `id`: the one that it is to have, so that a request that is sent again adds nothing. */
export const newQuizBody = whole(
  z.strictObject({ ...quizShape, id: id.optional() }),
);

/** Body of `PUT /api/quizzes/:q`; `expected`: the `at` of the version in whose place it is to be. */
export const changedQuizBody = whole(
  z.strictObject({ ...quizShape, expected: z.number().optional() }),
);

/** A quiz as its teacher keeps it: `correct` has the places of the right choices. */
export type QuizBody = z.output<typeof quizBody>;

export type QuizQuestion = QuizBody["questions"][number];

const rooms = z.array(id).min(1).max(bounds.rooms).optional();
const minutes = z.number().min(bounds.quizMinutes.least).max(
  bounds.quizMinutes.most,
).optional();

/** Body of `POST /api/sessions/:s/resources`. */
export const shareBody = z.union([
  z.strictObject({ template: id, rooms, press }),
  z.strictObject({
    quiz: id,
    pace: z.enum(["own", "together"]).default("own"),
    minutes,
    rooms,
    press,
  }),
  z.strictObject({
    poll: z.strictObject({
      kind: z.enum(pollKinds),
      question: writtenText.trim().max(bounds.question).default(""),
      anonymous: z.boolean().default(true),
      /** The words of the choices of `yes-no`, in the teacher's language. */
      words: z.tuple([choiceText, choiceText]).default(["Yes", "No"]),
    }),
    rooms,
    press,
  }),
  z.strictObject({ wall: z.strictObject({}), rooms, press }),
  z.strictObject({
    page: z.strictObject({
      name,
      /** The Markdown with which each begins. */
      text: writtenText.max(pageBounds.start).default(""),
      per: z.enum(pagesPer).default("group"),
    }),
    rooms,
    press,
  }),
  z.strictObject({
    drawing: z.strictObject({
      name,
      paper: z.enum(papers).default("plain"),
      /** A picture of the teacher's own that lies on the paper. */
      image: id.optional(),
      alt: optionalText(bounds.alt),
    }),
    rooms,
    press,
  }),
]);

export type ShareAsked = z.output<typeof shareBody>;

/** Whose one of several pages is: a group's room, a student's member, or the class's. */
export const pageOwner = z.union([z.literal("class"), id]);

/** Body of `PATCH /api/sessions/:s/resources/:id`. */
export const changeResourceBody = z.strictObject({
  showResults: z.literal(true),
  closed: z.boolean(),
  step: z.number().int().min(0),
  /** Whether it is on **Present**, until something newer is shared. */
  present: z.boolean(),
  /** With it, of pages: whose is there, a group's room or a student's member, or the class's. */
  of: pageOwner,
  /** Of pages: whether staff alone write in them. */
  locked: z.boolean(),
  /** Of pages, before the class begins: the Markdown with which each begins. */
  text: writtenText.max(pageBounds.start),
  /** Of a wall: whether its questions are on **Present** as they come. */
  presentsAll: z.boolean(),
  /** Of a poll of words: whether its class sees one, in any spelling that is counted with it. */
  words: z.array(
    z.strictObject({
      text: writtenText.trim().min(1, fault("blank")).max(bounds.word),
      hidden: z.boolean(),
    }),
  ).min(1).max(bounds.hiddenWords),
  /** Marks of short texts: whoever wrote the same has the same mark; null takes it back. */
  marks: z.array(
    z.strictObject({
      question: id,
      text: accepted,
      right: z.boolean().nullable(),
    }),
  ).min(1).max(500),
}).partial();

export type ChangeAsked = z.output<typeof changeResourceBody>;

/** The question of a quick poll. */
export function pollQuestion(
  { kind, question: text, words }: Extract<ShareAsked, { poll: unknown }>[
    "poll"
  ],
): AskedQuestion {
  const id = newId();
  const of = (texts: readonly string[]) =>
    texts.map((text) => ({ id: newId(), text }));
  switch (kind) {
    case "yes-no":
      return { id, kind: "single", text, choices: of(words) };
    case "letters":
      return { id, kind: "single", text, choices: of(["A", "B", "C", "D"]) };
    case "scale":
      return { id, kind: "scale", text, most: bounds.scale.usual };
    case "word":
      return { id, kind: "text", text };
  }
}
