import {
  promptsByMinute,
  recentMinutes,
  type StudentActivity,
} from "../../classroom/model/monitoring/activity.ts";

const minute = 60_000;
const maxSlots = 36;

type QuestionCounts = Pick<StudentActivity, "minutes" | "slots">;

export function countRecentMinutes(
  questions: QuestionCounts,
  startsAt: number,
  now: number,
): number[] {
  const byMinute = promptsByMinute(questions);
  const last = Math.floor((now - startsAt) / minute);
  return Array.from(
    { length: recentMinutes },
    (_, i) => byMinute.get(last - recentMinutes + 1 + i) ?? 0,
  );
}

export function countByMinute(
  moments: readonly number[],
  startsAt: number,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const timeMs of moments) {
    const elapsedMinutes = Math.floor((timeMs - startsAt) / minute);
    counts[elapsedMinutes] = (counts[elapsedMinutes] ?? 0) + 1;
  }
  return counts;
}

export function countBySlot(
  questions: QuestionCounts,
  startsAt: number,
  end: number,
): number[] {
  const minutes = Math.max(1, Math.ceil((end - startsAt) / minute));
  const length = Math.ceil(minutes / maxSlots);
  const counts = new Array<number>(Math.ceil(minutes / length)).fill(0);
  for (const [elapsedMinutes, count] of promptsByMinute(questions)) {
    counts[Math.min(counts.length - 1, Math.floor(elapsedMinutes / length))] +=
      count;
  }
  return counts;
}

export function sumByMinute(
  allCounts: readonly QuestionCounts[],
): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const counts of allCounts) {
    for (const [elapsedMinutes, count] of promptsByMinute(counts)) {
      sum[elapsedMinutes] = (sum[elapsedMinutes] ?? 0) + count;
    }
  }
  return sum;
}
