/** Sparklines of the questions asked, for one student or the whole class. */
import { lately as recent } from "texts/monitoring_live.ts";
import { review } from "texts/review.ts";
import {
  type BoardFacts,
  recentMinutes,
} from "../../classroom/model/monitoring/activity.ts";
import { byMinute, lately, together, wholly } from "./plot.ts";
import "./monitoring.css";

const height = 20;
/** The plot's top is at least this count, so that one question is no peak. */
const least = 3;

export function Plot(
  { counts, label }: { counts: readonly number[]; label: string },
) {
  const top = Math.max(least, ...counts);
  const last = Math.max(1, counts.length - 1);
  const points = counts.map((count, i) =>
    `${i},${Math.round(10 * height * (1 - count / top)) / 10}`
  ).join(" ");
  return (
    <svg
      class="plot"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${last} ${height}`}
      preserveAspectRatio="none"
    >
      <title>{label}</title>
      <polyline points={points} />
    </svg>
  );
}

const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);

/**
 * How active the class was in the last 20 minutes; after its end, when
 * questions were asked (M-4).
 */
export function ClassLine({ facts, collect, startsAt, now, live }: {
  facts: BoardFacts;
  collect: boolean;
  startsAt: number;
  now: number;
  live: boolean;
}) {
  const students = Object.values(facts.students);
  const asked = { minutes: together(students) };
  if (!live) {
    const count = students.reduce((all, { turns }) => all + turns, 0);
    return (
      <Line
        counts={wholly(asked, startsAt, now)}
        words={review.board.classPlot({ count })}
      />
    );
  }
  const of = (minutes: Readonly<Record<string, number>>) =>
    lately({ minutes }, startsAt, now);
  const messages = of(
    together(
      Object.values(facts.said).map((minutes) => ({ minutes })),
    ),
  );
  const questions = collect ? of(asked.minutes) : [];
  const answers = of(byMinute(facts.answered, startsAt));
  const counts = messages.map((count, i) =>
    count + (questions[i] ?? 0) + answers[i]
  );
  const values = {
    last: recentMinutes,
    messages: sum(messages),
    answers: sum(answers),
  };
  const words = collect
    ? recent.class({ ...values, questions: sum(questions) })
    : recent.notCollected(values);
  return <Line counts={counts} words={words} />;
}

function Line({ counts, words }: { counts: number[]; words: string }) {
  return (
    <div class="students-plot">
      <p class="small quiet">{words}</p>
      <Plot counts={counts} label={words} />
    </div>
  );
}
