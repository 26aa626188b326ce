import { lately as recent } from "texts/monitoring_live.ts";
import { review } from "texts/review.ts";
import {
  type OverviewData,
  recentMinutes,
} from "../../classroom/model/monitoring/activity.ts";
import {
  countByMinute,
  countBySlot,
  countRecentMinutes,
  sumByMinute,
} from "./activity_counts.ts";
import "./monitoring.css";

const height = 20;
/** The plot's scale goes at least to this count, so that a single question is no peak. */
const minTop = 3;

export function Sparkline(
  { counts, label }: { counts: readonly number[]; label: string },
) {
  const top = Math.max(minTop, ...counts);
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

/** The class's activity over the last 20 minutes; after the class, its questions over all of it (M-4). */
export function ClassActivityPlot(
  { facts, isCollected, startsAt, now, isLive }: {
    facts: OverviewData;
    isCollected: boolean;
    startsAt: number;
    now: number;
    isLive: boolean;
  },
) {
  const students = Object.values(facts.students);
  const questionCounts = { minutes: sumByMinute(students) };
  if (!isLive) {
    const count = students.reduce((total, { turns }) => total + turns, 0);
    return (
      <ActivityPlot
        counts={countBySlot(questionCounts, startsAt, now)}
        words={review.board.classPlot({ count })}
      />
    );
  }
  const countRecent = (minutes: Readonly<Record<string, number>>) =>
    countRecentMinutes({ minutes }, startsAt, now);
  const messages = countRecent(
    sumByMinute(
      Object.values(facts.said).map((minutes) => ({ minutes })),
    ),
  );
  const questions = isCollected ? countRecent(questionCounts.minutes) : [];
  const answers = countRecent(countByMinute(facts.answered, startsAt));
  const counts = messages.map((count, i) =>
    count + (questions[i] ?? 0) + answers[i]
  );
  const values = {
    last: recentMinutes,
    messages: sum(messages),
    answers: sum(answers),
  };
  const words = isCollected
    ? recent.class({ ...values, questions: sum(questions) })
    : recent.notCollected(values);
  return <ActivityPlot counts={counts} words={words} />;
}

function ActivityPlot({ counts, words }: { counts: number[]; words: string }) {
  return (
    <div class="students-plot">
      <p class="small quiet">{words}</p>
      <Sparkline counts={counts} label={words} />
    </div>
  );
}
