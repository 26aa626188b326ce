/** A student's answers to a quiz or a poll in words: a summary, and Markdown. */
import type { MyCheck } from "../../classroom/my/my_work.ts";
import type { OwnAnswer } from "../../classroom/checks/own_answers.ts";
import {
  countsPoints,
  isGraded,
  maxScore,
} from "../../classroom/model/resources/results.ts";
import type { CheckResource } from "../../classroom/model/resources/shared_resources.ts";
import { formatTime } from "../../formats/format_time.ts";
import {
  answerText,
  correctAnswerText,
  exportTitleOf,
  kindText,
  questionText,
} from "../../exports/answer_texts.ts";
import { escapeMarkdownLine } from "../../exports/markdown.ts";
import { given, mine as t } from "texts/sharing_record.ts";

/** The resource with the questions that the student may read. */
export function checkOf({ shared, questions }: MyCheck): CheckResource {
  return { ...shared, questions } as CheckResource;
}

export function summaryTexts(check: MyCheck): string[] {
  const { questions } = check, shared = checkOf(check);
  const kind = kindText(shared);
  if (shared.poll) return [kind];
  const count = questions.filter((it) => it.answer !== undefined).length;
  return [kind, t.answered({ count, of: questions.length })];
}

/** The result so far: points, or the number of correct answers if there are no points; null if nothing is graded. */
export function totalText({ shared, questions }: MyCheck): string | null {
  if (!shared.pace) return null;
  const gradedQuestions = questions.filter((it) => it.shown && isGraded(it));
  if (gradedQuestions.length === 0) return null;
  const sum = (worth: (it: OwnAnswer) => number | undefined) =>
    gradedQuestions.reduce((points, it) => points + (worth(it) ?? 0), 0);
  const max = maxScore(gradedQuestions);
  const total = countsPoints(gradedQuestions)
    ? t.score({ points: sum(({ earned }) => earned), of: max })
    : t.rightOf({ count: sum((it) => it.right ? 1 : 0), of: max });
  return gradedQuestions.some(({ waits }) => waits)
    ? t.soFar({ total })
    : total;
}

export function checkMarkdown(check: MyCheck, zone: string): string {
  const { session, member, questions } = check, shared = checkOf(check);
  const from = {
    name: session.name,
    time: formatTime(shared.at, "day", zone),
    student: member.name,
  };
  const total = totalText(check);
  const parts = [
    `# ${escapeMarkdownLine(exportTitleOf(shared))}`,
    escapeMarkdownLine(t.from(from)),
    [...summaryTexts(check), ...total === null ? [] : [total]]
      .map(escapeMarkdownLine).join(" · "),
  ];
  if (shared.anonymous) {
    return [...parts, t.anonymous].join("\n\n") + "\n\n";
  }
  for (const [n, question] of questions.entries()) {
    parts.push(
      `## ${n + 1}.`,
      questionText(shared, question),
      ...answerLines(question),
    );
  }
  return parts.join("\n\n") + "\n\n";
}

function answerLines(question: OwnAnswer): string[] {
  const { answer, right, waits, late, earned, points, explanation } = question;
  const standing = [
    ...right === undefined ? [] : [right ? t.right : t.wrong],
    ...waits ? [t.waits] : [],
    ...earned !== undefined && points !== undefined
      ? [t.score({ points: earned, of: points })]
      : [],
    ...late ? [t.late] : [],
  ];
  const correct = question.shown && !right
    ? correctAnswerText(question, question)
    : null;
  const labelled = (label: string, text: string) =>
    escapeMarkdownLine(given.labelled({ label, text }));
  return [
    answer === undefined
      ? t.none
      : labelled(t.yours, answerText(question, answer)),
    ...standing.length > 0 ? [standing.join(" · ")] : [],
    ...correct === null ? [] : [labelled(given.rightAnswer, correct)],
    ...explanation ? [explanation] : [],
  ];
}
