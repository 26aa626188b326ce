import { bounds } from "../../classroom/model/bounds.ts";
import { newId } from "../../classroom/model/ids.ts";
import type {
  Choice,
  PublicQuestion,
  Solution,
} from "../../classroom/model/resources/questions.ts";
import {
  parsePlainNumber,
  parseTypedNumber,
} from "../../formats/typed_number.ts";
import type { QuestionKind } from "../../classroom/model/resources/question_kinds.ts";

/** A question with the fields of all kinds, so that switching the kind back loses nothing (but see `changeKind`). */
export interface EditedQuestion {
  id: string;
  kind: QuestionKind;
  text: string;
  image: string | null;
  alt: string;
  /** Choices, also empty ones, which are not stored. */
  choices: Choice[];
  right: string[];
  accepted: string;
  number: string;
  tolerance: string;
  points: string;
  most: number;
  /** The right step of a scale; null: none. */
  step: number | null;
  explanation: string;
}

export interface EditedQuiz {
  name: string;
  questions: EditedQuestion[];
}

export function newQuestion(kind: QuestionKind = "single"): EditedQuestion {
  return {
    id: newId(),
    kind,
    text: "",
    image: null,
    alt: "",
    choices: [newChoice(), newChoice()],
    right: [],
    accepted: "",
    number: "",
    tolerance: "",
    points: "1",
    most: bounds.scale.default,
    step: null,
    explanation: "",
  };
}

export function newChoice(text = ""): Choice {
  return { id: newId(), text };
}

export function newQuiz(): EditedQuiz {
  return { name: "", questions: [newQuestion()] };
}

export function filledChoices({ choices }: EditedQuestion): Choice[] {
  return choices.map(({ id, text }) => ({ id, text: text.trim() }))
    .filter(({ text }) => text !== "");
}

export function acceptedTexts({ accepted }: EditedQuestion): string[] {
  const lines = accepted.split("\n")
    .map((line) => line.trim().slice(0, bounds.shortText)).filter(Boolean);
  return [...new Set(lines)].slice(0, bounds.acceptedTexts);
}

/** Whether a question is blank, and so is not stored. */
export function isBlank(question: EditedQuestion): boolean {
  const { text, image, explanation } = question;
  return text.trim() === "" && image === null && explanation.trim() === "" &&
    Object.values(questionKindRules).every((it) => it.isBlank(question));
}

/** Whether answers can be right, so that points count. */
export function isScored(question: EditedQuestion): boolean {
  return questionKindRules[question.kind].hasSolution(question);
}

type MissingPart =
  | "text"
  | "choices"
  | "twice"
  | "number"
  | "tolerance"
  | "points";

/** Empty: the question is finished. */
export function missingPartsOf(question: EditedQuestion): MissingPart[] {
  const { text, image, kind } = question;
  const parts: (MissingPart | false)[] = [
    text.trim() === "" && image === null && "text",
    ...questionKindRules[kind].missing(question),
    isScored(question) &&
    !isWithin(parsePlainNumber(question.points), bounds.points) && "points",
  ];
  return parts.filter((it) => it !== false);
}

/** Whether nothing is typed, or a number from 0 to `max`. */
function isWithin(
  number: number | null | undefined,
  max = Infinity,
): boolean {
  return number === undefined ||
    number !== null && number >= 0 && number <= max;
}

/** A percentage would be one of the answer, so it is no tolerance. */
function toleranceOf({ tolerance }: EditedQuestion): number | null | undefined {
  return /[%％٪]/.test(tolerance) ? null : parseTypedNumber(tolerance);
}

/** A question as stored. `correct`: indices of choices (from 0), accepted texts, or a number. */
export type StoredQuestion = Omit<PublicQuestion, "imageSize"> & {
  correct?: number | number[] | string[];
} & Omit<Solution, "correct">;

interface QuestionKindRules {
  isBlank(question: EditedQuestion): boolean;
  /** Whether answers can be right. */
  hasSolution(question: EditedQuestion): boolean;
  /** The missing parts among the fields of this kind. */
  missing(question: EditedQuestion): (MissingPart | false)[];
  kept(question: EditedQuestion): Partial<StoredQuestion>;
  /** The fields of the editor, from the stored right answer. */
  edited(stored: StoredQuestion): Partial<EditedQuestion>;
}

const choices: QuestionKindRules = {
  isBlank: (question) => filledChoices(question).length === 0,
  hasSolution: (question) =>
    filledChoices(question).some(({ id }) => question.right.includes(id)),
  missing(question) {
    const texts = filledChoices(question).map(({ text }) => text);
    return [
      texts.length < bounds.choices.min && "choices",
      new Set(texts).size < texts.length && "twice",
    ];
  },
  kept(question) {
    const choices = filledChoices(question);
    const correct = choices.flatMap(({ id }, index) =>
      question.right.includes(id) ? index : []
    );
    return { choices, ...(correct.length > 0 && { correct }) };
  },
  edited: ({ choices = [], correct }) => ({
    right: listIn(correct).flatMap((at) => choices[Number(at)]?.id ?? []),
  }),
};

export const questionKindRules: Readonly<
  Record<QuestionKind, QuestionKindRules>
> = {
  single: choices,
  multiple: choices,
  text: {
    isBlank: (question) => acceptedTexts(question).length === 0,
    // The teacher can grade any text as right.
    hasSolution: () => true,
    missing: () => [],
    kept(question) {
      const correct = acceptedTexts(question);
      return correct.length > 0 ? { correct } : {};
    },
    edited: ({ correct }) => ({ accepted: listIn(correct).join("\n") }),
  },
  number: {
    isBlank: ({ number }) => number.trim() === "",
    hasSolution: ({ number }) => number.trim() !== "",
    missing: (question) => [
      parseTypedNumber(question.number, question.text) === null && "number",
      !isWithin(toleranceOf(question)) && "tolerance",
    ],
    kept(question) {
      const correct = parseTypedNumber(question.number, question.text);
      const tolerance = toleranceOf(question);
      return {
        ...(typeof correct === "number" && { correct }),
        ...(tolerance && tolerance > 0 && { tolerance }),
      };
    },
    edited: ({ correct }) =>
      typeof correct === "number" ? { number: String(correct) } : {},
  },
  scale: {
    // The length does not count, because it is always set.
    isBlank: () => true,
    hasSolution: ({ step }) => step !== null,
    missing: () => [],
    kept: ({ most, step }) => ({
      most,
      ...(step !== null && step <= most && { correct: step }),
    }),
    edited: ({ correct }) =>
      typeof correct === "number" ? { step: correct } : {},
  },
};

function listIn(correct: StoredQuestion["correct"]): (number | string)[] {
  return Array.isArray(correct) ? correct : [];
}
