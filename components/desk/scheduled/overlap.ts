/** Which of a teacher's classes are meant for the same time: only one of them runs, and the later one waits (S-7). Pure. */

interface Timed {
  id: string;
  name: string;
  startsAt: string;
  endsAt: string;
}

/** The class that is to run when this one is to begin; undefined: none. */
export function runsAtStartOf<T extends Timed>(
  { id, startsAt }: Timed,
  all: readonly T[],
): T | undefined {
  const at = Date.parse(startsAt);
  return all.find((other) => {
    const start = Date.parse(other.startsAt);
    if (other.id === id || Date.parse(other.endsAt) <= at) return false;
    // Of two that begin together one is the later.
    return start < at || (start === at && other.id < id);
  });
}
