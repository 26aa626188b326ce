/** Numbered annotations over a plot (M-4), one for each interval with events. */
import type {
  Activity,
  ClassEvent,
} from "../../classroom/monitoring/activity.ts";

type Lesson = Pick<Activity, "from" | "to" | "step" | "happenings">;

/** `number` counts from 1. */
export interface ActivityAnnotation {
  number: number;
  /** Time of the interval's first event. */
  timeMs: number;
  happened: ClassEvent[];
}

/** Events by interval, in order of time; the last interval also has later ones. */
export function happeningsByPiece(
  { from, to, step, happenings }: Lesson,
): Map<number, ClassEvent[]> {
  const last = Math.max(0, Math.ceil((to - from) / step) - 1);
  return Map.groupBy(
    happenings,
    ({ at }) => Math.min(last, Math.max(0, Math.floor((at - from) / step))),
  );
}

export function activityAnnotations(lesson: Lesson): ActivityAnnotation[] {
  return [...happeningsByPiece(lesson).values()].map((happened, i) => ({
    number: i + 1,
    timeMs: happened[0].at,
    happened,
  }));
}

/** The row of each annotation: the first with free space, so that none overlap. */
export function assignRows(places: readonly number[], width: number): number[] {
  const ends: number[] = [];
  return places.map((x) => {
    const free = ends.findIndex((end) => end <= x);
    const row = free < 0 ? ends.length : free;
    ends[row] = x + width;
    return row;
  });
}
