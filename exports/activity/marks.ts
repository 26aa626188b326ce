/** What happened when, as numbered marks over a plot (M-4): all that happened in one
 * piece of the lesson has one. Pure. */
import type {
  Activity,
  Happening,
} from "../../classroom/monitoring/activity.ts";

/** What of an activity says what happened when. */
type Lesson = Pick<Activity, "from" | "to" | "step" | "happenings">;

/** A mark; they are numbered from 1. */
export interface ActivityMark {
  number: number;
  /** When the first of it happened. */
  at: number;
  happened: Happening[];
}

/** What happened in each piece of the lesson, in the order of time; the last has what came after it, too. */
export function happenedByPiece(
  { from, to, step, happenings }: Lesson,
): Map<number, Happening[]> {
  const last = Math.max(0, Math.ceil((to - from) / step) - 1);
  return Map.groupBy(
    happenings,
    ({ at }) => Math.min(last, Math.max(0, Math.floor((at - from) / step))),
  );
}

export function activityMarks(lesson: Lesson): ActivityMark[] {
  return [...happenedByPiece(lesson).values()].map((happened, i) => ({
    number: i + 1,
    at: happened[0].at,
    happened,
  }));
}

/** The row of each mark, so that none lies over another: the first in which there is room. */
export function rowsFor(places: readonly number[], width: number): number[] {
  const ends: number[] = [];
  return places.map((x) => {
    const free = ends.findIndex((end) => end <= x);
    const row = free < 0 ? ends.length : free;
    ends[row] = x + width;
    return row;
  });
}
