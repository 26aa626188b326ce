/** A quiz as its editor has it: as it is typed, finished or not. Functions of their arguments. */
import { bounds } from "../../classroom/model/bounds.ts";
import { newId } from "../../classroom/model/ids.ts";
import type {
  AskedQuestion,
  Choice,
  QuestionKind,
  Solution,
} from "../../classroom/model/resources/questions.ts";
import { typedNumber } from "../checks/questions/typed_number.ts";

/** A question. What another kind has of it stays, for when one comes back to that kind. */
export interface EditedQuestion {
  id: string;
  kind: QuestionKind;
  text: string;
  image: string | null;
  alt: string;
  /** Of these the empty ones are no choices. */
  choices: Choice[];
  /** The ids of the right ones. */
  right: string[];
  /** The accepted texts, a line each. */
  accepted: string;
  /** Numbers as they are typed. */
  number: string;
  tolerance: string;
  points: string;
  most: number;
  /** The right step of a scale; null: none is. */
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
    most: bounds.scale.usual,
    step: null,
    explanation: "",
  };
}

/** An empty choice, or one with a text. */
export function newChoice(text = ""): Choice {
  return { id: newId(), text };
}

export function newQuiz(name = ""): EditedQuiz {
  return { name, questions: [newQuestion()] };
}

/** The choices that say something. */
export function filledChoices({ choices }: EditedQuestion): Choice[] {
  return choices.map(({ id, text }) => ({ id, text: text.trim() }))
    .filter(({ text }) => text !== "");
}

export function acceptedTexts({ accepted }: EditedQuestion): string[] {
  const lines = accepted.split("\n")
    .map((line) => line.trim().slice(0, bounds.shortText)).filter(Boolean);
  return [...new Set(lines)].slice(0, bounds.acceptedTexts);
}

/** Whether nothing stands in it: then it is left out. */
export function isBlank(question: EditedQuestion): boolean {
  const { text, image, explanation } = question;
  return text.trim() === "" && image === null && explanation.trim() === "" &&
    Object.values(editedKinds).every((it) => it.isBlank(question));
}

/** Whether something in it is right or wrong, so that points count. */
export function isMarked(question: EditedQuestion): boolean {
  return editedKinds[question.kind].isMarked(question);
}

type Missing =
  | "text"
  | "choices"
  | "twice"
  | "number"
  | "tolerance"
  | "points";

/** All that is; empty: the question is finished. */
export function missingIn(question: EditedQuestion): Missing[] {
  const { text, image, kind } = question;
  const all: (Missing | false)[] = [
    text.trim() === "" && image === null && "text",
    ...editedKinds[kind].missing(question),
    isMarked(question) && !isWithin(question.points, bounds.points) && "points",
  ];
  return all.filter((it) => it !== false);
}

/** Whether nothing is typed, or a number from 0 on. */
function isWithin(typed: string, most = Infinity): boolean {
  const number = typedNumber(typed);
  return number === undefined ||
    number !== null && number >= 0 && number <= most;
}

/** A question as the server keeps it: `correct` has the places of the right choices. */
export type KeptQuestion = Omit<AskedQuestion, "imageSize"> & {
  correct?: number | number[] | string[];
} & Omit<Solution, "correct">;

/** What the editor knows of a kind of question. */
interface EditedKind {
  /** Whether nothing stands in its own fields. */
  isBlank(question: EditedQuestion): boolean;
  /** Whether something in it is right or wrong. */
  isMarked(question: EditedQuestion): boolean;
  /** What it lacks of its own fields. */
  missing(question: EditedQuestion): (Missing | false)[];
  /** Its own fields, as they are kept. */
  kept(question: EditedQuestion): Partial<KeptQuestion>;
  /** What is right, as it is edited. */
  edited(kept: KeptQuestion): Partial<EditedQuestion>;
}

const choices: EditedKind = {
  isBlank: (question) => filledChoices(question).length === 0,
  isMarked: (question) =>
    filledChoices(question).some(({ id }) => question.right.includes(id)),
  missing(question) {
    const texts = filledChoices(question).map(({ text }) => text);
    return [
      texts.length < bounds.choices.least && "choices",
      new Set(texts).size < texts.length && "twice",
    ];
  },
  kept(question) {
    const choices = filledChoices(question);
    const correct = choices.flatMap(({ id }, at) =>
      question.right.includes(id) ? at : []
    );
    return { choices, ...(correct.length > 0 && { correct }) };
  },
  edited: ({ choices = [], correct }) => ({
    right: listIn(correct).flatMap((at) => choices[Number(at)]?.id ?? []),
  }),
};

export const editedKinds: Readonly<Record<QuestionKind, EditedKind>> = {
  single: choices,
  multiple: choices,
  text: {
    isBlank: (question) => acceptedTexts(question).length === 0,
    // Any text can be marked by the teacher.
    isMarked: () => true,
    missing: () => [],
    kept(question) {
      const correct = acceptedTexts(question);
      return correct.length > 0 ? { correct } : {};
    },
    edited: ({ correct }) => ({ accepted: listIn(correct).join("\n") }),
  },
  number: {
    isBlank: ({ number }) => number.trim() === "",
    isMarked: ({ number }) => number.trim() !== "",
    missing: ({ number, tolerance }) => [
      typedNumber(number) === null && "number",
      !isWithin(tolerance) && "tolerance",
    ],
    kept(question) {
      const correct = typedNumber(question.number);
      const tolerance = typedNumber(question.tolerance);
      return {
        ...(typeof correct === "number" && { correct }),
        ...(tolerance && tolerance > 0 && { tolerance }),
      };
    },
    edited: ({ correct }) =>
      typeof correct === "number" ? { number: String(correct) } : {},
  },
  scale: {
    // A scale always has a length.
    isBlank: () => true,
    isMarked: ({ step }) => step !== null,
    missing: () => [],
    kept: ({ most, step }) => ({
      most,
      ...(step !== null && step <= most && { correct: step }),
    }),
    edited: ({ correct }) =>
      typeof correct === "number" ? { step: correct } : {},
  },
};

function listIn(correct: KeptQuestion["correct"]): (number | string)[] {
  return Array.isArray(correct) ? correct : [];
}
