import {
  promptsByMinute,
  recentMinutes,
  type StudentActivity,
} from "../../classroom/model/monitoring/activity.ts";

const minute = 60_000;
const maxSlots = 36;

type QuestionCounts = Pick<StudentActivity, "minutes" | "slots">;

export function countRecentMinutes(
  asked: QuestionCounts,
  startsAt: number,
  now: number,
): number[] {
  const byMinute = promptsByMinute(asked);
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
  for (const at of moments) {
    const when = Math.floor((at - startsAt) / minute);
    counts[when] = (counts[when] ?? 0) + 1;
  }
  return counts;
}

export function countBySlot(
  asked: QuestionCounts,
  startsAt: number,
  end: number,
): number[] {
  const minutes = Math.max(1, Math.ceil((end - startsAt) / minute));
  const length = Math.ceil(minutes / maxSlots);
  const counts = new Array<number>(Math.ceil(minutes / length)).fill(0);
  for (const [at, count] of promptsByMinute(asked)) {
    counts[Math.min(counts.length - 1, Math.floor(at / length))] += count;
  }
  return counts;
}

export function sumByMinute(
  all: readonly QuestionCounts[],
): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const one of all) {
    for (const [at, count] of promptsByMinute(one)) {
      sum[at] = (sum[at] ?? 0) + count;
    }
  }
  return sum;
}
