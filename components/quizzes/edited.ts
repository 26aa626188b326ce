/** A quiz as its editor has it: as it is typed, finished or not. Functions of their arguments. */
import { bounds } from "../../classroom/model/bounds.ts";
import { newId } from "../../classroom/model/ids.ts";
import type {
  Choice,
  QuestionKind,
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

export function hasChoices({ kind }: Pick<EditedQuestion, "kind">): boolean {
  return kind === "single" || kind === "multiple";
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
  const { text, image, number, explanation } = question;
  return text.trim() === "" && image === null && number.trim() === "" &&
    explanation.trim() === "" && filledChoices(question).length === 0 &&
    acceptedTexts(question).length === 0;
}

/** Whether something in it is right or wrong, so that points count. */
export function isMarked(question: EditedQuestion): boolean {
  switch (question.kind) {
    case "single":
    case "multiple":
      return filledChoices(question).some(({ id }) =>
        question.right.includes(id)
      );
    // Any text can be marked by the teacher.
    case "text":
      return true;
    case "number":
      return question.number.trim() !== "";
    case "scale":
      return question.step !== null;
  }
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
  const missing: Missing[] = [];
  if (text.trim() === "" && image === null) missing.push("text");
  if (hasChoices(question)) {
    const texts = filledChoices(question).map(({ text }) => text);
    if (texts.length < bounds.choices.least) missing.push("choices");
    if (new Set(texts).size < texts.length) missing.push("twice");
  }
  if (kind === "number") {
    if (typedNumber(question.number) === null) missing.push("number");
    const tolerance = typedNumber(question.tolerance);
    if (tolerance === null || (tolerance ?? 0) < 0) missing.push("tolerance");
  }
  const points = typedNumber(question.points);
  const fits = points !== null && (points ?? 0) >= 0 &&
    (points ?? 0) <= bounds.points;
  if (isMarked(question) && !fits) missing.push("points");
  return missing;
}
