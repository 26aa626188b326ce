/** What a question lacks before anybody can be asked it. Pure. */
import { bounds } from "../../classroom/model/bounds.ts";
import { typedNumber } from "../checks/questions/typed_number.ts";
import {
  type EditedQuestion,
  filledChoices,
  hasChoices,
  isMarked,
} from "./edited.ts";

/** What is missing, or wrong. */
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
