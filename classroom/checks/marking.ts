/** A teacher's marks of short texts. */
import type * as Y from "yjs";
import { Refusal } from "../../sync/refusal.ts";
import { plainAnswer } from "../model/resources/questions.ts";
import type { ChangeAsked } from "../library/resource_bodies.ts";
import { secrets, sheets } from "../model/resources_layout.ts";

/** The plain texts that were given to a question. */
function textsOn(staff: Y.Doc, resource: string, question: string): string[] {
  return [...sheets(staff)].flatMap(([key, sheet]) => {
    if (sheet === true || !key.startsWith(`${resource} `)) return [];
    const answer = sheet.answers[question];
    return typeof answer === "string" ? [plainAnswer(answer)] : [];
  });
}

/** Marks short texts as right or wrong: whoever has written the same has the same mark. */
export function markTexts(
  staff: Y.Doc,
  id: string,
  marks: NonNullable<ChangeAsked["marks"]>,
): void {
  const secret = secrets(staff).get(id);
  if (!secret?.questions) throw new Refusal("not-found");
  const wrong = { ...secret.wrong }, right = { ...secret.right };
  const questions = secret.questions.map((question) => {
    const mine = marks.filter((it) => it.question === question.id);
    if (mine.length === 0 || question.kind !== "text") return question;
    const { correct = [] } = question;
    const accepted = new Map(
      (correct as string[]).map((text) => [plainAnswer(text), text]),
    );
    const rejected = new Set(wrong[question.id]);
    const marked = new Set(right[question.id]);
    const known = new Set([...accepted.keys(), ...rejected]);
    for (const text of textsOn(staff, id, question.id)) known.add(text);
    for (const { text, right: isRight } of mine) {
      const plain = plainAnswer(text);
      // What nobody has written has no mark.
      if (!known.has(plain)) continue;
      if (isRight === true && !accepted.has(plain)) marked.add(plain);
      if (isRight !== true) marked.delete(plain);
      accepted.delete(plain);
      rejected.delete(plain);
      if (isRight === true) accepted.set(plain, text);
      if (isRight === false) rejected.add(plain);
    }
    wrong[question.id] = [...rejected];
    right[question.id] = [...marked];
    return { ...question, correct: [...accepted.values()] };
  });
  secrets(staff).set(id, { ...secret, questions, wrong, right });
}
