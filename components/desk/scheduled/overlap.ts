/** Classes of a teacher that overlap: only one can run, so the later one waits (S-7). Pure. */

interface Timed {
  id: string;
  name: string;
  startsAt: string;
  endsAt: string;
}

/** The class that will be running when this class is due to start. */
export function findOverlappingClass<T extends Timed>(
  { id, startsAt }: Timed,
  classes: readonly T[],
): T | undefined {
  const startMs = Date.parse(startsAt);
  return classes.find((candidate) => {
    const start = Date.parse(candidate.startsAt);
    if (candidate.id === id || Date.parse(candidate.endsAt) <= startMs) {
      return false;
    }
    // Of two that start together, the one with the smaller id runs first.
    return start < startMs || (start === startMs && candidate.id < id);
  });
}
