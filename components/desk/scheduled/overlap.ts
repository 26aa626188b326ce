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
  all: readonly T[],
): T | undefined {
  const at = Date.parse(startsAt);
  return all.find((other) => {
    const start = Date.parse(other.startsAt);
    if (other.id === id || Date.parse(other.endsAt) <= at) return false;
    // Of two that start together, the one with the smaller id runs first.
    return start < at || (start === at && other.id < id);
  });
}
