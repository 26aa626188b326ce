/** A quiz as a text to print, and to paste again. */
import type {
  Quiz,
  QuizQuestion,
} from "../../classroom/resources/resource_bodies.ts";

/** The text of a quiz. */
export function quizWords({ name, questions }: Quiz): string {
  return [name, ...questions.map((it, at) => questionWords(it, at + 1))]
    .join("\n\n") + "\n";
}

function questionWords(it: QuizQuestion, number: number): string {
  const rows = [`${number}. ${it.text}`];
  if (it.kind === "single" || it.kind === "multiple") {
    for (const [at, { text }] of it.choices.entries()) {
      rows.push(`${letter(at)}) ${text.replace(/\s*\n\s*/g, " ")}`);
    }
    if (it.correct?.length) {
      rows.push(`ANSWER: ${it.correct.map(letter).join(", ")}`);
    }
  } else if (it.kind === "text" && it.correct?.length) {
    rows.push(`ANSWER: ${it.correct.join(" | ")}`);
  } else if (it.kind === "number" && it.correct !== undefined) {
    const within = it.tolerance ? ` ± ${it.tolerance}` : "";
    rows.push(`ANSWER: ${it.correct}${within}`);
  } else if (it.kind === "scale") {
    const steps = Array.from({ length: it.most ?? 0 }, (_, n) => n + 1);
    for (const n of steps) rows.push(`${letter(n - 1)}) ${n}`);
    if (it.correct) rows.push(`ANSWER: ${letter(it.correct - 1)}`);
  }
  if (it.points !== undefined) rows.push(`Points: ${it.points}`);
  if (it.explanation) {
    rows.push(`Explanation: ${it.explanation.replace(/\s*\n\s*/g, " ")}`);
  }
  return rows.join("\n");
}

function letter(at: number): string {
  return String.fromCharCode(65 + at);
}
